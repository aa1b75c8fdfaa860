package io.github.ollamaguard.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a running guard, for supervisors in images without curl. Exit codes: 0 it is alive, 1 it is not. */
@Command(
        name = "health",
        description = "Asks a running guard whether it is alive; exits with 0 when it is, with 1 when not.",
        usageHelpWidth = 96)
final class HealthCommand implements Callable<Integer> {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(3).toMillis();

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "What to ask; .../readyz asks whether it can work (default: ${DEFAULT-VALUE})",
            defaultValue = "http://127.0.0.1:8080/ollama/healthz")
    private URI url = URI.create("");

    @SuppressWarnings("unused") // Read by picocli.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Override
    public Integer call() {
        String answer = ask();
        PrintWriter out = spec().commandLine().getOut();
        out.println(answer);
        out.flush();
        return answer.equals("200") ? 0 : 1;
    }

    private String ask() {
        try {
            if (!(url.toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection)) {
                throw badUrl();
            }
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setInstanceFollowRedirects(false);
            return Integer.toString(connection.getResponseCode());
        } catch (IllegalArgumentException e) {
            throw badUrl();
        } catch (IOException e) {
            return "no answer";
        }
    }

    private ParameterException badUrl() {
        return new ParameterException(spec().commandLine(), "Bad value of --url: expected an http or https URL");
    }

    private CommandSpec spec() {
        if (command == null) {
            throw new IllegalStateException("not part of a command");
        }
        return command;
    }
}
