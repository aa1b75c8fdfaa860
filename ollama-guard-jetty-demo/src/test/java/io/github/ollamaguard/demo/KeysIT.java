package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a guard that runs, changed by the command beside it. */
class KeysIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRunningGuardObeysEveryChange() throws Exception {
        try (GuardProcess guard = GuardProcess.startDemo(directory)) {
            URI models = guard.awaitBanner().address().resolve("/ollama/v1/models");

            String old = keys("create", "--name", "alice").strip();
            awaitStatus(200, models, old);
            String young = keys("rotate", "alice", "--overlap", "1h").strip();
            awaitStatus(200, models, young);
            awaitStatus(200, models, old);
            keys("revoke", "alice.1");
            awaitStatus(401, models, old);
            awaitStatus(200, models, young);
        }
    }

    /** Runs the command as its users do; the environment says which file. */
    private String keys(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "keys";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Map<String, String> environment =
                Map.of("OLLAMA_GUARD_KEYS_FILE", directory.resolve("keys.txt").toString());
        try (GuardProcess command = GuardProcess.start(directory, environment, all)) {
            assertThat(command.awaitExit()).as(command.errors()).isZero();
            return command.remainingOutput();
        }
    }

    private void awaitStatus(int expected, URI uri, String key) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int status;
        do {
            status = client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } while (status != expected && System.nanoTime() - deadline < 0);
        assertThat(status).isEqualTo(expected);
    }
}
