package io.github.ollamaguard.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong property stops the application with one line that says which, and without a stack trace. */
class RefusedStartTest {
    @ParameterizedTest
    @CsvSource({
        "ollama.guard.max-body=much,Bad value of property ollama.guard.max-body",
        "ollama.guard.max-boddy=1,Unknown property ollama.guard.max-boddy"
    })
    void aWrongPropertyIsNamed(String property, String line) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> RunningSample.start((request, reply) -> {}, property))
                    .isNotNull();
        } finally {
            System.setOut(console);
        }
        assertThat(output.toString(StandardCharsets.UTF_8))
                .contains("APPLICATION FAILED TO START")
                .containsOnlyOnce("\n" + line)
                .doesNotContain("\tat ");
    }
}
