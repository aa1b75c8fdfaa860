import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Makes report.md and report.svg out of the raw lines of a run: {@code java Report.java DIRECTORY}. */
public final class Report {
    /** One column of a table: a value of a measure. */
    private record Column(String title, String measure, String value, double divisor, int digits) {}

    private static final List<Column> SPEED = List.of(
            new Column("CPU µs per request", "requests32", "cpu_us", 1, 1),
            new Column("the same, 256 connections", "requests256", "cpu_us", 1, 1),
            new Column("CPU µs per chunk, paced", "paced", "cpu_us", 1, 1),
            new Column("CPU µs per chunk, back to back", "backtoback", "cpu_us", 1, 2));

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

    private void table(String title, List<Column> columns) {
        List<String> names = new ArrayList<>(List.of("system"));
        columns.forEach(column -> names.add(column.title()));
        head(title, names);
        for (String system : labels.keySet()) {
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
        List<String> names = new ArrayList<>(List.of("system", "start-up ms", "idle MiB"));
        levels.forEach(level -> names.add("KiB per stream, " + level));
        head("Fresh process: start-up to the first answer, resident memory", names);
        for (String system : labels.keySet()) {
            if (system.equals(DIRECT)) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(labels.get(system)));
            cells.add(cell(system, new Column("", "start", "ready_ms", 1, 0)));
            cells.add(cell(system, new Column("", "idle", "rss_kib", 1024, 1)));
            levels.forEach(level -> cells.add(perStream(system, level)));
            row(cells);
        }
    }

    private String perStream(String system, int level) {
        double open = median(system, "hold" + level, "open");
        double refused = median(system, "hold" + level, "refused");
        double more = median(system, "hold" + level, "rss_kib") - median(system, "idle", "rss_kib");
        return number(more / open, 1) + (refused > 0 ? " (" + number(refused, 0) + " refused)" : "");
    }

    /** Horizontal bars, one panel for each column of CPU time. */
    private String picture() {
        List<String> systems = labels.keySet().stream().filter(s -> !s.equals(DIRECT)).toList();
        int bar = 18;
        int panel = systems.size() * (bar + 4) + 44;
        int height = SPEED.size() * panel + 20 + 16 * (int) machine.lines().count();
        StringBuilder svg = new StringBuilder();
        svg.append(String.format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"860\" height=\"%d\" "
                + "font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" "
                + "fill=\"white\"/>%n", height));
        int y = 24;
        for (Column column : SPEED) {
            double most = systems.stream()
                    .mapToDouble(s -> median(s, column.measure(), column.value()))
                    .filter(v -> !Double.isNaN(v))
                    .max()
                    .orElse(1);
            svg.append(text(10, y, "font-weight=\"bold\"", column.title()));
            y += 10;
            for (String system : systems) {
                double value = median(system, column.measure(), column.value());
                int width = Double.isNaN(value) ? 0 : (int) Math.round(400 * value / most);
                boolean ours = system.startsWith("guard") || system.startsWith("tomcat");
                svg.append(text(10, y + 13, "", labels.get(system)));
                svg.append(String.format("<rect x=\"370\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
                        y, width, bar, ours ? "#2563eb" : "#9ca3af"));
                svg.append(text(376 + width, y + 13, "", number(value, column.digits())));
                y += bar + 4;
            }
            y += 34;
        }
        for (String line : machine.lines().toList()) {
            svg.append(text(10, y, "fill=\"#555\" font-size=\"11\"", line));
            y += 16;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String text(int x, int y, String attributes, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return "<text x=\"" + x + "\" y=\"" + y + "\" " + attributes + ">" + escaped + "</text>\n";
    }
}
