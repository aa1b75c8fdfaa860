package io.github.ollamaguard.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged jar, run as its users run it. To be used by one thread. */
public final class GuardProcess implements AutoCloseable {
    private static final Path JAR = Path.of(System.getProperty("demo.jar", "target/ollama-guard-demo.jar"))
            .toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String END_OF_BANNER = "Ctrl-C stops it.";
    private static final String END_OF_OUTPUT = "\0";
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path errors;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private GuardProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(this::read, "output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the jar in a directory, with a clean environment but for {@code environment}. */
    public static GuardProcess start(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OLLAMA_"));
        builder.environment().putAll(environment);
        return new GuardProcess(builder.start(), errors);
    }

    /** Starts the jar with the demo model on a free port. */
    public static GuardProcess startDemo(Path directory, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--port", "0", "--demo-model"));
        arguments.addAll(List.of(more));
        return start(directory, Map.of(), arguments.toArray(String[]::new));
    }

    /** Waits until the guard is ready and returns what it printed. */
    public Banner awaitBanner() throws Exception {
        return new Banner(outputUntil(END_OF_BANNER));
    }

    /** Waits for the end of the process and returns its exit code. */
    int awaitExit() throws Exception {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; " + errors());
        }
        return process.exitValue();
    }

    /** Returns everything that was printed since the last call, once the process has ended. */
    String remainingOutput() throws Exception {
        return outputUntil(END_OF_OUTPUT);
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Sends SIGTERM. Unlike the process, its handle leaves the output open to be read. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String outputUntil(String last) throws Exception {
        StringBuilder output = new StringBuilder();
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || (line.equals(END_OF_OUTPUT) && !last.equals(END_OF_OUTPUT))) {
                throw new AssertionError("no '" + last + "' in: " + output + errors());
            }
            if (line.equals(END_OF_OUTPUT)) {
                return output.toString();
            }
            output.append(line).append('\n');
            if (line.equals(last)) {
                return output.toString();
            }
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("output broke off: " + e);
        }
        lines.add(END_OF_OUTPUT);
    }

    /** What the guard prints when it is ready. */
    public record Banner(String text) {
        public URI address() {
            return URI.create(find("Address +(\\S+)"));
        }

        /** Returns the key that was created. */
        public String newKey() {
            return find("New key +(\\S+)");
        }

        /** Returns the curl example, ready for a shell. */
        public String curl() {
            return find("(?s)(curl .*?)\\n\\n");
        }

        private String find(String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            if (!matcher.find()) {
                throw new AssertionError("no " + pattern + " in: " + text);
            }
            return matcher.group(1);
        }
    }
}
