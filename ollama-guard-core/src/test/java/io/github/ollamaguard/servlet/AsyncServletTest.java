package io.github.ollamaguard.servlet;

import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.PLAIN;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.STREAM;
import static io.github.ollamaguard.servlet.OpenAiRewriteFilterTest.chat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.WriteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rewrite filter in front of asynchronous servlets, which it refuses: only the request's own thread may answer. */
class AsyncServletTest {
    @ParameterizedTest
    @ValueSource(strings = {STREAM, PLAIN})
    void asynchronousServletIsRefusedWithTheReason(String body) throws Exception {
        try (FilterServer server = FilterServer.withRewriting(
                FilterServer.defaults(),
                (request, response) -> request.startAsync().complete())) {
            RawClient client = chat(server, body);
            assertThat(client.status()).isEqualTo(500);
            assertThat(client.rest()).contains("answers asynchronously").contains("async_not_supported");
        }
    }

    @Test
    void itIsToldBeforehand() throws Exception {
        try (FilterServer server = FilterServer.withRewriting(FilterServer.defaults(), (request, response) -> {
            assertThat(request.isAsyncSupported()).isFalse();
            request.startAsync(request, response);
        })) {
            assertThat(chat(server, STREAM).status()).isEqualTo(500);
        }
    }

    @Test
    void nonBlockingWritesAreRefused() throws Exception {
        try (FilterServer server = FilterServer.withRewriting(
                FilterServer.defaults(),
                (request, response) -> response.getOutputStream().setWriteListener(new WriteListener() {
                    @Override
                    public void onWritePossible() {}

                    @Override
                    public void onError(Throwable e) {}
                }))) {
            assertThat(chat(server, STREAM).status()).isEqualTo(500);
        }
    }

    @Test
    void otherRequestsMayBeAnsweredAsynchronously() throws Exception {
        try (FilterServer server = FilterServer.withRewriting(
                FilterServer.defaults(),
                (request, response) -> request.startAsync().complete())) {
            assertThat(server.client().send("POST", "/ollama/api/chat", "{}").status())
                    .isEqualTo(200);
        }
    }
}
