package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.internal.translate.shared.FrameSequence.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.TextFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextFrameTest {
    @Test
    void theGapIsWhereTheTextOfTheSampleStands() {
        TextFrame frame =
                TextFrame.of(new Frame(null, "{\"a\":\"é\",\"content\":\"" + TextFrame.SAMPLE + "\",\"b\":1}"));

        assertThat(frame).isNotNull();
        assertThat(new String(frame.before(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"é\",\"content\":");
        assertThat(new String(frame.after(), StandardCharsets.UTF_8)).isEqualTo(",\"b\":1}");
    }

    @Test
    void notEveryFrameHasAGap() {
        assertThat(TextFrame.of(new Frame(null, "{\"text\":\"" + TextFrame.SAMPLE + "\"}")))
                .isNull();
        assertThat(TextFrame.of(new Frame("delta", "{\"content\":\"" + TextFrame.SAMPLE + "\"}")))
                .isNull();
    }
}
