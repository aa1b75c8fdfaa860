package io.github.ollamaguard.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as {@link FakeOllama} received it.
 *
 * @param method in capitals
 * @param path the request target, with the query string when there is one
 * @param head the raw head
 * @param body the decoded body, empty when there was none
 */
public record FakeRequest(String method, String path, HttpHead head, byte[] body) {
    /** Returns the body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns the first value of a header, or null. */
    public @Nullable String header(String name) {
        return head.header(name);
    }

    /** Returns all headers; names in lower case. */
    public Map<String, List<String>> headers() {
        return head.headers();
    }
}
