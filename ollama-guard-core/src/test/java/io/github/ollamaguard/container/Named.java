package io.github.ollamaguard.container;

import io.github.ollamaguard.testing.FakeRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chats that have a name, so that both ends know which one it is. */
final class Named {
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]+)\"");

    private Named() {}

    /** Returns the body of a streamed chat with this name. */
    static String chat(Face face, String name) {
        return face.chatRequest().replace("\"hi\"", '"' + name + '"');
    }

    /** Returns the name of a chat that has arrived at Ollama. */
    static String of(FakeRequest request) {
        Matcher content = CONTENT.matcher(request.text());
        if (!content.find()) {
            throw new IllegalArgumentException("a chat without a name: " + request.text());
        }
        return content.group(1);
    }
}
