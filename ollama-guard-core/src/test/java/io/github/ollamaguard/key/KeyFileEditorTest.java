package io.github.ollamaguard.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.key.KeyFileEditor.KeyEditException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileEditorTest {
    private static final Map<KeyAttribute, String> ALICE = Map.of(KeyAttribute.NAME, "alice");

    @TempDir
    Path directory;

    private Path file;
    private KeyFileEditor editor;

    @BeforeEach
    void open() {
        file = directory.resolve("keys.txt");
        editor = new KeyFileEditor(file, () -> Instant.parse("2026-11-23T12:00:00Z"));
    }

    @Test
    void theFirstKeyCreatesAFileForItsOwnerAlone() throws Exception {
        NewKey key = editor.create(ALICE);

        assertThat(Files.readString(file)).startsWith("# ").doesNotContain(key.text());
        assertThat(FileApiKeyStore.open(file).find(key.text())).contains(new ApiKey("alice"));
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("keys.txt.lock"))).isEqualTo("rw-------");
    }

    @Test
    void keysAreListedInTheOrderOfTheFile() throws Exception {
        Files.writeString(file, "one name=z expires=2020-01-01\n# x\ntwo\nthree name=a");

        assertThat(editor.list()).extracting(ApiKey::name).containsExactly("z", "key-3", "a");
    }

    @Test
    void aFileWithoutAKeyCanBeListedAndGetItsFirst() throws Exception {
        Files.writeString(file, "# nobody yet\n");

        assertThat(editor.list()).isEmpty();
        editor.create(ALICE);
        assertThat(editor.list()).containsExactly(new ApiKey("alice"));
    }

    @Test
    void aRevokedKeyIsUnknown() throws Exception {
        NewKey alice = editor.create(ALICE);
        NewKey bob = editor.create(Map.of(KeyAttribute.NAME, "bob"));
        editor.revoke("alice");

        FileApiKeyStore store = FileApiKeyStore.open(file);
        assertThat(store.find(alice.text())).isEmpty();
        assertThat(store.find(bob.text())).isPresent();
    }

    @Test
    void duringTheOverlapBothKeysAreValid() throws Exception {
        NewKey old = editor.create(Map.of(KeyAttribute.NAME, "alice", KeyAttribute.MODELS, "qwen3:*"));
        NewKey young = editor.rotate("alice", Duration.ofHours(24), Map.of());

        FileApiKeyStore before = storeAt("2026-11-24T11:59:59Z");
        assertThat(before.find(young.text()).orElseThrow().name()).isEqualTo("alice");
        assertThat(before.find(old.text()).orElseThrow().name()).isEqualTo("alice.1");
        assertThat(before.find(young.text()).orElseThrow().models())
                .isEqualTo(before.find(old.text()).orElseThrow().models());
        FileApiKeyStore after = storeAt("2026-11-24T12:00:00Z");
        assertThat(after.find(young.text())).isPresent();
        assertThat(after.find(old.text())).isEmpty();
    }

    @Test
    void withoutOverlapTheOldKeyEndsAtOnce() throws Exception {
        NewKey old = editor.create(ALICE);
        editor.rotate("alice", Duration.ZERO, Map.of());

        assertThat(storeAt("2026-11-23T12:00:00Z").find(old.text())).isEmpty();
    }

    @Test
    void aRefusedChangeLeavesTheFileAndNothingElse() throws Exception {
        Files.writeString(file, "one name=alice\n");

        assertThatThrownBy(() -> editor.create(ALICE)).isInstanceOf(KeyEditException.class);
        assertThatThrownBy(() -> editor.revoke("alice")).isInstanceOf(KeyEditException.class);

        assertThat(file).hasContent("one name=alice\n");
        assertThat(names()).containsExactlyInAnyOrder("keys.txt", "keys.txt.lock");
    }

    @Test
    void anInvalidFileIsNotTouched() throws Exception {
        Files.writeString(file, "one colour=red\n");

        assertThatThrownBy(() -> editor.create(ALICE))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt line 1: unknown attribute 'colour'");
        assertThatThrownBy(editor::list).isInstanceOf(InvalidFileException.class);
        assertThat(file).hasContent("one colour=red\n");
    }

    @Test
    void onlyANewKeyCreatesAFile() throws Exception {
        assertThatThrownBy(editor::list)
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("keys.txt: does not exist");
        assertThatThrownBy(() -> editor.revoke("alice")).isInstanceOf(InvalidFileException.class);
        assertThatThrownBy(() -> editor.rotate("alice", Duration.ZERO, Map.of()))
                .isInstanceOf(InvalidFileException.class);
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-------", "r--------", "rw-rw-r--"})
    void permissionsStay(String permissions) throws Exception {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Files.writeString(file, "one\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        Object owner = Files.getAttribute(file, "posix:owner");

        editor.create(ALICE);

        assertThat(permissions(file)).isEqualTo(permissions);
        assertThat(Files.getAttribute(file, "posix:owner")).isEqualTo(owner);
    }

    @Test
    void aSymbolicLinkStaysALink() throws Exception {
        Path real = Files.writeString(
                Files.createDirectory(directory.resolve("real")).resolve("k"), "one\n");
        Files.createSymbolicLink(file, real);

        editor.create(ALICE);

        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).startsWith("one\n").contains("name=alice");
    }

    @Test
    void whoReadsMeanwhileSeesTheOldFile() throws Exception {
        Files.writeString(file, "one\n");
        try (Stream<String> reader = Files.lines(file)) {
            editor.create(ALICE);
            assertThat(reader).containsExactly("one");
        }
    }

    @Test
    void aMissingDirectoryIsAnError() {
        KeyFileEditor nowhere = new KeyFileEditor(directory.resolve("no/keys.txt"));

        assertThatThrownBy(() -> nowhere.create(ALICE))
                .isInstanceOf(KeyEditException.class)
                .hasMessage(
                        "keys.txt cannot be changed (NoSuchFileException): its directory must exist and be writable,"
                                + " also for keys.txt.lock");
    }

    @Test
    void threadsLoseNoChangeOfEachOther() throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            Thread thread = new Thread(() -> {
                try {
                    createMany(file, name, 25);
                } catch (Exception e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }

        assertThat(failures).isEmpty();
        assertThat(new KeyFileEditor(file).list()).hasSize(100);
    }

    @Test
    void processesLoseNoChangeOfEachOther() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KeyFileEditorTest.class.getName(),
                            file.toString(),
                            name)
                    .inheritIO()
                    .start());
        }
        createMany(file, "here", 50);
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        assertThat(editor.list()).hasSize(150);
    }

    /** The other process of the test above: file, first letters of the names. */
    public static void main(String[] args) throws Exception {
        createMany(Path.of(args[0]), args[1], 50);
    }

    private static void createMany(Path file, String name, int count) throws Exception {
        KeyFileEditor editor = new KeyFileEditor(file);
        for (int i = 0; i < count; i++) {
            editor.create(Map.of(KeyAttribute.NAME, name + i));
        }
    }

    private FileApiKeyStore storeAt(String time) throws InvalidFileException {
        return new FileApiKeyStore(file, System::nanoTime, () -> Instant.parse(time));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> Objects.toString(path.getFileName())).toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        assumeThat(path.getFileSystem().supportedFileAttributeViews()).contains("posix");
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
