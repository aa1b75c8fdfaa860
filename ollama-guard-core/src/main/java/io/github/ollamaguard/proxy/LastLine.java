package io.github.ollamaguard.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Looks out for the line that ends a stream of Ollama: the one with {@code "done":true}, {@code "status":"success"} or
 * an error. A server that dies may close its connection as if all had been said. Inside of a text the quotes would be
 * escaped. Not thread-safe.
 */
final class LastLine {
    private final List<Member> marks =
            List.of(new Member("\"done\":true"), new Member("\"status\":\"success\""), new Member("\"error\":"));

    /** Takes the next bytes of the stream. */
    void pass(byte[] bytes, int count) {
        for (Member mark : marks) {
            mark.pass(bytes, count);
        }
    }

    /** Returns whether the line has come. */
    boolean isSeen() {
        return marks.stream().anyMatch(Member::isComplete);
    }

    /** A member of a JSON object, perhaps with spaces in it, found without parsing. */
    private static final class Member {
        private final byte[] text;
        private int matched;

        Member(String text) {
            this.text = text.getBytes(StandardCharsets.US_ASCII);
        }

        boolean isComplete() {
            return matched == text.length;
        }

        void pass(byte[] bytes, int count) {
            for (int i = 0; i < count && !isComplete(); i++) {
                byte next = bytes[i];
                if (next == text[matched]) {
                    matched++;
                } else if (next != ' ') {
                    matched = next == text[0] ? 1 : 0;
                }
            }
        }
    }
}
