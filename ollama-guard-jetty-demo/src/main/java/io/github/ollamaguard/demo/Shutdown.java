package io.github.ollamaguard.demo;

import java.io.PrintStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the process on SIGTERM or Ctrl-C: running answers are completed first. */
final class Shutdown implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final DemoServer server;
    private final Duration drain;
    private final PrintStream out;

    Shutdown(DemoServer server, Duration drain, PrintStream out) {
        this.server = server;
        this.drain = drain;
        this.out = out;
    }

    void onTermination() {
        Runtime.getRuntime().addShutdownHook(new Thread(this, "shutdown"));
    }

    @Override
    public void run() {
        long requests = server.requests();
        say("draining " + requests + (requests == 1 ? " request" : " requests") + ", at most " + drain.toSeconds()
                + " s");
        // A JVM ends with 143 after SIGTERM, which supervisors take for a failure.
        Runtime.getRuntime().halt(stop());
    }

    private int stop() {
        try {
            say(server.stop(drain) ? "stopped" : "stopped, and broke off what was still running");
            return 0;
        } catch (Exception e) {
            LOG.error("The server did not stop cleanly", e);
            return 1;
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
