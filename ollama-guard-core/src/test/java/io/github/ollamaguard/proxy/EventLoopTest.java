package io.github.ollamaguard.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who reads from connections that are lent, and for how long. */
final class EventLoopTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final AtomicInteger stuckThreads = new AtomicInteger();
    private final EventLoop loop = loop();

    /** A connection, its other end, and what is read from it. */
    private record Line(SocketChannel channel, SocketChannel other, BlockingQueue<String> arrived) {
        void send(String text) throws IOException {
            other.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        boolean take(byte[] buffer) {
            try {
                int count = channel.read(ByteBuffer.wrap(buffer));
                if (count > 0) {
                    arrived.add(new String(buffer, 0, count, UTF_8) + " by "
                            + Thread.currentThread().getName());
                }
                return count >= 0;
            } catch (IOException e) {
                return false;
            }
        }

        String next() throws InterruptedException {
            return String.valueOf(arrived.poll(LONG.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private EventLoop loop() {
        try {
            return new EventLoop(stuckThreads);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() throws Exception {
        loop.close();
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    @Test
    void manyConnectionsAreReadByOneThreadAndEachInItsOrder() throws Exception {
        List<Line> lines = new ArrayList<>();
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Line line = line();
            lines.add(line);
            turns.add(lend(line, line::take));
        }
        for (String word : List.of("one", "two", "three")) {
            for (Line line : lines) {
                line.send(word);
            }
            for (Line line : lines) {
                assertThat(line.next()).isEqualTo(word + " by ollama-guard-loop");
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            assertThat(turns.get(i)).isNotDone();
            lines.get(i).other().close();
            assertThat(turns.get(i)).succeedsWithin(LONG);
        }
    }

    @Test
    void channelBlocksAgainAfterItsTurn() throws Exception {
        Line line = line();
        AtomicReference<String> own = new AtomicReference<>();
        CompletableFuture<Void> turn = lend(line, buffer -> {
            line.take(buffer);
            return false;
        });
        line.send("lent");
        turn.get(LONG.toSeconds(), TimeUnit.SECONDS);
        line.channel().configureBlocking(true);
        Thread reader = new Thread(() -> {
            byte[] buffer = new byte[16];
            line.take(buffer);
            own.set(line.arrived().peek());
        });
        assertThat(line.next()).startsWith("lent");
        reader.start();
        line.send("own");
        reader.join(LONG.toMillis());
        assertThat(own.get()).startsWith("own").doesNotContain("ollama-guard-loop");
    }

    @Test
    void aReaderThatIsStuckGetsItsOwnThreadBackAndHoldsNoOtherUp() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Line slow = line();
        Line other = line();
        CompletableFuture<Void> slowTurn = lend(slow, buffer -> {
            boolean more = slow.take(buffer);
            stuck.countDown();
            awaitForLong(end);
            return more;
        });
        CompletableFuture<Void> otherTurn = lend(other, other::take);
        slow.send("slow");
        awaitForLong(stuck);
        other.send("waits");
        for (int i = 0; i < 3; i++) {
            loop.look();
        }
        assertThat(other.next()).startsWith("waits by");
        assertThat(slowTurn).isNotDone();
        assertThat(stuckThreads).hasValue(1);
        end.countDown();
        assertThat(slowTurn).succeedsWithin(LONG);
        awaitNoneStuck();
        other.send("goes on");
        assertThat(other.next()).startsWith("goes on by");
        assertThat(otherTurn).isNotDone();
    }

    @Test
    void whatBecameReadableTogetherWithAStuckOneIsNotForgotten() throws Exception {
        CountDownLatch allSent = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        Line first = line();
        lend(first, buffer -> {
            stuck.countDown();
            awaitForLong(allSent);
            return first.take(buffer);
        });
        first.send("begin");
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Line line = line();
            lines.add(line);
            lend(line, buffer -> {
                boolean more = line.take(buffer);
                if (lines.indexOf(line) != 4 && stuck.getCount() == 1) {
                    stuck.countDown();
                    awaitForLong(end);
                }
                return more;
            });
            line.send("together");
        }
        allSent.countDown();
        awaitForLong(stuck);
        for (int i = 0; i < 3; i++) {
            loop.look();
        }
        for (Line line : lines) {
            assertThat(line.next()).startsWith("together by");
        }
        end.countDown();
    }

    @Test
    void nobodyElseEntersTheReaderOfAStuckThread() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Line slow = line();
        Line other = line();
        CompletableFuture<Void> slowTurn = lend(slow, buffer -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            boolean more = slow.take(buffer);
            stuck.countDown();
            awaitForLong(end);
            inside.decrementAndGet();
            return more;
        });
        slow.send("slow");
        awaitForLong(stuck);
        loop.look();
        loop.look();
        slow.send("more");
        lend(other, other::take);
        // The fresh thread has seen both when it has passed this on twice.
        other.send("one");
        assertThat(other.next()).startsWith("one by");
        other.send("two");
        assertThat(other.next()).startsWith("two by");
        assertThat(slowTurn).isNotDone();
        end.countDown();
        assertThat(slowTurn).succeedsWithin(LONG);
        assertThat(most).hasValue(1);
    }

    @Test
    void interruptReachesAStuckReaderAndNobodyElse() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        Line slow = line();
        Line other = line();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread owner = new Thread(() -> new Turn(loop, slow.channel(), buffer -> {
                    stuck.countDown();
                    try {
                        TimeUnit.SECONDS.sleep(LONG.toSeconds());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        seen.set(e);
                    }
                    return false;
                })
                .await());
        owner.start();
        slow.send("slow");
        awaitForLong(stuck);
        owner.interrupt();
        owner.join(LONG.toMillis());
        assertThat(owner.isAlive()).isFalse();
        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
        lend(other, other::take);
        other.send("unharmed");
        assertThat(other.next()).startsWith("unharmed by");
    }

    @Test
    void turnThatEndedBesideAStuckOneIsNotForgotten() throws Exception {
        CountDownLatch bothSent = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Line gate = line();
        lend(gate, buffer -> {
            awaitForLong(bothSent);
            return gate.take(buffer);
        });
        gate.send("wait");
        AtomicInteger entered = new AtomicInteger();
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Line line = line();
            turns.add(lend(line, buffer -> {
                line.take(buffer);
                if (entered.incrementAndGet() == 2) {
                    stuck.countDown();
                    awaitForLong(end);
                }
                return false;
            }));
            line.send("end");
        }
        bothSent.countDown();
        awaitForLong(stuck);
        loop.look();
        loop.look();
        CompletableFuture.anyOf(turns.get(0), turns.get(1)).get(LONG.toSeconds(), TimeUnit.SECONDS);
        end.countDown();
        CompletableFuture.allOf(turns.get(0), turns.get(1)).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void turnThatBeginsWhileAnotherEndsIsServed() throws Exception {
        for (int i = 0; i < 50; i++) {
            Line first = line();
            Line second = line();
            CompletableFuture<Void> over = lend(first, buffer -> {
                first.take(buffer);
                lend(second, second::take);
                awaitRegistration();
                return false;
            });
            first.send("end");
            assertThat(over).succeedsWithin(LONG);
            second.send("begin");
            assertThat(second.next()).startsWith("begin by");
        }
    }

    /** Until the other thread has asked for its turn, which cannot be seen. */
    private static void awaitRegistration() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void lateCancellationDoesNotEndTheNextTurn() throws Exception {
        Line line = line();
        AtomicReference<Turn> first = new AtomicReference<>();
        CompletableFuture.runAsync(() -> {
                    first.set(new Turn(loop, line.channel(), buffer -> {
                        line.take(buffer);
                        return false;
                    }));
                    first.get().await();
                })
                .orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
                .thenRun(() -> line.arrived().add("over"));
        line.send("first");
        assertThat(line.next()).startsWith("first by");
        assertThat(line.next()).isEqualTo("over");
        CompletableFuture<Void> second = lend(line, line::take);
        line.send("second");
        assertThat(line.next()).startsWith("second by");
        first.get().cancel();
        line.send("third");
        assertThat(line.next()).startsWith("third by");
        line.send("fourth");
        assertThat(line.next()).startsWith("fourth by");
        assertThat(second).isNotDone();
    }

    @Test
    void looksAtAThreadThatGetsOnChangeNothing() throws Exception {
        Line line = line();
        CompletableFuture<Void> turn = lend(line, buffer -> {
            loop.look();
            return line.take(buffer);
        });
        for (int i = 0; i < 10; i++) {
            line.send("piece");
            assertThat(line.next()).startsWith("piece by");
        }
        assertThat(turn).isNotDone();
    }

    @Test
    void turnOfAnInterruptedThreadEnds() throws Exception {
        Line line = line();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread owner = new Thread(() -> {
            new Turn(loop, line.channel(), line::take).await();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        owner.start();
        line.send("begun");
        assertThat(line.next()).startsWith("begun");
        owner.interrupt();
        owner.join(LONG.toMillis());
        assertThat(interrupted).hasValue(true);
    }

    @Test
    void turnOfAClosedChannelEndsWhenItIsCancelled() throws Exception {
        Line line = line();
        AtomicReference<Turn> turn = new AtomicReference<>();
        CompletableFuture<Void> over = CompletableFuture.runAsync(() -> {
            turn.set(new Turn(loop, line.channel(), line::take));
            turn.get().await();
        });
        line.send("begun");
        assertThat(line.next()).startsWith("begun");
        line.channel().close();
        turn.get().cancel();
        assertThat(over).succeedsWithin(LONG);
    }

    @Test
    void closingEndsAllTurnsAndTheThread() throws Exception {
        Line line = line();
        CompletableFuture<Void> turn = lend(line, line::take);
        line.send("begun");
        assertThat(line.next()).startsWith("begun");
        loop.close();
        assertThat(turn).succeedsWithin(LONG);
        assertThat(lend(line(), buffer -> true)).succeedsWithin(LONG);
        loop.close();
    }

    @Test
    void closingDoesNotWaitForAStuckReader() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Line slow = line();
        Line other = line();
        lend(slow, buffer -> {
            stuck.countDown();
            awaitForLong(end);
            return false;
        });
        CompletableFuture<Void> turn = lend(other, other::take);
        other.send("begun");
        assertThat(other.next()).startsWith("begun");
        slow.send("slow");
        awaitForLong(stuck);
        loop.close();
        assertThat(turn).succeedsWithin(LONG);
        end.countDown();
    }

    private void awaitNoneStuck() throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (stuckThreads.get() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(stuckThreads).hasValue(0);
    }

    private CompletableFuture<Void> lend(Line line, Turn.Reader reader) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread owner = new Thread(() -> {
            new Turn(loop, line.channel(), reader).await();
            over.complete(null);
        });
        owner.setDaemon(true);
        owner.start();
        return over;
    }

    private Line line() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel channel = SocketChannel.open(server.getLocalAddress());
            SocketChannel other = server.accept();
            resources.add(channel);
            resources.add(other);
            channel.configureBlocking(false);
            return new Line(channel, other, new LinkedBlockingQueue<>());
        }
    }

    private static void awaitForLong(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
