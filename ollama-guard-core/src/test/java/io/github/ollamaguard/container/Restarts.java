package io.github.ollamaguard.container;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What clients see of an Ollama that is killed and started again, and what it sees of them. Thread-safe. */
final class Restarts implements FakeOllama.Script {
    private static final List<String> PIECES =
            IntStream.range(0, 5).mapToObj(i -> "p" + i).toList();
    private static final Duration GAP = Duration.ofMillis(2);
    private static final String DONE = "data: [DONE]";

    private final Face face;
    private final boolean cutsConnections;
    private final Map<String, Integer> executions = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Semaphore whole = new Semaphore(0);
    private final Semaphore failed = new Semaphore(0);
    private final Delays cut = new Delays();
    private final Delays refused = new Delays();

    Restarts(Face face, boolean cutsConnections) {
        this.face = face;
        this.cutsConnections = cutsConnections;
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws IOException {
        executions.merge(Named.of(request), 1, Integer::sum);
        for (String piece : PIECES) {
            reply.line(face.line(piece)).closedWithin(GAP);
        }
        reply.line(face.lastLine()).end();
    }

    /** Reads the answer to a chat and judges it. */
    void judge(String name, RawClient client) throws IOException {
        long since = System.nanoTime();
        if (client.status() != 200) {
            String body = client.rest();
            refused.add(System.nanoTime() - since);
            judge(
                    client.status() == 502 && body.startsWith("{\"error\":") && client.endedCleanly(),
                    failed,
                    name,
                    body);
            return;
        }
        List<String> pieces = new ArrayList<>();
        for (String piece = face.piece(client); piece != null; piece = face.piece(client)) {
            pieces.add(piece);
        }
        if (pieces.contains(DONE)) {
            judge(isWhole(pieces) && client.endedCleanly(), whole, name, pieces);
        } else {
            cut.add(System.nanoTime() - since);
            judge(isCut(pieces) && client.endedCleanly() != cutsConnections, failed, name, pieces);
        }
    }

    private void judge(boolean right, Semaphore outcome, String name, Object seen) {
        if (!right) {
            wrong.add(name + " saw " + seen);
        }
        outcome.release();
    }

    private static boolean isWhole(List<String> pieces) {
        return pieces.subList(0, PIECES.size()).equals(PIECES)
                && pieces.indexOf(DONE) == pieces.size() - 1
                && pieces.size() == PIECES.size() + 2;
    }

    private boolean isCut(List<String> pieces) {
        int count = pieces.size() - 1;
        return count <= PIECES.size()
                && pieces.subList(0, count).equals(PIECES.subList(0, count))
                && face.isError(pieces.get(count));
    }

    /** Waits for so many more whole answers. */
    boolean awaitWhole(int answers) throws InterruptedException {
        return await(whole, answers);
    }

    /** Waits for so many more failed ones. */
    boolean awaitFailed(int answers) throws InterruptedException {
        return await(failed, answers);
    }

    private static boolean await(Semaphore outcome, int answers) throws InterruptedException {
        outcome.drainPermits();
        return outcome.tryAcquire(answers, 20, TimeUnit.SECONDS);
    }

    /** Returns answers that were neither whole nor one clean error. */
    Queue<String> wrong() {
        return wrong;
    }

    /** Returns how often each chat has reached Ollama. */
    Map<String, Integer> executions() {
        return executions;
    }

    /** Returns how long answers took that broke off. */
    Delays cut() {
        return cut;
    }

    /** Returns how long answers took that were refused. */
    Delays refused() {
        return refused;
    }
}
