package io.github.ollamaguard.container;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import java.time.Duration;

/** A guard in a container, seen by clients as a {@link Face} shows it. */
abstract class GuardFixture extends ContainerFixture {
    /** Returns how clients see the guard in these tests. */
    abstract Face face();

    final int guard(FakeOllama ollama) throws Exception {
        return guard(ollama, Settings.builder());
    }

    final int guard(FakeOllama ollama, Settings.Builder settings) throws Exception {
        Settings all = settings.with(Setting.UPSTREAM, ollama.uri())
                .with(Setting.CONNECT_TIMEOUT, Duration.ofSeconds(10))
                .build();
        return mount(context -> face().install(context, all));
    }
}
