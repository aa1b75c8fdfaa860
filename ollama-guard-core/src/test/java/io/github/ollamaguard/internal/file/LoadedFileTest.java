package io.github.ollamaguard.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.ApiKeyStore;
import io.github.ollamaguard.key.FileApiKeyStore;
import io.github.ollamaguard.servlet.ApiKeyFilter;
import io.github.ollamaguard.servlet.FilterServer;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.ServletException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedFileTest {
    @TempDir
    private Path directory;

    @Test
    void missingFileIsTriedOnceASecond() throws Exception {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        AtomicInteger tries = new AtomicInteger();
        Path file = directory.resolve("keys.txt");
        LoadedFile<ApiKeyStore> keys = new LoadedFile<>(
                "keys.txt",
                () -> {
                    tries.incrementAndGet();
                    return FileApiKeyStore.open(file);
                },
                now::get);
        assertThat(keys.get()).isNull();
        assertThat(keys.get()).isNull();
        assertThat(tries).hasValue(1);
        Files.writeString(file, "some-key\n");
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(keys.get()).isNull();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(keys.get()).isNotNull();
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(keys.get()).isNotNull();
        assertThat(tries).hasValue(2);
    }

    @Test
    void withoutKeysEverythingIsClosedUntilTheFileIsRight() throws Exception {
        Path file = directory.resolve("keys.txt");
        Settings settings = FilterServer.with(Setting.KEYS_FILE, file);
        try (FilterServer server = FilterServer.start(context -> {
            FilterServer.add(context, new ApiKeyFilter(settings));
            FilterServer.add(context, (request, response) -> {});
        })) {
            RawClient refused = server.send("GET", "/api/tags", "");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.rest()).isEqualTo("{\"error\":\"The gateway is not ready.\"}");
            assertThat(server.client().send("GET", "/ollama/healthz", "").status())
                    .isEqualTo(200);
            RawClient ready = server.client().send("GET", "/ollama/readyz", "");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.rest()).contains("\"keys\":false,\"model_policy\":true");

            Files.writeString(file, FilterServer.KEY + "\n");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (server.send("GET", "/api/tags", "").status() == 503 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(server.send("GET", "/api/tags", "").status()).isEqualTo(200);
            assertThat(server.client().send("GET", "/ollama/readyz", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void unsetFileClosesTheGuardAsWell() throws Exception {
        try (FilterServer server = FilterServer.start(context -> {
            FilterServer.add(context, new ApiKeyFilter(FilterServer.defaults()));
            FilterServer.add(context, (request, response) -> {});
        })) {
            assertThat(server.send("GET", "/api/tags", "").status()).isEqualTo(503);
        }
    }

    @Test
    void wrongSettingStopsTheStart() {
        assertThatThrownBy(() -> FilterServer.start(context ->
                                context.addFilter("key", new ApiKeyFilter()).setInitParameter("max-bdoy", "1"))
                        .close())
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("max-bdoy");
    }
}
