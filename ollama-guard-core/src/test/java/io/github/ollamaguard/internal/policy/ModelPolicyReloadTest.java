package io.github.ollamaguard.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.WatchedFile;
import io.github.ollamaguard.model.ModelName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPolicyReloadTest {
    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

    @Test
    void aChangeIsInForceAfterASecondAndAMistakeNever() throws Exception {
        Path file = Files.writeString(directory.resolve("policy.txt"), "* seed.force=1");
        WatchedFile<ModelPolicy> store = new WatchedFile<>(file, ModelPolicy.FORMAT, nanos::get);
        assertThat(seed(store)).isEqualTo("1");

        Files.writeString(file, "* seed.force=22");
        assertThat(seed(store)).isEqualTo("1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(seed(store)).isEqualTo("22");

        Files.writeString(file, "* seed.force=22\n* sead.force=1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(seed(store)).isEqualTo("22");
        Files.writeString(file, "");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(seed(store)).isEqualTo("22");
    }

    @Test
    void withoutAUsableFileThereIsNoStore() {
        assertThatThrownBy(() -> ModelPolicy.open(directory.resolve("policy.txt")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage("policy.txt: does not exist");
    }

    private static String seed(WatchedFile<ModelPolicy> store) throws Exception {
        OptionRule rule = store.content().rules(ModelName.parse("m")).get(0);
        return String.valueOf(rule.replacement(null));
    }
}
