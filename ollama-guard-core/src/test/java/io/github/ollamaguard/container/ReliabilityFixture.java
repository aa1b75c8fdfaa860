package io.github.ollamaguard.container;

import io.github.ollamaguard.key.CapturedLog;
import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * Much at the same time. Takes seconds; with {@code -Dreliability.times=100} a hundred times as much happens, and figures
 * are printed.
 */
@Tag("reliability")
abstract class ReliabilityFixture extends GuardFixture {
    static final int TIMES = Integer.getInteger("reliability.times", 1);

    /** Undertow has eight threads for each processor. */
    static final int CLIENTS = 10;

    /** A few attempts say little about the slowest ones, and tests run on busy machines. */
    static final int PERCENT = TIMES > 1 ? 99 : 50;

    @BeforeEach
    void silenceWarnings() {
        register(new CapturedLog());
    }

    final RawClient ask(int port, String name) throws IOException {
        return RawClient.connect(port).send("POST", face().chatPath(), Named.chat(face(), name), face().headers());
    }

    static void print(String figures) {
        if (TIMES > 1) {
            System.out.println(figures);
        }
    }
}
