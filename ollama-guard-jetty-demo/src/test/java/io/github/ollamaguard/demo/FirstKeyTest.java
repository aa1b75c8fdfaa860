package io.github.ollamaguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.key.FileApiKeyStore;
import io.github.ollamaguard.key.NewKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstKeyTest {
    @TempDir
    private Path directory;

    @Test
    void missingFileIsCreatedForItsOwnerAlone() throws Exception {
        Path file = directory.resolve("keys.txt");

        NewKey key = FirstKey.createIfMissing(file);

        assertThat(key).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain(key.text());
        assertThat(FileApiKeyStore.open(file).find(key.text())).isPresent();
    }

    @Test
    void existingFileIsLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("keys.txt"), "mine\n");

        assertThat(FirstKey.createIfMissing(file)).isNull();

        assertThat(file).hasContent("mine\n");
    }

    @Test
    void missingDirectoryIsToldWithTheWayOut() {
        assertThatThrownBy(() -> FirstKey.createIfMissing(directory.resolve("nowhere/keys.txt")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("nowhere/keys.txt")
                .hasMessageContaining("--keys");
    }
}
