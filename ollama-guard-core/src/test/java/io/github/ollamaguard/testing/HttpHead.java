package io.github.ollamaguard.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Start line and headers of one HTTP/1.1 message, as they were on the wire. Immutable.
 *
 * @param startLine request line or status line
 * @param headers names in lower case; repeated headers keep all values
 */
public record HttpHead(String startLine, Map<String, List<String>> headers) {
    /** Reads a head; null when the connection ended before its first byte. */
    static @Nullable HttpHead read(InputStream in) throws IOException {
        String startLine = line(in);
        if (startLine == null) {
            return null;
        }
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not a header: " + line);
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        return new HttpHead(startLine, headers);
    }

    /** Returns the first value, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** Returns the body that follows this head: chunked, with a length, or up to the end of the connection. */
    BodyInput body(InputStream in, boolean response) {
        if (response && startLine.matches("HTTP/1\\.[01] (1\\d\\d|204|304).*")) {
            return BodyInput.ofLength(in, 0);
        }
        if ("chunked".equalsIgnoreCase(header("transfer-encoding"))) {
            return BodyInput.chunked(in);
        }
        String length = header("content-length");
        if (length != null) {
            return BodyInput.ofLength(in, Long.parseLong(length));
        }
        return response ? BodyInput.toTheEnd(in) : BodyInput.ofLength(in, 0);
    }

    /** Reads a line without its end; null at the end of the connection. */
    static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.length() == 0) {
                    return null;
                }
                throw new EOFException("ended within a line: " + line);
            }
            line.append((char) b);
        }
        String text = line.toString();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int end = text.endsWith("\r") ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
