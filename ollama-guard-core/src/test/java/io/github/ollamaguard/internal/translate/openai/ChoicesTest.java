package io.github.ollamaguard.internal.translate.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.config.ReasoningField;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.FrameSequence;
import io.github.ollamaguard.internal.translate.shared.Translation;
import org.junit.jupiter.api.Test;

class ChoicesTest {
    private static final Translation.Options OPTIONS = new Translation.Options(2, ReasoningField.REASONING);

    @Test
    void linesOfTextAreAlikeBetweenTheFirstAndTheLast() throws ApiException {
        FrameSequence frames = ChatTranslation.translate(
                        json("{'model':'m','messages':[{'role':'user','content':'a'}],'n':2,'stream':true}"), OPTIONS)
                .frames();
        assertThat(frames.textFrame(0)).isNull();

        frames.line(0, json("{'message':{'content':'b'}}"), frame -> {});
        assertThat(frames.textFrame(0)).isNotNull();
        assertThat(frames.textFrame(1)).isNull();

        frames.line(0, json("{'done':true}"), frame -> {});
        assertThat(frames.textFrame(0)).isNull();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
