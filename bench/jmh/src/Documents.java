package io.github.ollamaguard.bench;

import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.nio.charset.StandardCharsets;

/** What the benchmarks translate. */
final class Documents {
    static final Translation.Options OPTIONS = new Translation.Options(4, ReasoningField.REASONING);

    static final byte[] REQUEST = request(false);
    static final byte[] STREAMED = request(true);

    static final byte[] REPLY = bytes("{\"model\":\"llama3.2\",\"created_at\":\"2026-11-23T11:31:05.123456789Z\","
            + "\"message\":{\"role\":\"assistant\",\"content\":\"A proxy stands between a client and a server: it takes "
            + "each request, looks at it, sends it on, and hands the answer back, chunk by chunk as it comes.\"},"
            + "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":4648158584,\"load_duration\":4071084,"
            + "\"prompt_eval_count\":36,\"prompt_eval_duration\":439038000,\"eval_count\":298,"
            + "\"eval_duration\":4196918000}");

    private Documents() {}

    private static byte[] request(boolean stream) {
        return bytes("{\"model\":\"llama3.2\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful "
                + "assistant who answers in one paragraph.\"},{\"role\":\"user\",\"content\":\"What does a proxy do, and "
                + "what does it cost?\"}],\"temperature\":0.7,\"num_ctx\":8192,\"stream\":" + stream + "}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
