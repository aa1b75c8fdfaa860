package io.github.ollamaguard.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What is logged while it is open: slf4j-simple writes to whatever {@code System.err} is at that moment. */
public final class CapturedLog implements AutoCloseable {
    private final PrintStream original = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Captures from now on. */
    public CapturedLog() {
        System.setErr(new PrintStream(bytes, true, UTF_8));
    }

    /** Returns the lines of one level since the last call. */
    public List<String> take(String level) {
        List<String> lines = bytes.toString(UTF_8)
                .lines()
                .filter(line -> line.contains(" " + level + " "))
                .toList();
        bytes.reset();
        return lines;
    }

    /** Returns everything since the last {@link #take}. */
    public String text() {
        return bytes.toString(UTF_8);
    }

    @Override
    public void close() {
        System.setErr(original);
    }
}
