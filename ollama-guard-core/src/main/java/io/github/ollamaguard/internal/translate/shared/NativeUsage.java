package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonObject;
import io.github.ollamaguard.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ollama's counters, which are members of a complete reply and of the last line of a stream. Stateless. */
public final class NativeUsage {
    private static final String PROMPT = "prompt_eval_count";
    private static final String COMPLETION = "eval_count";
    private static final Pattern CACHED_MEMBER = member("prompt_eval_cached_count");
    private static final Pattern PROMPT_MEMBER = member(PROMPT);
    private static final Pattern COMPLETION_MEMBER = member(COMPLETION);

    private NativeUsage() {}

    /** Returns the counters of a reply or line, or null when it has none. */
    public static @Nullable Usage of(JsonObject reply) {
        return reply.has(PROMPT) || reply.has(COMPLETION) ? new NativeReply(reply).usage() : null;
    }

    /**
     * Returns the counters at the end of a reply, or null when there are none.
     *
     * @param tail the last bytes of the reply, which need not begin at the begin of anything
     */
    public static @Nullable Usage ofTail(byte[] tail) {
        // Counters are the last members, and inside of a text their quotes would be escaped.
        String text = new String(tail, StandardCharsets.ISO_8859_1).stripTrailing();
        String line = text.substring(text.lastIndexOf('\n') + 1);
        long prompt = last(PROMPT_MEMBER, line);
        long completion = last(COMPLETION_MEMBER, line);
        long cached = last(CACHED_MEMBER, line);
        return prompt < 0 && completion < 0
                ? null
                : new Usage(Math.max(0, prompt), Math.max(0, completion), Math.max(0, cached));
    }

    private static long last(Pattern member, String line) {
        long count = -1;
        for (Matcher matcher = member.matcher(line); matcher.find(); ) {
            count = Long.parseLong(matcher.group(1));
        }
        return count;
    }

    private static Pattern member(String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d{1,18}+)(?!\\d)");
    }
}
