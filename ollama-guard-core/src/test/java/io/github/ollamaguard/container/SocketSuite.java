package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.SocketClient;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens on an open WebSocket. */
abstract class SocketSuite extends SocketFixture {
    private static final String NATIVE_CHAT = "/ollama/api/chat";

    @Test
    void chatArrivesChunkByChunk() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(line("one"));
            await(heard);
            reply.line(line("two")).line(lastLine()).end();
        });
        SocketClient client = socket(start(ollama), CHAT).send(REQUEST);
        assertThat(client.message())
                .startsWith("{")
                .contains("\"object\":\"chat.completion.chunk\"")
                .contains("\"content\":\"one\"");
        heard.countDown();
        assertThat(client.message()).contains("\"content\":\"two\"");
        assertThat(client.message()).contains("\"finish_reason\":\"stop\"");
        assertThat(client.message()).isEqualTo("[DONE]");
        assertThat(ollama.awaitRequest().text()).contains("\"stream\":true");
    }

    @Test
    void nativeChatArrivesLineByLine() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(line("one"));
            await(heard);
            reply.line(lastLine()).end();
        });
        SocketClient client = socket(start(ollama), NATIVE_CHAT).send(REQUEST);
        assertThat(client.message()).isEqualTo(line("one"));
        heard.countDown();
        assertThat(client.message()).isEqualTo(lastLine());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /ollama/v1/completions | /api/generate | "text":"hello"
            /ollama/api/generate   | /api/generate | "response":"hello"
            """)
    void promptsAreCompleted(String target, String called, String piece) throws Exception {
        FakeOllama ollama =
                ollama((request, reply) -> reply.line("{\"model\":\"m\",\"response\":\"hello\",\"done\":false}")
                        .line("{\"model\":\"m\",\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}")
                        .end());
        SocketClient client = socket(start(ollama), target).send("{\"model\":\"m\",\"prompt\":\"hi\"}");
        assertThat(client.message()).contains(piece);
        assertThat(ollama.awaitRequest().path()).isEqualTo(called);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /ollama/v1/chat/completions | "object":"chat.completion"
            /ollama/api/chat            | "done":true
            """)
    void wholeAnswerIsOneMessage(String target, String piece) throws Exception {
        FakeOllama ollama = ollama((request, reply) -> {
            assertThat(request.text()).contains("\"stream\":false");
            reply.json(200, lastLine());
        });
        SocketClient client = socket(start(ollama), target);
        for (int i = 0; i < 2; i++) {
            client.send(REQUEST.replace("{\"model\"", "{\"stream\":false,\"model\""));
            assertThat(client.message()).contains(piece);
        }
        assertThat(client.unread()).isEmpty();
        assertThat(ollama.failures()).isEmpty();
    }

    @Test
    void severalChoicesAreSeveralCalls() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.line(lastLine()).end());
        SocketClient client = socket(start(ollama), CHAT).send(REQUEST.replace("{\"model\"", "{\"n\":2,\"model\""));
        StringBuilder all = new StringBuilder();
        for (String message = client.message(); !message.equals("[DONE]"); message = client.message()) {
            all.append(message);
        }
        assertThat(all).contains("\"index\":0", "\"index\":1");
        assertThat(ollama.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /ollama/v1/chat/completions | {"error":{"message":"
            /ollama/api/chat            | {"error":"
            """)
    void errorIsOneMessageAndTheNextRequestWorks(String target, String error) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        FakeOllama ollama = ollama((request, reply) -> {
            switch (calls.incrementAndGet()) {
                case 1 -> reply.json(404, "{\"error\":\"model 'm' not found\"}");
                case 2 -> reply.line(line("half")).reset();
                default -> reply.line(line("well")).line(lastLine()).end();
            }
        });
        SocketClient client = socket(start(ollama), target);
        for (String broken : new String[] {"", "no JSON", "[]", "{\"model\":\"a\",\"Model\":\"b\"}", "{\"model\":1}"}) {
            assertThat(client.send(broken).message()).startsWith(error);
        }
        assertThat(client.send(REQUEST).message()).startsWith(error).contains("model 'm' not found");
        String message = client.send(REQUEST).message();
        // The reset may take along what came before.
        assertThat(message.contains("half") ? client.message() : message)
                .startsWith(error)
                .contains("ended unexpectedly");
        assertThat(client.send(REQUEST).message()).contains("\"content\":\"well\"");
    }

    @Test
    void requestsAreAnsweredOneAfterAnotherAndOneMayWait() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        FakeOllama ollama = ollama((request, reply) -> {
            assertThat(running.incrementAndGet()).isEqualTo(1);
            reply.line(line(request.text().contains("one") ? "one" : "two"));
            await(first);
            running.decrementAndGet();
            reply.line(lastLine()).end();
        });
        SocketClient client = socket(start(ollama), NATIVE_CHAT);
        client.send(REQUEST.replace("hi", "one"));
        assertThat(client.message()).isEqualTo(line("one"));
        client.send(REQUEST.replace("hi", "two"));
        first.countDown();
        assertThat(client.message()).isEqualTo(lastLine());
        assertThat(client.message()).isEqualTo(line("two"));
        assertThat(client.message()).isEqualTo(lastLine());
        assertThat(ollama.failures()).isEmpty();
    }

    @Test
    void oneRequestTooManyEndsTheConnectionAndTheGeneration() throws Exception {
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(line("one"));
            closed.complete(reply.awaitClosed(LONG));
        });
        SocketClient client = socket(start(ollama), CHAT).send(REQUEST);
        assertThat(client.message()).contains("one");
        client.send(REQUEST).send(REQUEST);
        assertThat(client.closeCode()).isEqualTo(1008);
        closed.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(ollama.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/ollama/v1/chat/completions, true, true",
        "/ollama/v1/chat/completions, true, false",
        "/ollama/v1/chat/completions, false, true",
        "/ollama/api/chat, true, true",
        "/ollama/api/chat, true, false",
        "/ollama/api/chat, false, true"
    })
    void clientThatLeavesStopsOllama(String target, boolean begun, boolean politely) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Long> left = new CompletableFuture<>();
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        FakeOllama ollama = ollama((request, reply) -> {
            if (begun) {
                reply.line(line("one"));
            }
            asked.countDown();
            reply.awaitClosed(LONG);
            closed.complete(Duration.ofNanos(System.nanoTime() - left.get()));
        });
        SocketClient client = socket(start(ollama), target).send(REQUEST);
        await(asked);
        if (begun) {
            assertThat(client.message()).contains("one");
        }
        left.complete(System.nanoTime());
        if (politely) {
            client.leave();
            assertThat(client.closeCode()).isEqualTo(1000);
        } else {
            client.close();
        }
        assertThat(closed.get(LONG.toSeconds(), TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, NATIVE_CHAT})
    void clientThatDoesNotReadHoldsOllamaBack(String target) throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch closed = new CountDownLatch(1);
        String line = line("x".repeat(64 * 1024));
        FakeOllama ollama = ollama((request, reply) -> {
            try {
                while (true) {
                    reply.line(line);
                    sent.addAndGet(line.length());
                }
            } catch (IOException left) {
                closed.countDown();
            }
        });
        SocketClient client = register(SocketClient.idle(start(ollama), target, KEY));
        client.send(REQUEST);
        long stalledAt = stalled(sent);
        assertThat(stalledAt).isBetween(1L, 64L * 1024 * 1024);
        client.read(Long.MAX_VALUE);
        while (sent.get() < 2 * stalledAt) {
            assertThat(client.message()).contains("xxx");
        }
        client.close();
        await(closed);
    }

    @Test
    void messageThatIsTooLongIsRefusedAndOneWithoutEndIsCutOff() throws Exception {
        FakeOllama ollama = ollama((request, reply) -> reply.line(lastLine()).end());
        int port = start(ollama, Settings.builder().with(Setting.MAX_BODY, 100_000L), KEYS);
        SocketClient client = socket(port, NATIVE_CHAT).send(withText("x".repeat(90_000)));
        assertThat(client.message()).isEqualTo(lastLine());
        assertThat(client.send(withText("ä".repeat(60_000))).message()).contains("limit of 100000 bytes");
        assertThat(client.send(withText("x".repeat(150_000))).message()).contains("limit of 100000 bytes");
        assertThat(client.send(REQUEST).message()).isEqualTo(lastLine());
        client.offer("x".repeat(10_000_000));
        assertThat(client.closeCode()).isIn(1009, 1006);
        assertThat(ollama.requests()).hasSize(2);
    }

    @Test
    void textOfAnySizeAndKindArrivesWhole() throws Exception {
        String text = "aä€😀".repeat(50_000);
        FakeOllama ollama =
                ollama((request, reply) -> reply.line(line(request.text().contains(text) ? text : "something else"))
                        .line(lastLine())
                        .end());
        SocketClient client = socket(start(ollama), NATIVE_CHAT).send(withText(text));
        assertThat(client.message()).isEqualTo(line(text));
    }

    @Test
    void bytesAreNoRequest() throws Exception {
        SocketClient client = socket(start(ollama((request, reply) -> {})), CHAT);
        client.send(new byte[] {1, 2, 3});
        assertThat(client.closeCode()).isEqualTo(1003);
    }

    @Test
    void keyThatIsRevokedOpensNothingMore() throws Exception {
        AtomicBoolean revoked = new AtomicBoolean();
        FakeOllama ollama = ollama((request, reply) -> reply.line(lastLine()).end());
        int port = start(
                ollama, Settings.builder(), key -> revoked.get() ? Optional.empty() : Optional.of(new ApiKey("a")));
        SocketClient client = socket(port, NATIVE_CHAT).send(REQUEST);
        assertThat(client.message()).isEqualTo(lastLine());
        revoked.set(true);
        assertThat(client.send(REQUEST).message()).startsWith("{\"error\":\"Missing or invalid API key.");
        assertThat(client.closeCode()).isEqualTo(1008);
        assertThat(ollama.requests()).hasSize(1);
    }

    @Test
    void messagesNeedRoomAsRequestsDo() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            reply.line(line("one"));
            await(over);
            reply.line(lastLine()).end();
        });
        int port = start(ollama, Settings.builder().with(Setting.MAX_CONCURRENT, 1), KEYS);
        SocketClient second = socket(port, NATIVE_CHAT);
        SocketClient first = socket(port, NATIVE_CHAT).send(REQUEST);
        assertThat(first.message()).isEqualTo(line("one"));
        assertThat(second.send(REQUEST).message()).startsWith("{\"error\":\"Too many requests");
        over.countDown();
        assertThat(first.message()).isEqualTo(lastLine());
        assertThat(first.send(REQUEST).message()).isEqualTo(line("one"));
    }

    @Test
    void pingsShowASignOfLifeWhileOllamaIsSilent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            await(seen);
            reply.line(line("late")).line(lastLine()).end();
        });
        Settings.Builder settings = Settings.builder()
                .with(Setting.HEARTBEAT_AFTER, Duration.ofMillis(100))
                .with(Setting.HEARTBEAT_EVERY, Duration.ofMillis(100));
        SocketClient client = socket(start(ollama, settings, KEYS), CHAT);
        client.ping();
        client.send(REQUEST);
        client.awaitSign("ping");
        client.awaitSign("ping");
        seen.countDown();
        assertThat(client.message()).contains("late");
    }

    @Test
    void eachMessageIsAnExchangeOfItsOwn() throws Exception {
        BlockingQueue<ExchangeReport> reports = new LinkedBlockingQueue<>();
        FakeOllama ollama = ollama((request, reply) -> reply.line(lastLine()).end());
        SocketClient client = socket(reporting(ollama, reports), CHAT).send(REQUEST);
        assertThat(client.message()).contains("finish_reason");
        ExchangeReport handshake = next(reports);
        assertThat(handshake.asked().method()).isEqualTo("GET");
        assertThat(handshake.asked().route()).isEqualTo("/v1/chat/completions");
        assertThat(handshake.answered().status()).isEqualTo(101);
        assertThat(handshake.answered().outcome()).hasToString("ok");
        ExchangeReport message = next(reports);
        assertThat(message.caller().key()).isEqualTo("suite");
        assertThat(message.caller().address()).isEqualTo("127.0.0.1");
        assertThat(message.asked().method()).isEqualTo("POST");
        assertThat(message.asked().route()).isEqualTo("/v1/chat/completions");
        assertThat(message.asked().model()).isEqualTo("m");
        assertThat(message.answered().outcome()).hasToString("ok");
        assertThat(message.answered().usage()).isNotNull();
        assertThat(message.requestId()).startsWith("req_").isNotEqualTo(handshake.requestId());
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, NATIVE_CHAT})
    void clientThatLeavesIsReportedAsGone(String target) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        FakeOllama ollama = ollama((request, reply) -> {
            asked.countDown();
            reply.awaitClosed(LONG);
        });
        BlockingQueue<ExchangeReport> reports = new LinkedBlockingQueue<>();
        SocketClient client = socket(reporting(ollama, reports), target).send(REQUEST);
        next(reports);
        await(asked);
        client.close();
        assertThat(next(reports).answered().outcome()).hasToString("client_gone");
    }

    private int reporting(FakeOllama ollama, BlockingQueue<ExchangeReport> reports) throws Exception {
        Settings settings = Settings.builder()
                .with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.WEBSOCKET, true)
                .build();
        return mount(context -> {
            context.setAttribute(ExchangeListener.ATTRIBUTE, (ExchangeListener) reports::add);
            OllamaGuard.of(settings, KEYS).install(context);
        });
    }

    private static ExchangeReport next(BlockingQueue<ExchangeReport> reports) throws InterruptedException {
        ExchangeReport report = reports.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        return report;
    }

    private static String withText(String text) {
        return REQUEST.replace("hi", text);
    }

    /** Waits until a counter has stood still for a while, and returns it. */
    private static long stalled(AtomicLong counter) throws InterruptedException {
        long before = -1;
        while (counter.get() != before || before == 0) {
            before = counter.get();
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return before;
    }
}
