package io.github.ollamaguard.container;

import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One way in which clients see the guard: what is mounted, where a chat is, and how its pieces look. */
interface Face {
    /** Mounts everything. */
    void install(ServletContext context, Settings settings) throws ServletException;

    /** Returns the path of a chat. */
    String chatPath();

    /** Returns the body of a streamed chat. */
    String chatRequest();

    /** Returns the headers of every request: name, value, name, value. */
    String[] headers();

    /** Waits for the text of the next piece; null at the end of the stream. */
    @Nullable
    String piece(RawClient client) throws IOException;

    /** Returns whether this is what clients see of an answer that broke off. */
    boolean isError(String piece);

    /** Returns the line of Ollama that carries a text. */
    default String line(String text) {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"done\":false}";
    }

    /** Returns the last line of Ollama. */
    default String lastLine() {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
                + "\"done_reason\":\"stop\",\"prompt_eval_count\":1,\"eval_count\":1}";
    }
}
