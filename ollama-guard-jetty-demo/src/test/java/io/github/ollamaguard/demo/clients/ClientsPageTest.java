package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps {@code docs/clients.md} true: the versions that it names are those that are tested. */
class ClientsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "clients.md");

    /** Returns artifact and version of each client, as {@code pom.xml} has them. */
    static Stream<String> clients() {
        return Stream.of(System.getProperty("client.versions", "").strip().split("\\s+"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void versionIsTheTestedOne(String client) throws IOException {
        String artifact = client.substring(0, client.indexOf('='));
        String version = client.substring(client.indexOf('=') + 1);

        String row = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("| `" + artifact + "` |"))
                .findFirst()
                .orElseThrow();

        assertThat(row).startsWith("| `" + artifact + "` | " + version + " |");
    }
}
