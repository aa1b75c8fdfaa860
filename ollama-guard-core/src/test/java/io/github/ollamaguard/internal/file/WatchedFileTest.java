package io.github.ollamaguard.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.key.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // A clock may overflow at any time.
    private final CapturedLog log = new CapturedLog();
    private Instant modified = Instant.parse("2020-01-01T00:00:00Z");
    private Path file;

    private static final WatchedFile.Format<List<String>> WORDS =
            new WatchedFile.Format<>(WatchedFileTest::parse, false, words -> words.size() + " words");

    /** Whatever does not start with {@code bad}. */
    private static List<String> parse(String fileName, String text) throws InvalidFileException {
        if (text.startsWith("bad")) {
            throw new InvalidFileException(fileName, text);
        }
        return TextFile.words(text);
    }

    @BeforeEach
    void nameFile() {
        file = directory.resolve("words.txt");
    }

    @AfterEach
    void restoreLog() {
        log.close();
    }

    @Test
    void wordsEndAtWhiteSpaceAndLinesAtComments() {
        assertThat(TextFile.words("\ta  b#c\t d # e f")).containsExactly("a", "b#c", "d");
        assertThat(TextFile.words("#a b")).isEmpty();
        assertThat(TextFile.words(" \t")).isEmpty();
        assertThat(TextFile.words("")).isEmpty();
    }

    @Test
    void aFileIsReadWithoutItsByteOrderMark() throws Exception {
        write("\uFEFFa b");

        assertThat(open().content()).containsExactly("a", "b");
        assertThat(log.take("INFO")).singleElement().asString().endsWith("words.txt: loaded 2 words");
    }

    @Test
    void whatIsNoTextIsRefusedWithItsReason() throws Exception {
        assertThatThrownBy(this::open).isInstanceOf(InvalidFileException.class).hasMessage("words.txt: does not exist");

        Files.createDirectory(file);
        assertThatThrownBy(this::open).hasMessage("words.txt: is not a regular file");

        Files.delete(file);
        write("x".repeat((4 << 20) + 1));
        assertThatThrownBy(this::open).hasMessage("words.txt: is larger than 4 MiB");

        write("x".repeat(4 << 20));
        assertThat(open().content()).hasSize(1);

        Files.write(file, new byte[] {'#', (byte) 0xc3, '\n'});
        assertThatThrownBy(this::open).hasMessage("words.txt: is not valid UTF-8");

        write("bad luck");
        assertThatThrownBy(this::open).hasMessage("words.txt: bad luck");
    }

    @Test
    void aChangeCountsAfterASecond() throws Exception {
        write("old");
        WatchedFile<List<String>> watched = open();
        write("new");

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(watched.content()).containsExactly("old");
        nanos.addAndGet(1);
        assertThat(watched.content()).containsExactly("new");
    }

    @Test
    void aReplacedFileIsNoticedWhateverItsAgeAndSize() throws Exception {
        write("old");
        WatchedFile<List<String>> watched = open();
        Path other = Files.writeString(directory.resolve("other"), "new");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        oneSecondLater();

        assertThat(watched.content()).containsExactly("new");
    }

    /** Time stamps are coarse: two changes shortly after each other can leave the same one. */
    @Test
    void aSecondChangeWithTheSameStampIsNoticedWhenTheFirstWasRecent() throws Exception {
        modified = Instant.now().plusSeconds(3_600);
        write("old");
        WatchedFile<List<String>> watched = open();
        overwriteUnnoticed("new");
        oneSecondLater();
        assertThat(watched.content()).containsExactly("new");
        assertThat(log.take("INFO")).hasSize(2);

        oneSecondLater();
        watched.content();
        assertThat(log.take("INFO")).as("read again without a change").isEmpty();
    }

    @Test
    void aFileThatLooksUnchangedForLongIsNotReadAgain() throws Exception {
        write("old");
        WatchedFile<List<String>> watched = open();
        overwriteUnnoticed("new");
        oneSecondLater();

        assertThat(watched.content()).containsExactly("old");
    }

    @Test
    void eachFailureIsLoggedOnceAndTheRecovery() throws Exception {
        write("good");
        WatchedFile<List<String>> watched = open();
        log.take("INFO");

        write("bad");
        assertStillGood(watched);
        assertStillGood(watched);
        assertThat(log.take("ERROR"))
                .singleElement()
                .asString()
                .endsWith("A file was not reloaded, what was loaded before stays in force: words.txt: bad");
        Files.delete(file);
        assertStillGood(watched);
        assertStillGood(watched);
        assertThat(log.take("ERROR")).singleElement().asString().endsWith("words.txt: does not exist");

        write("good");
        assertStillGood(watched);
        assertStillGood(watched);
        assertThat(log.take("INFO")).singleElement().asString().endsWith("words.txt: loaded 1 words");
        assertThat(log.take("ERROR")).isEmpty();
    }

    /** Every content is a whole one: the two words are always the same. */
    @Test
    void nobodySeesHalfAFileWhileItIsReplaced() throws Exception {
        write("w0 w0");
        WatchedFile<List<String>> watched =
                new WatchedFile<>(file, WORDS, () -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(1)));
        AtomicLong whole = new AtomicLong();
        AtomicLong broken = new AtomicLong();
        List<Thread> readers = Arrays.asList(new Thread[4]);
        readers.replaceAll(none -> new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                List<String> words = watched.content();
                (words.size() == 2 && words.get(0).equals(words.get(1)) ? whole : broken).incrementAndGet();
            }
        }));
        readers.forEach(Thread::start);
        for (int i = 1; i <= 200; i++) {
            move(i % 10 == 0 ? "bad" : "w%1$d w%1$d".formatted(i));
        }
        move("end end");
        for (Thread reader : readers) {
            reader.interrupt();
            reader.join(10_000);
        }

        assertThat(broken).hasValue(0);
        assertThat(whole).hasPositiveValue();
        assertThat(watched.content()).containsExactly("end", "end");
    }

    private WatchedFile<List<String>> open() throws InvalidFileException {
        return new WatchedFile<>(file, WORDS, nanos::get);
    }

    private void assertStillGood(WatchedFile<List<String>> watched) {
        oneSecondLater();
        assertThat(watched.content()).containsExactly("good");
    }

    private void oneSecondLater() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    private void move(String text) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
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
}
