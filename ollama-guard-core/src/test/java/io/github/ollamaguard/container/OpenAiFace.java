package io.github.ollamaguard.container;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The whole guard, on OpenAI's path and with a key: NDJSON in, server-sent events out. */
final class OpenAiFace implements Face {
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");
    private static final String KEY = "key-of-the-suite";

    @Override
    public void install(ServletContext context, Settings settings) {
        OllamaGuard.of(
                        settings,
                        presented -> presented.equals(KEY) ? Optional.of(new ApiKey("suite")) : Optional.empty())
                .install(context);
    }

    @Override
    public String chatPath() {
        return "/ollama/v1/chat/completions";
    }

    @Override
    public String chatRequest() {
        return "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Override
    public String[] headers() {
        return new String[] {"Authorization", "Bearer " + KEY};
    }

    @Override
    public @Nullable String piece(RawClient client) throws IOException {
        String event = client.event();
        while (event != null && event.startsWith(":")) {
            event = client.event();
        }
        if (event == null) {
            return null;
        }
        Matcher content = CONTENT.matcher(event);
        return content.find() ? content.group(1) : event;
    }

    @Override
    public boolean isError(String piece) {
        return piece.startsWith(
                "event: error\ndata: {\"error\":{\"message\":\"The answer of Ollama ended unexpectedly.\"");
    }
}
