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

/** A Tomcat in a process of its own, started as {@code catalina.sh} does it. Thread-safe. */
final class Tomcat implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Pattern PORT = Pattern.compile("Starting ProtocolHandler \\[\"http-nio-.*-(\\d+)\"\\]");
    private static final Pattern STARTED = Pattern.compile("Server startup in");
    private static final Pattern COMPLAINT = Pattern.compile("^\\S+ \\S+ (SEVERE|WARNING) ");

    /** What {@code catalina.sh} opens; without it Tomcat cannot look for leaks. */
    private static final List<String> OPENS = List.of("lang", "lang.reflect", "io", "util", "util.concurrent");

    private final Process process;
    private final Thread reader;
    private final List<String> log = new ArrayList<>();
    private boolean ended;

    private Tomcat(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "tomcat-log");
        reader.setDaemon(true);
        reader.start();
    }

    static Tomcat start(Path home, Path base, Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-Xmx256m"));
        OPENS.forEach(name -> command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
        command.add("--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED");
        command.add("-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"));
        command.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
        command.add("-Djava.io.tmpdir=" + base.resolve("temp"));
        command.add("-Dcatalina.home=" + home);
        command.add("-Dcatalina.base=" + base);
        command.addAll(List.of(options));
        Path bin = home.resolve("bin");
        command.addAll(List.of("-cp", bin.resolve("bootstrap.jar") + ":" + bin.resolve("tomcat-juli.jar")));
        command.addAll(List.of("org.apache.catalina.startup.Bootstrap", "start"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OLLAMA_"));
        builder.environment().putAll(environment);
        Tomcat tomcat = new Tomcat(builder.start());
        tomcat.awaitLog(STARTED, 1);
        return tomcat;
    }

    /** Returns the port on which it listens. */
    int port() throws Exception {
        Matcher port = PORT.matcher(awaitLog(PORT, 1));
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
        return log().stream().filter(COMPLAINT.asPredicate()).toList();
    }

    /** Stops Tomcat and waits for its last words. */
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
}
