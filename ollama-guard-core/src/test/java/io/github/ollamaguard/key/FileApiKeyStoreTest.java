package io.github.ollamaguard.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ollamaguard.config.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileApiKeyStoreTest {
    private static final String HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"; // of "test"

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // A clock may overflow at any time.
    private final CapturedLog log = new CapturedLog();
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private Instant modified = Instant.parse("2020-01-01T00:00:00Z");
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("keys.txt");
    }

    @AfterEach
    void restoreLog() {
        log.close();
    }

    @Test
    void aKnownKeyIsFoundByItsText() throws Exception {
        write("plain name=alice\nsha256:" + HEX);
        FileApiKeyStore store = open();

        assertThat(store.find("plain")).contains(new ApiKey("alice"));
        assertThat(store.find("test")).contains(new ApiKey("key-2"));
    }

    @Test
    void everythingElseIsUnknown() throws Exception {
        write("plain name=alice\nsha256:" + HEX);
        FileApiKeyStore store = open();

        for (String presented : new String[] {
            "",
            " ",
            "plai",
            "plainx",
            "PLAIN",
            " plain",
            "plain ",
            "plain\n",
            "plain\0",
            "alice",
            "key-2",
            "plain name=alice",
            "sha256:" + HEX,
            HEX,
            "pl\u00e4in",
            "\ud800",
            "#",
            "x".repeat(512),
            "x".repeat(513),
            "x".repeat(10_000_000)
        }) {
            assertThat(store.find(presented)).isEmpty();
        }
    }

    @Test
    void anExpiredKeyIsUnknownWithoutAChangeOfTheFile() throws Exception {
        write("plain name=alice expires=2026-11-23\nother");
        FileApiKeyStore store = open();

        now = Instant.parse("2026-11-23T23:59:59.999Z");
        assertThat(store.find("plain")).map(ApiKey::name).contains("alice");
        now = Instant.parse("2026-11-24T00:00:00Z");
        assertThat(store.find("plain")).isEmpty();
        assertThat(store.find("other")).isPresent();
    }

    @Test
    void aFileWithNothingButExpiredKeysIsValid() throws Exception {
        write("plain expires=2020-01-01");

        assertThat(open().find("plain")).isEmpty();
    }

    @Test
    void changedAttributesTakeEffect() throws Exception {
        write("plain name=alice");
        FileApiKeyStore store = open();
        write("plain name=alice roles=manage");
        oneSecondLater();

        assertThat(store.find("plain").orElseThrow().has(Role.MANAGE)).isTrue();
    }

    @Test
    void withoutAUsableFileThereIsNoStore() throws Exception {
        assertThatThrownBy(this::open).isInstanceOf(InvalidFileException.class).hasMessage("keys.txt: does not exist");

        Files.createDirectory(file);
        assertThatThrownBy(this::open).hasMessage("keys.txt: is not a regular file");

        Files.delete(file);
        write("# " + "x".repeat(4 << 20));
        assertThatThrownBy(this::open).hasMessage("keys.txt: is larger than 4 MiB");

        write("plain colour=red");
        assertThatThrownBy(this::open).hasMessage("keys.txt line 1: unknown attribute 'colour'");

        write("");
        assertThatThrownBy(this::open).hasMessage("keys.txt: contains no key");
    }

    @Test
    void aFileOfExactly4MebibytesIsRead() throws Exception {
        write("k #" + "x".repeat((4 << 20) - 3));

        assertThat(open().find("k")).isPresent();
    }

    @Test
    void aSymbolicLinkIsFollowed() throws Exception {
        write("plain");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), file);

        assertThat(FileApiKeyStore.open(link).find("plain")).isPresent();
    }

    @Test
    void aChangeCountsAfterASecond() throws Exception {
        write("old");
        FileApiKeyStore store = open();
        write("new");

        assertThat(store.find("new")).isEmpty();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(store.find("new")).isEmpty();
        assertThat(store.find("old")).isPresent();
        nanos.addAndGet(1);
        assertThat(store.find("new")).isPresent();
        assertThat(store.find("old")).isEmpty();
    }

    @Test
    void theLookUpThatNoticesAChangeAlreadyObeysIt() throws Exception {
        write("old");
        FileApiKeyStore store = open();
        write("new");
        oneSecondLater();

        assertThat(store.find("old")).isEmpty();
    }

    @Test
    void aReplacedFileIsNoticedWhateverItsAgeAndSize() throws Exception {
        write("old");
        FileApiKeyStore store = open();
        Path other = Files.writeString(directory.resolve("other"), "new");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        oneSecondLater();

        assertThat(store.find("new")).isPresent();
    }

    /** Time stamps are coarse: two changes shortly after each other can leave the same one. */
    @Test
    void aSecondChangeWithTheSameStampIsNoticedWhenTheFirstWasRecent() throws Exception {
        modified = Instant.now().plusSeconds(3_600);
        write("old");
        FileApiKeyStore store = open();
        overwriteUnnoticed("new");
        oneSecondLater();

        assertThat(store.find("new")).isPresent();
        assertThat(log.take("INFO")).hasSize(2);

        oneSecondLater();
        assertThat(store.find("new")).isPresent();
        assertThat(log.take("INFO"))
                .as("reading again without finding a change")
                .isEmpty();
    }

    @Test
    void aFileThatLooksUnchangedForLongIsNotReadAgain() throws Exception {
        write("old");
        FileApiKeyStore store = open();
        overwriteUnnoticed("new");
        oneSecondLater();

        assertThat(store.find("old")).isPresent();
    }

    @Test
    void anInvalidChangeLeavesTheKeysAndIsLoggedOnce() throws Exception {
        write("good");
        FileApiKeyStore store = open();
        log.take("INFO");

        write("good\nhunter2 colour=red");
        for (int i = 0; i < 5; i++) {
            oneSecondLater();
            assertThat(store.find("good")).isPresent();
            assertThat(store.find("hunter2")).isEmpty();
        }

        assertThat(log.take("ERROR"))
                .singleElement()
                .asString()
                .endsWith("A file was not reloaded, what was loaded before stays in force:"
                        + " keys.txt line 2: unknown attribute 'colour'")
                .doesNotContain("hunter2", directory.toString());
    }

    @Test
    void anotherFailureIsLoggedAgain() throws Exception {
        write("good");
        FileApiKeyStore store = open();

        write("");
        assertStillGood(store);
        assertThat(log.take("ERROR")).singleElement().asString().endsWith("keys.txt: contains no key");
        Files.delete(file);
        assertStillGood(store);
        assertThat(log.take("ERROR")).singleElement().asString().endsWith("keys.txt: does not exist");
        Files.createDirectory(file);
        assertStillGood(store);
        assertThat(log.take("ERROR")).singleElement().asString().endsWith("keys.txt: is not a regular file");
    }

    @Test
    void recoveryIsLoggedEvenWhenTheKeysAreTheOldOnes() throws Exception {
        write("good");
        FileApiKeyStore store = open();
        Files.delete(file);
        assertStillGood(store);
        log.take("INFO");

        write("good");
        assertStillGood(store);
        assertStillGood(store);

        assertThat(log.take("INFO")).singleElement().asString().endsWith("keys.txt: loaded 1 key");
    }

    @Test
    void aFileThatOthersCanReadIsWarnedAboutOncePerChange() throws Exception {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        write("good");
        permit("rw-r--r--");
        FileApiKeyStore store = open();
        assertThat(log.take("WARN"))
                .singleElement()
                .asString()
                .contains("keys.txt")
                .doesNotContain(directory.toString());

        assertStillGood(store);
        assertThat(log.take("WARN")).isEmpty();
        permit("rw--w--w-");
        assertStillGood(store);
        assertStillGood(store);
        assertThat(log.take("WARN")).hasSize(1);
        permit("rw-rw----");
        assertStillGood(store);
        assertThat(log.take("WARN")).isEmpty();
    }

    @Test
    void whileOneThreadLooksAtTheFileTheOthersGoOn() throws Exception {
        write("good");
        Rendezvous looking = new Rendezvous();
        AtomicLong calls = new AtomicLong();
        // The first call belongs to open(), the second to the first thread's look at the clock, the third is under the
        // lock.
        FileApiKeyStore store = new FileApiKeyStore(
                file,
                () -> {
                    if (calls.incrementAndGet() == 3) {
                        looking.meet();
                    }
                    return calls.get() == 1 ? 0 : TimeUnit.SECONDS.toNanos(5);
                },
                () -> now);
        Thread first = new Thread(() -> store.find("good"));
        first.start();
        looking.awaitArrival();

        assertThat(store.find("good")).isPresent();
        assertThat(first.isAlive()).isTrue();

        looking.release();
        first.join(10_000);
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void noLookUpFailsWhileTheFileIsReplaced() throws Exception {
        write("stable\nextra-0");
        FileApiKeyStore store =
                new FileApiKeyStore(file, () -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(1)), () -> now);
        AtomicLong unknown = new AtomicLong();
        AtomicLong found = new AtomicLong();
        List<Thread> clients = Arrays.asList(new Thread[4]);
        clients.replaceAll(none -> new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                (store.find("stable").isPresent() ? found : unknown).incrementAndGet();
            }
        }));
        clients.forEach(Thread::start);
        for (int i = 1; i <= 200; i++) {
            Path next = Files.writeString(directory.resolve("next"), i % 10 == 0 ? "broken x" : "stable\nextra-" + i);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
        write("stable\nextra-last");
        for (Thread client : clients) {
            client.interrupt();
            client.join(10_000);
        }

        assertThat(unknown).hasValue(0);
        assertThat(found).hasPositiveValue();
        assertThat(store.find("extra-last")).isPresent();
        assertThat(store.find("extra-0")).isEmpty();
    }

    private FileApiKeyStore open() throws InvalidFileException {
        return new FileApiKeyStore(file, nanos::get, () -> now);
    }

    private void assertStillGood(FileApiKeyStore store) {
        oneSecondLater();
        assertThat(store.find("good")).isPresent();
    }

    private void oneSecondLater() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    /** Every writing leaves another time stamp. */
    private void write(String text) throws IOException {
        Files.writeString(file, text);
        modified = modified.plusSeconds(1);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    /** Leaves size, time stamp and inode as they are. */
    private void overwriteUnnoticed(String text) throws IOException {
        assertThat(text).hasSize((int) Files.size(file));
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, before);
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
