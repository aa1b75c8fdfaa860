import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes report.md and report.svg out of the raw lines of a run: {@code java Report.java DIRECTORY}. */
public final class Report {
    /** One column of a table: a value of a measure. */
    private record Column(String title, String measure, String value, double divisor, int digits) {}

    private static final List<Column> SPEED = List.of(
            new Column("CPU µs per request, 32 connections", "requests32", "cpu_us", 1, 1),
            new Column("CPU µs per request, 256 connections", "requests256", "cpu_us", 1, 1),
            new Column("CPU µs per chunk, paced", "paced", "cpu_us", 1, 1),
            new Column("CPU µs per chunk, back to back", "backtoback", "cpu_us", 1, 2));

    /** Requests that ask for thinking, and the same without. */
    private static final List<Column> THINKING = List.of(
            new Column("request with reasoning_effort", "thinking32", "cpu_us", 1, 1),
            new Column("without", "requests32", "cpu_us", 1, 1),
            new Column("paced chunk with", "thinkingpaced", "cpu_us", 1, 1),
            new Column("without", "paced", "cpu_us", 1, 1),
            new Column("back to back with", "thinkingbacktoback", "cpu_us", 1, 2),
            new Column("without", "backtoback", "cpu_us", 1, 2));

    private static final List<Column> RATE = List.of(
            new Column("requests/s, 32 connections", "requests32", "per_second", 1, 0),
            new Column("p50 ms", "requests32", "latency_p50_us", 1000, 2),
            new Column("p99 ms", "requests32", "latency_p99_us", 1000, 2),
            new Column("requests/s, 256 connections", "requests256", "per_second", 1, 0),
            new Column("p50 ms", "requests256", "latency_p50_us", 1000, 2),
            new Column("p99 ms", "requests256", "latency_p99_us", 1000, 2),
            new Column("chunks/s back to back", "backtoback", "per_second", 1, 0));

    private static final List<Column> DELAY = List.of(
            new Column("first chunk p50 ms", "paced", "ttft_p50_us", 1000, 2),
            new Column("p99 ms", "paced", "ttft_p99_us", 1000, 2),
            new Column("chunk delay p50 µs", "paced", "delay_p50_us", 1, 0),
            new Column("p99 µs", "paced", "delay_p99_us", 1, 0));

    private static final List<Column> SHARES = List.of(
            new Column("kernel, per request", "requests32", "kernel_us", 1, 1),
            new Column("GC, per request", "requests32", "gc_us", 1, 1),
            new Column("compiler, per request (not counted)", "requests32", "compiler_us", 1, 1),
            new Column("kernel, per chunk paced", "paced", "kernel_us", 1, 1),
            new Column("GC, per chunk paced", "paced", "gc_us", 1, 2),
            new Column("compiler, per chunk paced (not counted)", "paced", "compiler_us", 1, 1));

    /** Where bars begin, in pixels, and how far the longest one goes. */
    private static final int BARS = 380;

    private static final int LONGEST_BAR = 460;
    private static final int WIDTH = 920;
    private static final String GREY = "fill=\"#6b7280\" font-size=\"11\"";

    private static final Pattern OURS = Pattern.compile("guard|tomcat");

    /** Some cost so much that bars in proportion would leave nothing of the others. */
    private static final Pattern PEERS = Pattern.compile("olla|litellm|portkey|spring-gateway");

    private static final String DIRECT = "direct";
    private static final String REFERENCE = "nginx-tuned";

    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, List<Map<String, String>>> lines = new LinkedHashMap<>();
    private final StringBuilder errors = new StringBuilder();
    private final StringBuilder out = new StringBuilder();
    private final String machine;

