package io.github.ollamaguard.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.usage.Usage;
import org.junit.jupiter.api.Test;

class TokenCountTest {
    private final TokenCount tokens = new TokenCount();

    @Test
    void nothingIsKnownOfNothing() {
        assertThat(tokens.usage()).isNull();
    }

    @Test
    void linesStandForTokensUntilOllamaHasCounted() {
        tokens.line();
        tokens.line();
        assertThat(tokens.usage()).isEqualTo(new Usage(0, 2, 0, true));
        tokens.counted(new Usage(5, 3, 1), 2);
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 3, 1, false));
    }

    @Test
    void replyWithoutLinesIsCounted() {
        tokens.counted(new Usage(5, 3), 0);
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 3));
    }

    @Test
    void repliesAddUp() {
        tokens.counted(new Usage(5, 3, 1), 0);
        tokens.counted(new Usage(50, 30, 10), 0);
        assertThat(tokens.usage()).isEqualTo(new Usage(55, 33, 11));
    }

    @Test
    void sumWithAReplyThatIsNotCountedIsAnEstimate() {
        tokens.line();
        tokens.line();
        tokens.line();
        tokens.counted(new Usage(5, 7), 1);
        assertThat(tokens.usage()).isEqualTo(new Usage(5, 9, 0, true));
        tokens.counted(new Usage(5, 8), 2);
        assertThat(tokens.usage()).isEqualTo(new Usage(10, 15));
    }

    @Test
    void nothingUsedIsNotTheSameAsNothingKnown() {
        tokens.counted(Usage.NONE, 0);
        assertThat(tokens.usage()).isEqualTo(Usage.NONE);
    }
}
