package io.github.ollamaguard.internal.stream;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines of newline-delimited JSON, however the bytes are split: between lines, inside a line, inside a character.
 * Blank lines are skipped, a carriage return before the line feed is JSON white space, the last line may lack its line
 * feed. Memory is bounded by the longest line. Not thread-safe.
 */
public final class NdjsonReader {
    /** The longest line in bytes: calls of tools and pictures make long ones, an attacker's have no end. */
    static final int MAX_LINE = 32 * 1024 * 1024;

    private final ByteArrayOutputStream partial = new ByteArrayOutputStream(0);
    private final int maxLine;
    private boolean begun;

    /** What becomes of a line. */
    @FunctionalInterface
    public interface LineConsumer {
        /** Takes one line. */
        void line(JsonObject line) throws ApiException;

        /** Takes one line as it came, or returns false when it wants to have it parsed. */
        default boolean raw(byte[] bytes, int offset, int length) {
            return false;
        }
    }

    /** Creates a reader at the start of a reply. */
    public NdjsonReader() {
        this(MAX_LINE);
    }

    NdjsonReader(int maxLine) {
        this.maxLine = maxLine;
    }

    /**
     * Takes the next bytes and gives out the lines that they complete.
     *
     * @throws ApiException when a line is too long or not a JSON object, or when the consumer says so
     */
    public void feed(byte[] bytes, int offset, int length, LineConsumer lines) throws ApiException {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                complete(bytes, start, i - start, lines);
                start = i + 1;
            }
        }
        if (start < end) {
            keep(bytes, start, end - start);
        }
    }

    /** Takes the end of the reply and gives out a last line without a line feed. */
    public void finish(LineConsumer lines) throws ApiException {
        complete(new byte[0], 0, 0, lines);
    }

    private void complete(byte[] bytes, int offset, int length, LineConsumer lines) throws ApiException {
        String line;
        if (partial.size() == 0) {
            if (lines.raw(bytes, offset, length)) {
                return;
            }
            line = new String(bytes, offset, length, StandardCharsets.UTF_8);
        } else {
            keep(bytes, offset, length);
            line = partial.toString(StandardCharsets.UTF_8);
            partial.reset();
        }
        if (line.isBlank()) {
            return;
        }
        if (!(StrictJson.reply(line) instanceof JsonObject object)) {
            throw new ApiException(begun ? ApiError.upstreamBroken() : ApiError.upstreamInvalid());
        }
        begun = true;
        lines.line(object);
    }

    private void keep(byte[] bytes, int offset, int length) throws ApiException {
        if (partial.size() + length > maxLine) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        partial.write(bytes, offset, length);
    }
}
