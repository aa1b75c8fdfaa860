package io.github.ollamaguard.war;

import io.github.ollamaguard.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, with its log. Thread-safe. */
final class Server implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Process process;
    private final Signs signs;
    private final Thread reader;
    private final List<String> log = new ArrayList<>();
    private boolean ended;

    private Server(Process process, Signs signs) {
        this.process = process;
        this.signs = signs;
        this.reader = new Thread(this::read, "server-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a program of Java and waits until it serves. */
    static Server start(List<String> arguments, Map<String, String> environment, Signs signs) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OLLAMA_"));
        builder.environment().putAll(environment);
        Server server = new Server(builder.start(), signs);
        try {
            server.awaitLog(signs.started(), 1);
            server.awaitLog(signs.port(), 1);
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Returns the port on which it listens. */
    int port() throws Exception {
        Matcher port = signs.port().matcher(awaitLog(signs.port(), 1));
        if (!port.find()) {
            throw new AssertionError("no port in the log");
        }
        return Integer.parseInt(port.group(1));
    }

    /** Returns a new connection. */
    RawClient connect() throws Exception {
        return RawClient.connect(port());
    }

    /** Returns the answer to a GET request. */
    RawClient get(String target, String... headers) throws Exception {
        return connect().send("GET", target, "", headers);
    }

    /** Waits until a pattern has been found in that many lines of the log, and returns the last of these. */
    synchronized String awaitLog(Pattern pattern, int times) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            List<String> found = log.stream().filter(pattern.asPredicate()).toList();
            if (found.size() >= times) {
                return found.get(times - 1);
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("no " + pattern + " in: " + String.join("\n", log));
            }
            wait(left);
        }
    }

    /** Returns the lines of the log so far. */
    synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** Returns the warnings and errors so far, whoever logged them. */
    List<String> complaints() {
        return log().stream().filter(signs.complaint().asPredicate()).toList();
    }

    /** Returns how many objects of a class are in use. */
    int instances(String type) throws Exception {
        Pattern row = Pattern.compile(" *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(type) + "( .*)?");
        return ask("GC.class_histogram")
                .map(row::matcher)
                .filter(Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    /** Returns how many platform threads have a name that begins so. */
    long threads(String name) throws Exception {
        return ask("Thread.print").filter(line -> line.startsWith('"' + name)).count();
    }

    private Stream<String> ask(String question) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process answer = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), question)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = answer.inputReader()) {
            return lines.lines().toList().stream();
        }
    }

    /** Stops it and waits for its last words. */
    void stop() throws InterruptedException {
        // Process.destroy() would also close the stream that the log comes from.
        process.toHandle().destroy();
        if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            throw new AssertionError("still running: " + String.join("\n", log()));
        }
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(this::add);
        } catch (IOException | UncheckedIOException e) {
            add("log broke off: " + e);
        }
        end();
    }

    private synchronized void add(String line) {
        log.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * How a server's log tells what happens.
     *
     * @param started the line that ends the start
     * @param port the line with the port as its first group
     * @param complaint a line that an operator would worry about
     */
    record Signs(Pattern started, Pattern port, Pattern complaint) {}
}
