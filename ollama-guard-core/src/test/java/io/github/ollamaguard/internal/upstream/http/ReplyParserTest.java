package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an answer of HTTP/1.1 says, it says wherever its bytes are split. */
class ReplyParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final int LONGEST_HEAD = 16 * 1024;

    /**
     * What has been read.
     *
     * @param headers name and value of each
     * @param complete whether the answer has come to its end
     * @param wrong whether this is no answer
     * @param reusable whether another answer may follow
     * @param unasked how many bytes follow the answer
     */
    private record Parsed(
            int status,
            List<String> headers,
            String content,
            boolean complete,
            boolean wrong,
            boolean reusable,
            int unasked) {}

    @Test
    void answerWithALength() {
        assertThat(everySplit(OK + "Content-Type: application/json\r\nRetry-After:7\r\nContent-Length: 11\r\n\r\n"
                        + "{\"a\":\"ü\"}\r\n"))
                .isEqualTo(new Parsed(
                        200,
                        List.of("Content-Type: application/json", "Retry-After: 7", "Content-Length: 11"),
                        "{\"a\":\"ü\"}\r",
                        true,
                        false,
                        true,
                        1));
    }

    @Test
    void answerInChunks() {
        assertThat(everySplit(OK + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n{\"a\":\r\n5\r\n\"ü\"}\r\n1\r\n\n\r\n0\r\n\r\n"))
                .isEqualTo(new Parsed(
                        200,
                        List.of("Content-Type: application/x-ndjson", "Transfer-Encoding: chunked"),
                        "{\"a\":\"ü\"}\n",
                        true,
                        false,
                        true,
                        0));
    }

    @Test
    void chunksMayHaveExtensionsAndTrailers() {
        assertThat(everySplit(OK + "Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5;name=value;other=\"a b\"\r\nHello\r\n00C ; x\r\n, \r\n0\r\n\r\nyou\r\n"
                        + "0;last\r\nX: 1\r\nConnection: y\r\n\r\n"))
                .isEqualTo(new Parsed(
                        200,
                        List.of("Trailer: X", "Transfer-Encoding: chunked"),
                        "Hello, \r\n0\r\n\r\nyou",
                        true,
                        false,
                        true,
                        0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nConnection: close"})
    void answerWithoutFramingEndsWithTheConnection(String head) {
        String reply = head + "\r\nX: y\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
        Parsed open = everySplit(reply);
        assertThat(open.complete()).isFalse();
        assertThat(open.reusable()).isFalse();
        Parsed ended = everySplitAndAnEnd(reply);
        assertThat(ended.content()).isEqualTo("0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        assertThat(ended.headers()).endsWith("X: y");
        assertThat(ended.complete()).isTrue();
        assertThat(ended.wrong()).isFalse();
        assertThat(ended.reusable()).isFalse();
        assertThat(everySplitAndAnEnd(head + "\r\n\r\n").complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n000;x\r\nX: y\r\n\r\n"
            })
    void emptyAnswerIsComplete(String reply) {
        Parsed parsed = everySplit(reply);
        assertThat(parsed.status()).isEqualTo(reply.contains("204") ? 204 : 200);
        assertThat(parsed.content()).isEmpty();
        assertThat(parsed.complete()).isTrue();
        assertThat(parsed.reusable()).isTrue();
        assertThat(parsed.unasked()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"400, Bad Request", "404, Not Found", "429, ''", "500, Internal Server Error", "503, x y z", "599, Odd"
    })
    void statusOfAFailureIsRead(int status, String reason) {
        assertThat(everySplit("HTTP/1.1 " + status + " " + reason
                        + "\r\nRetry-After: 7\r\nContent-Length: 15\r\n\r\n{\"error\":\"boo\"}"))
                .isEqualTo(new Parsed(
                        status,
                        List.of("Retry-After: 7", "Content-Length: 15"),
                        "{\"error\":\"boo\"}",
                        true,
                        false,
                        true,
                        0));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|Content-Length: 2|Connection: close||{}, 0",
        "HTTP/1.1 200 OK|Content-Length: 2|Connection: x; close||{}, 0",
        "HTTP/1.0 200 OK|Content-Length: 2||{}, 0",
        "HTTP/1.1 200 OK|Content-Length: 2||{}HTTP/1.1 200 OK|, 17",
        "HTTP/1.1 204 No Content||HTTP/1.1 200 OK|, 17",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|{}|0||x, 1"
    })
    void answerIsCompleteAlsoWhenNoOtherMayFollow(String lines, int unasked) {
        String reply = lines.replace("|", "\r\n").replace("x; ", "x, ");
        Parsed parsed = everySplit(reply);
        assertThat(parsed.content()).isEqualTo(reply.contains("204") ? "" : "{}");
        assertThat(parsed.complete()).isTrue();
        assertThat(parsed.wrong()).isFalse();
        assertThat(parsed.unasked()).isEqualTo(unasked);
        assertThat(parsed.reusable()).isEqualTo(unasked > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            })
    void answerThatIsCutIsWrong(String reply) {
        Parsed parsed = everySplitAndAnEnd(reply);
        assertThat(parsed.content()).isEqualTo("abc");
        assertThat(parsed.complete()).isFalse();
        assertThat(parsed.wrong()).isTrue();
        assertThat(parsed.reusable()).isFalse();
    }

    /** All of the content is there. */
    @Test
    void answerThatIsCutInItsTrailersIsComplete() {
        Parsed parsed = everySplitAndAnEnd(CHUNKED + "3\r\nabc\r\n0\r\nX: y\r\n");
        assertThat(parsed.content()).isEqualTo("abc");
        assertThat(parsed.complete()).isTrue();
        assertThat(parsed.reusable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n"
            })
    void whatIsNoAnswerIsWrong(String reply) {
        Parsed parsed = everySplit(reply);
        assertThat(parsed.wrong()).isTrue();
        assertThat(parsed.reusable()).isFalse();
    }

    @Test
    void wrongFramingIsWrongAtOnce() {
        Parsed parsed = everySplit(CHUNKED + "2\r\na\n\r\nnonsense\r\n");
        assertThat(parsed.content()).isEqualTo("a\n");
        assertThat(parsed.wrong()).isTrue();
        assertThat(parsed.complete()).isFalse();
    }

    @Test
    void headHasALimit() {
        String begin = OK + "Content-Length: 0\r\nX: ";
        String longest = begin + "x".repeat(LONGEST_HEAD - begin.length() - 4) + "\r\n\r\n";
        for (int size : new int[] {1, 1000, LONGEST_HEAD}) {
            assertThat(parse(longest, false, start -> start + size).complete()).isTrue();
            assertThat(parse(begin + "x" + longest.substring(begin.length()), false, start -> start + size)
                            .wrong())
                    .isTrue();
            assertThat(parse(begin + "x".repeat(2 * LONGEST_HEAD), false, start -> start + size)
                            .wrong())
                    .isTrue();
        }
    }

    @Test
    void contentThatDoesNotFitComesLater() {
        byte[] reply = (CHUNKED + "7\r\nabcdefg\r\n4\r\nhijk\r\n0\r\n\r\n").getBytes(UTF_8);
        ReplyParser parser = new ReplyParser();
        parser.reset();
        ByteBuffer bytes = ByteBuffer.wrap(reply);
        parser.head(bytes);
        byte[] small = new byte[3];
        StringBuilder pieces = new StringBuilder();
        for (int count = parser.content(bytes, small); count > 0; count = parser.content(bytes, small)) {
            pieces.append(new String(small, 0, count, UTF_8)).append(parser.isComplete() ? " " : "+");
        }
        assertThat(pieces).hasToString("abc+def+ghi+jk ");
        assertThat(parser.isComplete()).isTrue();
        assertThat(parser.isReusable()).isTrue();
    }

    @Test
    void answersFollowEachOther() {
        ReplyParser parser = new ReplyParser();
        String[] replies = {
            OK + "A: 1\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 404 No\r\nB: 2\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            "HTTP/1.1 204 No\r\n\r\n",
            OK + "Content-Length: 1\r\nConnection: close\r\n\r\ny"
        };
        for (String reply : replies) {
            Parsed alone = parse(reply, false, start -> Integer.MAX_VALUE);
            assertThat(parse(parser, reply, false, start -> start + 5)).isEqualTo(alone);
        }
        assertThat(parser.isReusable()).isFalse();
    }

    private static Parsed everySplit(String reply) {
        return everySplit(reply, false);
    }

    private static Parsed everySplitAndAnEnd(String reply) {
        return everySplit(reply, true);
    }

    /** Parses in two pieces that are split anywhere, and byte by byte, which must all give the same. */
    private static Parsed everySplit(String reply, boolean end) {
        Parsed whole = parse(reply, end, start -> Integer.MAX_VALUE);
        int length = reply.getBytes(UTF_8).length;
        for (int split = 1; split < length; split++) {
            int position = split;
            assertThat(parse(reply, end, start -> start < position ? position : length))
                    .as("split at %d: %s", split, reply)
                    .isEqualTo(whole);
        }
        assertThat(parse(reply, end, start -> start + 1)).isEqualTo(whole);
        return whole;
    }

    private static Parsed parse(String reply, boolean end, IntUnaryOperator pieceEnd) {
        return parse(new ReplyParser(), reply, end, pieceEnd);
    }

    /** Parses as calls do: content behind the head is copied, later content moves inside of one buffer. */
    private static Parsed parse(ReplyParser parser, String reply, boolean end, IntUnaryOperator pieceEnd) {
        byte[] all = reply.getBytes(UTF_8);
        byte[] buffer = new byte[Math.max(1024, all.length)];
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int unasked = 0;
        parser.reset();
        for (int start = 0, next; start < all.length && !parser.isWrong(); start = next) {
            next = Math.min(all.length, pieceEnd.applyAsInt(start));
            ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOfRange(all, start, next));
            if (parser.isComplete()) {
                unasked += bytes.remaining();
                continue;
            }
            if (parser.isHeadComplete()) {
                bytes.get(buffer, 0, next - start);
                bytes = ByteBuffer.wrap(buffer, 0, next - start);
            } else {
                parser.head(bytes);
            }
            if (parser.isHeadComplete() && !parser.isWrong()) {
                read(parser, bytes, buffer, content);
            }
            unasked += parser.isWrong() ? 0 : bytes.remaining();
        }
        if (end && !parser.isComplete()) {
            parser.end();
            read(parser, ByteBuffer.allocate(0), buffer, content);
        }
        return new Parsed(
                parser.status(),
                parser.headers().stream()
                        .map(field -> field.getName() + ": " + field.getValue())
                        .toList(),
                content.toString(UTF_8),
                parser.isComplete(),
                parser.isWrong(),
                parser.isReusable(),
                unasked);
    }

    private static void read(ReplyParser parser, ByteBuffer bytes, byte[] buffer, ByteArrayOutputStream content) {
        for (int count = parser.content(bytes, buffer); count > 0; count = parser.content(bytes, buffer)) {
            content.write(buffer, 0, count);
        }
    }
}
