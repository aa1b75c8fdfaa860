package io.github.ollamaguard.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jetty.util.Jetty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JettyVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"12.0.36", "11.0.26", "9.4.58.v20250814"})
    void oldOnesAreRefused(String version) {
        assertThatThrownBy(() -> JettyVersion.require(version))
                .isInstanceOf(UnsupportedJettyException.class)
                .hasMessage("ollama-guard needs Jetty 12.1 as its HTTP client, but Jetty " + version
                        + " is on the class path.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.1.0", "12.1.14", "12.10.0", "13.0.0-alpha1", "UNKNOWN"})
    void othersAreNot(String version) {
        assertThatCode(() -> JettyVersion.require(version)).doesNotThrowAnyException();
    }

    @Test
    void jettySaysItsVersion() {
        assertThat(Jetty.VERSION).startsWith("12.1.");
    }
}
