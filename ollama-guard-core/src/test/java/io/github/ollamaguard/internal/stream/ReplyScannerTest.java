package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.usage.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is said about a reply holds wherever its bytes are split. */
class ReplyScannerTest {
    private static final String CHAT = """
            {"model":"m","created_at":"2026-11-01T10:00:00Z","message":{"role":"assistant","content":"Hä"},"done":false}
            {"model":"m","created_at":"2026-11-01T10:00:01Z","message":{"role":"assistant","content":"llo"},"done":false}
            """;

    /**
     * What is known of a reply.
     *
     * @param finished whether it has come to its own end
     * @param usage its tokens
     */
    private record Known(boolean finished, @Nullable Usage usage) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":{\"content\":\"x\"},\"done\":false}\n{\"done\":true}\n",
                "{\"done\": true, \"context\":[1,2,3]}\n",
                "{\"status\":\"pulling\"}\n{\"status\":\"success\"}\n",
                "{\"error\":\"out of memory\"}\n",
                "{\"done_reason\":\"\",\"done\":true}",
                "{\"done_reason\":\"stop\"}",
                "{\"done\":true}\n{\"done\":false}\n",
                "\t{ \"done\"\r\n:\ttrue }"
            })
    void lastLineIsSeenAtEverySplit(String stream) {
        assertThat(everySplit(stream).finished()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"message\":{\"content\":\"x\"},\"done\":false}\n",
                "{\"message\":{\"content\":\"\\\"done\\\":true\"},\"done\":false}\n",
                "{\"status\":\"pulling\"}\n",
                "{\"message\":{\"content\":\"error\"},\"done\":fal",
                "{\"done\":true",
                "{\"error\":\"out of mem",
                "{\"done_reason\":\"\"}\n{\"done_reason\":null}\n",
                "{\"error\":null}\n",
                "{\"donE\":true,\"don\":true,\"done_\":true,\"status\":\"successful\",\"status\":\"succes\"}",
                "{\"done\":\"x\",\"x\":true,\"x\":\"done\",\"y\":\"success\",\"done\":truer,\"done\":tru}",
                "[{\"done\":true}]",
                "}]\"done\":true,\n"
            })
    void anyOtherLineIsNot(String stream) {
        assertThat(everySplit(stream).finished()).isFalse();
    }

    @Test
    void chatStreamEndsWithItsCounters() {
        assertThat(everySplit(CHAT + """
                {"model":"m","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,\
                "total_duration":9,"prompt_eval_count":12,"prompt_eval_duration":3,"eval_count":34,"eval_duration":5}
                """)).isEqualTo(new Known(true, new Usage(12, 34)));
    }

    @Test
    void longMembersMayFollowTheCounters() {
        assertThat(everySplit("""
                {"model":"m","response":"a","done":false}
                {"model":"m","response":"","done":true,"done_reason":"length","prompt_eval_count":5,"eval_count":2,\
                "logprobs":[{"token":"a","logprob":-0.25,"bytes":[97],"top_logprobs":[]}],"context":[1,2,3,99999]}
                """)).isEqualTo(new Known(true, new Usage(5, 2)));
    }

    @Test
    void documentMayBeginWithItsCounters() {
        assertThat(everySplit("""
                {"eval_count": 7, "prompt_eval_cached_count": 3, "prompt_eval_count" : 5,
                 "message": {"role": "assistant", "content": "Hi"}, "done": true}""")).isEqualTo(new Known(true, new Usage(5, 7, 3)));
        assertThat(everySplit("{\"model\":\"m\",\"embeddings\":[[0.1,-2e-3]],\"prompt_eval_count\":6}"))
                .isEqualTo(new Known(false, new Usage(6, 0)));
        assertThat(everySplit("{\"eval_count\":3,\"done\":true}")).isEqualTo(new Known(true, new Usage(0, 3)));
    }

    @Test
    void progressOfADownloadEndsWithSuccess() {
        String progress = """
                {"status":"pulling manifest"}
                {"status":"pulling 8eeb52dfb3bb","digest":"sha256:8eeb","total":100,"completed":50}
                """;
        assertThat(everySplit(progress)).isEqualTo(new Known(false, null));
        assertThat(everySplit(progress + "{\"status\":\"success\"}\n")).isEqualTo(new Known(true, null));
    }

    @Test
    void errorIsAnEndAndNoToken() {
        assertThat(everySplit(CHAT + "{\"error\":\"out of \\\"memory\\\"\"}\n"))
                .isEqualTo(new Known(true, Usage.estimate(2)));
        assertThat(everySplit("{\"error\":{\"message\":\"no\",\"code\":[1]}}")).isEqualTo(new Known(true, null));
    }

    @Test
    void linesStandForTheTokensOfAnAbortedStream() {
        assertThat(everySplit("")).isEqualTo(new Known(false, null));
        assertThat(everySplit(CHAT)).isEqualTo(new Known(false, Usage.estimate(2)));
        assertThat(everySplit(CHAT + "{\"model\":\"m\",\"message\":{\"content\":\"}\\n"))
                .isEqualTo(new Known(false, Usage.estimate(2)));
    }

    @Test
    void lastLineWithoutCountersIsNoToken() {
        assertThat(everySplit("{\"model\":\"m\",\"done\":true,\"done_reason\":\"load\"}\n"))
                .isEqualTo(new Known(true, null));
    }

    @Test
    void sameNamesFurtherInsideDoNotCount() {
        String names = "\"done\":true,\"done_reason\":\"stop\",\"status\":\"success\",\"error\":\"no\","
                + "\"prompt_eval_count\":98,\"eval_count\":99,\"prompt_eval_cached_count\":97";
        String line = "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{"
                + names + "}}},{" + names + "}]},\"x\":[{" + names + "},\"done\",\"error\"],\"done\":false}\n";
        assertThat(everySplit(line)).isEqualTo(new Known(false, Usage.estimate(1)));
        assertThat(everySplit(line + "{\"eval_count\":3,\"x\":{" + names + "},\"done\":true}\n"))
                .isEqualTo(new Known(true, new Usage(0, 3)));
    }

    @Test
    void whatStandsInATextIsText() {
        String text = "\\\"}\\n{\\\"done\\\":true,\\\"eval_count\\\":9,\\\"error\\\":\\\"}]}{[:,\\\\";
        String line = "{\"response\":\"" + text + "\",\"" + text + "\":1,\"done\":false}\n";
        assertThat(everySplit(line)).isEqualTo(new Known(false, Usage.estimate(1)));
        assertThat(everySplit(line + "{\"response\":\"" + text + "\",\"done\":true,\"eval_count\":4}\n"))
                .isEqualTo(new Known(true, new Usage(0, 4)));
    }

    @Test
    void namesAndValuesOfAnyLengthAreRead() {
        for (int length = 1; length < 70; length++) {
            String word = "done".repeat(20).substring(0, length);
            String line = "{\"" + word + "x\":\"" + word + "\",\"done_reason\":\"" + word + "\",\"eval_count\":5}\n";
            assertThat(everySplit(line)).isEqualTo(new Known(true, new Usage(0, 5)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0                    | 0
            42                   | 42
            999999999999999999   | 999999999999999999
            9999999999999999999  | -1
            -5                   | -1
            5.0                  | -1
            5e1                  | -1
            null                 | -1
            [5]                  | -1
            {"a":"5"}            | -1
            """)
    void counterIsAWholeNumber(String written, long count) {
        Known counted = new Known(true, new Usage(7, Math.max(0, count), Math.max(0, count)));
        assertThat(everySplit("{\"done\":true,\"prompt_eval_count\":7,\"eval_count\":" + written
                        + ",\"prompt_eval_cached_count\":" + written + "}"))
                .isEqualTo(counted);
        assertThat(everySplit("{\"done\":true,\"eval_count\":" + written + "}"))
                .isEqualTo(count < 0 ? new Known(true, null) : new Known(true, new Usage(0, count)));
    }

    @Test
    void countersOfOneLineAreNotThoseOfTheNext() {
        assertThat(everySplit("""
                {"prompt_eval_count":1,"eval_count":2,"prompt_eval_cached_count":1,"done":true}
                {"eval_count":3,"done":true}
                """)).isEqualTo(new Known(true, new Usage(1, 5, 1)));
    }

    @Test
    void repliesToSeveralCallsAddUp() {
        TokenCount tokens = new TokenCount();
        ReplyScanner first = new ReplyScanner(tokens);
        ReplyScanner second = new ReplyScanner(tokens);
        scan(first, CHAT, 0, CHAT.getBytes(UTF_8).length);
        scan(second, CHAT, 0, CHAT.getBytes(UTF_8).length);
        assertThat(tokens.usage()).isEqualTo(Usage.estimate(4));
        String last = "{\"done\":true,\"prompt_eval_count\":5,\"eval_count\":3}\n";
        scan(first, last, 0, last.length());
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 5, 0, true));
        scan(second, last, 0, last.length());
        assertThat(tokens.usage()).isEqualTo(new Usage(10, 6));
        assertThat(List.of(first.isFinished(), second.isFinished())).containsOnly(true);
    }

    /** Reads in two pieces that are split anywhere, and byte by byte, which must all say the same. */
    private static Known everySplit(String reply) {
        int length = reply.getBytes(UTF_8).length;
        Known whole = known(reply, length);
        for (int split = 1; split < length; split++) {
            assertThat(known(reply, split)).as("split at %d: %s", split, reply).isEqualTo(whole);
        }
        TokenCount tokens = new TokenCount();
        ReplyScanner scanner = new ReplyScanner(tokens);
        for (int at = 0; at < length; at++) {
            scan(scanner, reply, at, at + 1);
        }
        assertThat(new Known(scanner.isFinished(), tokens.usage())).isEqualTo(whole);
        return whole;
    }

    private static Known known(String reply, int split) {
        TokenCount tokens = new TokenCount();
        ReplyScanner scanner = new ReplyScanner(tokens);
        scan(scanner, reply, 0, split);
        scan(scanner, reply, split, reply.getBytes(UTF_8).length);
        return new Known(scanner.isFinished(), tokens.usage());
    }

    /** The bytes around those that count are there to mislead. */
    private static void scan(ReplyScanner scanner, String reply, int from, int to) {
        byte[] bytes = ("\"" + reply + "{").getBytes(UTF_8);
        scanner.scan(bytes, from + 1, to - from);
    }
}