    private Report(Path directory) throws IOException {
        machine = Files.readString(directory.resolve("machine.txt")).strip();
        for (String line : Files.readAllLines(directory.resolve("raw.txt"))) {
            if (line.startsWith("label ")) {
                String[] parts = line.split(" ", 3);
                labels.put(parts[1].substring("system=".length()), parts[2]);
            } else {
                read(line);
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Report report = new Report(directory);
        String text = report.markdown();
        Files.writeString(directory.resolve("report.md"), text);
        Files.writeString(directory.resolve("report.svg"), report.picture());
        System.out.print(text);
        System.err.println("bench: " + directory.resolve("report.md"));
    }

    private void read(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : line.split(" ")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                values.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        lines.computeIfAbsent(values.get("system") + " " + values.get("measure"), key -> new ArrayList<>())
                .add(values);
        if (!"0".equals(values.get("errors"))) {
            errors.append("- ").append(line).append('\n');
        }
    }

    /** The sorted values of all rounds. */
    private double[] values(String system, String measure, String name) {
        return lines.getOrDefault(system + " " + measure, List.of()).stream()
                .filter(line -> line.containsKey(name))
                .mapToDouble(line -> Double.parseDouble(line.get(name)))
                .sorted()
                .toArray();
    }

    private double median(String system, String measure, String name) {
        double[] values = values(system, measure, name);
        int middle = values.length / 2;
        return values.length == 0
                ? Double.NaN
                : values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private String cell(String system, Column column) {
        double[] values = values(system, column.measure(), column.value());
        String median = number(median(system, column.measure(), column.value()) / column.divisor(), column.digits());
        return values.length < 2
                ? median
                : median + " (" + number(values[0] / column.divisor(), column.digits()) + "–"
                        + number(values[values.length - 1] / column.divisor(), column.digits()) + ")";
    }

    private String markdown() {
        out.append("# Measured\n\n");
        machine.lines().forEach(line -> out.append("- ").append(line).append('\n'));
        out.append(errors.isEmpty()
                ? "\nEvery answer was checked, and none was wrong.\n"
                : "\n**This run had errors:**\n\n" + errors);
        out.append("\nMedians of the rounds, in brackets their range.\n");
        table("CPU time of the proxy", SPEED);
        ratios();
        guards("CPU µs of requests that ask for thinking", THINKING);
        table("Throughput and latency, one CPU", RATE);
        table("Streams: 100 at a time, 50 chunks a second each", DELAY);
        added();
        table("Of the CPU time, µs", SHARES);
        memory();
        return out.toString();
    }

    private void row(Iterable<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private void head(String title, List<String> columns) {
        out.append("\n## ").append(title).append("\n\n");
        row(columns);
        row(columns.stream().map(column -> "---").toList());
    }

    /** A table of the systems that have been measured so. */
    private void guards(String title, List<Column> columns) {
        List<String> measured = labels.keySet().stream()
                .filter(system -> values(system, columns.get(0).measure(), columns.get(0).value()).length > 0)
                .toList();
        if (!measured.isEmpty()) {
            table(title, columns, measured);
        }
    }

    private void table(String title, List<Column> columns) {
        table(title, columns, labels.keySet());
    }

    private void table(String title, List<Column> columns, Iterable<String> systems) {
        List<String> names = new ArrayList<>(List.of("system"));
        columns.forEach(column -> names.add(column.title()));
        head(title, names);
        for (String system : systems) {
            List<String> cells = new ArrayList<>(List.of(labels.get(system)));
            columns.forEach(column -> cells.add(system.equals(DIRECT) && column.value().equals("cpu_us")
                    ? "–"
                    : cell(system, column)));
            row(cells);
        }
    }

    private void ratios() {
        if (!labels.containsKey(REFERENCE)) {
            return;
        }
        List<String> names = new ArrayList<>(List.of("times " + labels.get(REFERENCE)));
        SPEED.forEach(column -> names.add(column.title()));
        head("Relative CPU time", names);
        for (String system : labels.keySet()) {
            if (system.equals(DIRECT)) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(labels.get(system)));
            for (Column column : SPEED) {
                double reference = median(REFERENCE, column.measure(), column.value());
                cells.add(number(median(system, column.measure(), column.value()) / reference, 2));
            }
            row(cells);
        }
    }

    private void added() {
        head("Added to the first chunk, against the upstream itself", List.of("system", "p50 ms", "p99 ms"));
        for (String system : labels.keySet()) {
            if (!system.equals(DIRECT)) {
                row(List.of(labels.get(system), added(system, "ttft_p50_us"), added(system, "ttft_p99_us")));
            }
        }
    }

    private String added(String system, String value) {
        return number((median(system, "paced", value) - median(DIRECT, "paced", value)) / 1000, 2);
    }

    private void memory() {
        TreeSet<Integer> levels = new TreeSet<>();
        for (String key : lines.keySet()) {
            if (key.contains(" hold")) {
                levels.add(Integer.valueOf(key.substring(key.indexOf(" hold") + 5)));
            }
        }
        List<String> names = new ArrayList<>(List.of("system", "start-up ms", "idle MiB", "warm MiB"));
        levels.forEach(level -> names.add("KiB per stream, " + level));
        levels.forEach(level -> names.add("MiB in all, " + level));
        head("Start-up to the first answer, resident memory", names);
        for (String system : labels.keySet()) {
            if (system.equals(DIRECT)) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(labels.get(system)));
            cells.add(cell(system, new Column("", "start", "ready_ms", 1, 0)));
            cells.add(cell(system, new Column("", "idle", "rss_kib", 1024, 1)));
            cells.add(cell(system, new Column("", "warm", "rss_kib", 1024, 1)));
            levels.forEach(level -> cells.add(perStream(system, level)));
            levels.forEach(level -> cells.add(cell(system, new Column("", "hold" + level, "rss_kib", 1024, 0))));
            row(cells);
        }
    }

    private String perStream(String system, int level) {
        double open = median(system, "hold" + level, "open");
        double refused = median(system, "hold" + level, "refused");
        double more = median(system, "hold" + level, "rss_kib") - median(system, "warm", "rss_kib");
        return number(more / open, 1) + (refused > 0 ? " (" + number(refused, 0) + " refused)" : "");
    }

    /** Horizontal bars, one panel for each column of CPU time; a thin line is the range of the rounds. */
    private String picture() {
        List<String> systems = labels.keySet().stream().filter(s -> !s.equals(DIRECT)).toList();
        StringBuilder svg = new StringBuilder(text(20, 34, "font-size=\"17\" font-weight=\"bold\"", "CPU time of the proxy")
                + text(20, 54, GREY, "microseconds; shorter is better"));
        int y = 92;
        for (Column column : SPEED) {
            svg.append(text(BARS, y - 10, "font-weight=\"bold\"", column.title()));
            double most = systems.stream()
                    .filter(s -> !PEERS.matcher(s).matches())
                    .flatMapToDouble(s -> Arrays.stream(values(s, column.measure(), column.value())))
                    .max()
                    .orElse(1);
            for (String system : systems) {
                svg.append(text(BARS - 10, y + 14, "text-anchor=\"end\"", labels.get(system)));
                svg.append(bar(system, column, y, LONGEST_BAR / most));
                y += 24;
            }
            y += 40;
        }
        for (String line : foot()) {
            svg.append(text(20, y, GREY, line));
            y += 16;
        }
        return String.format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" "
                                + "font-family=\"sans-serif\" font-size=\"13\" fill=\"#111827\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        WIDTH, y + 4)
                + svg + "</svg>\n";
    }

    private String bar(String system, Column column, int y, double scale) {
        double[] values = values(system, column.measure(), column.value());
        if (values.length == 0) {
            return text(BARS + 6, y + 14, GREY, "not measured");
        }
        double median = median(system, column.measure(), column.value());
        long least = Math.round(values[0] * scale);
        long most = Math.round(values[values.length - 1] * scale);
        if (most > LONGEST_BAR) {
            return rectangle(y, LONGEST_BAR, "#cbd5e1")
                    + text(BARS + LONGEST_BAR + 8, y + 14, "", "→ " + number(median, column.digits()));
        }
        String color = OURS.matcher(system).lookingAt() ? "#2563eb" : system.startsWith("nginx") ? "#64748b" : "#cbd5e1";
        String range = least == most
                ? ""
                : String.format(
                        "<path d=\"M%d %dh%d\" stroke=\"#111827\" stroke-width=\"1.5\"/>%n", BARS + least, y + 10, most - least);
        return rectangle(y, Math.round(median * scale), color)
                + range
                + text((int) (BARS + most + 8), y + 14, "", number(median, column.digits()));
    }

    private static String rectangle(int y, long width, String color) {
        return String.format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" rx=\"2\" fill=\"%s\"/>%n", BARS, y, width, color);
    }

    /** Returns what machine.txt says, several of its lines in one. */
    private List<String> foot() {
        List<String> lines = new ArrayList<>();
        for (String part : machine.lines().toList()) {
            int last = lines.size() - 1;
            if (last >= 0 && lines.get(last).length() + part.length() < 130) {
                lines.set(last, lines.get(last) + "; " + part);
            } else {
                lines.add(part);
            }
        }
        return lines;
    }

    private static String text(int x, int y, String attributes, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return "<text x=\"" + x + "\" y=\"" + y + "\" " + attributes + ">" + escaped + "</text>\n";
    }
}
