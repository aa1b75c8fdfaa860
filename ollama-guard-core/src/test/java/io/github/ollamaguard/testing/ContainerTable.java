package io.github.ollamaguard.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of {@code docs/containers.md}: what tests expect where containers differ. Immutable.
 *
 * @param rows by their first cell; the cells by the name of the container above
 */
public record ContainerTable(Map<String, Map<String, String>> rows) {
    /** Whether an exception after the commit breaks the client's connection. */
    public static final String CUTS = "a broken stream is cut";

    /** Whether a handshake opens a WebSocket. */
    public static final String WEB_SOCKETS = "WebSockets";

    /** The status for a model whose name has an encoded slash. */
    public static final String ENCODED_SLASH = "`/v1/models/hf.co%2Fx%2Fy`";

    /** The status for the path of the WAR without a slash behind it. */
    public static final String NO_SLASH = "`ollama.war` at `/ollama`";

    /** Whether a new WAR replaces the old one without a restart. */
    public static final String REDEPLOYS = "a new `ollama.war` is noticed";

    /** Reads the page. */
    public static ContainerTable read() throws IOException {
        List<List<String>> lines = Files.readAllLines(Path.of("../docs/containers.md")).stream()
                .filter(line -> line.startsWith("|"))
                .map(ContainerTable::cells)
                .toList();
        List<String> containers = lines.get(0);
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (List<String> line : lines) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i < line.size(); i++) {
                row.put(containers.get(i), line.get(i));
            }
            rows.put(line.get(0), row);
        }
        return new ContainerTable(rows);
    }

    /** Returns whether a row says yes about a container, and not no. */
    public boolean says(String row, String container) {
        String cell = cell(row, container);
        if (!cell.equals("yes") && !cell.equals("no")) {
            throw new AssertionError("neither yes nor no: " + row + ", " + container + ": " + cell);
        }
        return cell.equals("yes");
    }

    /** Returns the status that a row has for a container. */
    public int status(String row, String container) {
        return Integer.parseInt(cell(row, container));
    }

    private String cell(String row, String container) {
        String cell = rows.getOrDefault(row, Map.of()).get(container);
        if (cell == null) {
            throw new AssertionError("not in docs/containers.md: " + row + ", " + container);
        }
        return cell;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1).split("\\|")) {
            cells.add(cell.trim());
        }
        return cells;
    }
}
