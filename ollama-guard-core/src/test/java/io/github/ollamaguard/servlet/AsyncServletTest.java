package io.github.ollamaguard.servlet;

import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.DONE;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.ERROR_LINE;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.ONE;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.PLAIN;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.STREAM;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.TWO;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.chat;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.contents;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.events;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.expectErrorEventAndCut;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rewrite filter in front of asynchronous servlets. */
class AsyncServletTest {
    private static final String TEXT = "Grüße 🌍";

    /** What a servlet does on a thread of its own. */
    private interface Work {
        void with(ServletResponse response) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"response of the context", "response of the servlet"})
    void linesFromAnotherThreadStream(String which) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            AsyncContext async = request.startAsync();
            ServletResponse target = which.endsWith("context") ? async.getResponse() : response;
            async.start(() -> {
                try {
                    target.getOutputStream().write(ONE.getBytes(UTF_8));
                    AdmissionTest.await(seen);
                    target.getOutputStream().write((TWO + DONE).getBytes(UTF_8));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                async.complete();
            });
        })) {
            RawClient client = chat(server, STREAM);
            assertThat(client.header("Content-Type")).startsWith("text/event-stream");
            String first = client.event();
            assertThat(first).contains("Grüße");
            seen.countDown();
            expectWholeStream(client, first);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 100_000})
    void nonBlockingWritesStream(int size) throws Exception {
        byte[] bytes = (ONE + TWO + DONE).getBytes(UTF_8);
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            AsyncContext async = request.startAsync();
            ServletOutputStream out = async.getResponse().getOutputStream();
            out.setWriteListener(new Pieces(async, out, Slices.of(bytes, size)));
        })) {
            expectWholeStream(chat(server, STREAM), "");
        }
    }

    @Test
    void slowReaderHoldsNonBlockingWritesBackAndLosesNothing() throws Exception {
        int lines = 20_000;
        byte[] line = ONE.getBytes(UTF_8);
        Iterator<byte[]> pieces = java.util.stream.IntStream.rangeClosed(0, lines)
                .mapToObj(i -> i < lines ? line : DONE.getBytes(UTF_8))
                .iterator();
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            AsyncContext async = request.startAsync();
            ServletOutputStream out = async.getResponse().getOutputStream();
            out.setWriteListener(new Pieces(async, out, pieces));
        })) {
            RawClient client = chat(server, STREAM);
            client.event();
            int events = 1;
            for (String event = client.event(); event != null && !event.endsWith("[DONE]"); event = client.event()) {
                events++;
            }
            assertThat(events).isEqualTo(lines + 1);
            assertThat(client.endedCleanly()).isTrue();
        }
    }

    @Test
    void documentIsSentWhenTheServletCompletes() throws Exception {
        try (FilterServer server =
                asynchronous(response -> response.getOutputStream().write(DONE.getBytes(UTF_8)))) {
            RawClient client = chat(server, PLAIN);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.rest()).contains("chat.completion");
        }
    }

    @Test
    void errorOfTheServletBecomesOneOfOpenAi() throws Exception {
        try (FilterServer server = asynchronous(response -> ((HttpServletResponse) response).sendError(502))) {
            RawClient client = chat(server, STREAM);
            assertThat(client.status()).isEqualTo(502);
            assertThat(client.rest()).startsWith("{\"error\":{");
        }
    }

    @Test
    void errorInMidStreamCutsTheConnection() throws Exception {
        try (FilterServer server =
                asynchronous(response -> response.getOutputStream().write((ONE + TWO + ERROR_LINE).getBytes(UTF_8)))) {
            assertThat(expectErrorEventAndCut(chat(server, STREAM))).contains("model runner has crashed");
        }
    }

    @Test
    void timeoutBeforeTheAnswerIsAPlainError() throws Exception {
        try (FilterServer server = FilterServer.withRewriting(
                FilterServer.defaults(),
                (request, response) -> request.startAsync().setTimeout(50))) {
            RawClient client = chat(server, STREAM);
            assertThat(client.status()).isEqualTo(504);
            assertThat(client.rest()).contains("upstream_timeout");
        }
    }

    @Test
    void timeoutInMidStreamCutsTheConnection() throws Exception {
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            response.getOutputStream().write(ONE.getBytes(UTF_8));
            request.startAsync().setTimeout(50);
        })) {
            assertThat(expectErrorEventAndCut(chat(server, STREAM))).contains("upstream_timeout");
        }
    }

    @Test
    void answerMayBeWrittenInALaterDispatch() throws Exception {
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                response.getOutputStream().write(ONE.getBytes(UTF_8));
                request.startAsync().dispatch();
            } else {
                response.getOutputStream().write((TWO + DONE).getBytes(UTF_8));
            }
        })) {
            expectWholeStream(chat(server, STREAM), "");
        }
    }

    private static FilterServer asynchronous(Work work) throws Exception {
        return FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    work.with(async.getResponse());
                } catch (IOException stopped) {
                    // The answer is over, as far as this servlet is concerned.
                }
                async.complete();
            });
        });
    }

    private static void expectWholeStream(RawClient client, String begun) throws IOException {
        List<String> events = events(client);
        assertThat(contents(List.of(begun)) + contents(events)).isEqualTo(TEXT);
        assertThat(Collections.frequency(events, "data: [DONE]")).isEqualTo(1);
        assertThat(client.endedCleanly()).isTrue();
    }

    /** Writes piece by piece, whenever the container is ready. */
    private record Pieces(AsyncContext async, ServletOutputStream out, Iterator<byte[]> pieces)
            implements WriteListener {
        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (!pieces.hasNext()) {
                    async.complete();
                    return;
                }
                out.write(pieces.next());
            }
        }

        @Override
        public void onError(Throwable e) {
            async.complete();
        }
    }

    private static final class Slices {
        static Iterator<byte[]> of(byte[] bytes, int size) {
            return java.util.stream.IntStream.iterate(0, i -> i < bytes.length, i -> i + size)
                    .mapToObj(i -> java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)))
                    .iterator();
        }
    }
}
