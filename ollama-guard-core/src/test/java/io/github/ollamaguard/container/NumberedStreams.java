package io.github.ollamaguard.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Streams whose pieces tell whose they are and which one, in TCP segments and HTTP chunks that end anywhere: what gets
 * lost, doubled, reordered or mixed shows. Half of them begin slowly.
 * Thread-safe.
 */
final class NumberedStreams implements FakeOllama.Script {
    private static final int PAUSES = 4;

    private final Face face;
    private final int pieces;

    NumberedStreams(Face face, int pieces) {
        this.face = face;
        this.pieces = pieces;
    }

    @Override
    public void answer(FakeRequest request, FakeReply reply) throws IOException, InterruptedException {
        String name = Named.of(request);
        Random random = new Random(name.hashCode());
        int pauses = random.nextBoolean() ? PAUSES : 0;
        StringBuilder waiting = new StringBuilder();
        reply.head(200, "Content-Type", "application/x-ndjson");
        for (int i = 0; i < pieces; i++) {
            waiting.append(face.line(piece(name, i))).append('\n');
            while (waiting.length() > 0 && random.nextInt(8) == 0) {
                send(waiting, 1 + random.nextInt(waiting.length()), reply);
                if (pauses > 0) {
                    pauses--;
                    TimeUnit.MILLISECONDS.sleep(3);
                }
            }
        }
        waiting.append(face.lastLine()).append('\n');
        send(waiting, waiting.length(), reply);
        reply.end();
    }

    /** Reads one stream to its end and checks all of it. */
    void check(String name, RawClient client) throws IOException {
        for (int i = 0; i < pieces; i++) {
            String expected = piece(name, i);
            String piece = face.piece(client);
            if (!expected.equals(piece)) {
                assertThat(piece).isEqualTo(expected);
            }
        }
        assertThat(client.rest()).doesNotContain(name);
        assertThat(client.endedCleanly()).isTrue();
    }

    private static String piece(String name, int number) {
        return name + "/" + number;
    }

    private static void send(StringBuilder waiting, int count, FakeReply reply) throws IOException {
        reply.bytes(waiting.substring(0, count).getBytes(US_ASCII));
        waiting.delete(0, count);
    }
}
