package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.RawClient;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The page for browsers, which leaves redirects, types and copies to each container's own ideas of headers. */
abstract class PlaygroundSuite extends ContainerFixture {
    @Test
    void browserGetsItWhereItIsSwitchedOn() throws Exception {
        Settings settings = Settings.builder().with(Setting.PLAYGROUND, true).build();
        int port = mount(context ->
                OllamaGuard.of(settings, presented -> Optional.empty()).install(context));
        RawClient redirect = client(port).send("GET", "/ollama", "", "Accept", "text/html");
        assertThat(redirect.status()).isEqualTo(307);
        assertThat(redirect.header("Location")).isEqualTo("./ollama/");
        RawClient page = client(port).send("GET", "/ollama/", "", "Accept", "text/html");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.header("Content-Type")).isEqualToIgnoringWhitespace("text/html;charset=utf-8");
        assertThat(page.rest()).startsWith("<!doctype html>");
        RawClient module = client(port).send("GET", "/ollama/playground/app.js", "");
        assertThat(module.header("Content-Type")).isEqualToIgnoringWhitespace("text/javascript;charset=utf-8");
        String tag = module.header("ETag");
        RawClient again = client(port).send("GET", "/ollama/playground/app.js", "", "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
    }
}
