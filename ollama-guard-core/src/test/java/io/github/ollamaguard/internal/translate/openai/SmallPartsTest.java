package io.github.ollamaguard.internal.translate.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.ollamaguard.internal.translate.shared.NativeReply;
import io.github.ollamaguard.usage.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of this dialect that are a table each. */
class SmallPartsTest {
    @ParameterizedTest
    @CsvSource({
        "stop, false, stop",
        "stop, true, tool_calls",
        "length, false, length",
        "length, true, length",
        "load, false, stop",
        "unload, true, stop",
        "'', false, stop",
        "'', true, tool_calls",
        "tool_calls, false, tool_calls",
        "content_filter, true, content_filter",
        "weird, false, stop",
        "weird, true, tool_calls",
    })
    void finishReasonsAreThoseOfOpenAi(String doneReason, boolean calledTools, String finishReason) {
        assertThat(FinishReason.of(doneReason, calledTools)).isEqualTo(finishReason);
    }

    @ParameterizedTest
    @CsvSource({
        "llama3.2:1b, library",
        "mannix/x:q8, mannix",
        "hf.co/unsloth/Q:Q4, unsloth",
        "host:5000/ns/m:t, ns",
        "registry.ollama.ai/library/m, library",
        "a/b/c/d:e, c",
        "/x, library",
        "'', library",
    })
    void modelsAreOwnedByTheirNamespace(String name, String owner) {
        JsonObject model = ModelTranslation.model(name, new NativeReply(new JsonObject()));

        assertThat(model.get("owned_by").getAsString()).isEqualTo(owner);
    }

    @Test
    void aPromptCountsOnceForAllItsChoices() {
        List<Usage> usages = List.of(new Usage(5, 1), new Usage(5, 2), new Usage(7, 3), new Usage(7, 4));

        assertThat(Choices.total(usages, 2)).isEqualTo(new Usage(12, 10));
        assertThat(Choices.total(usages, 1)).isEqualTo(new Usage(24, 10));
        assertThat(Choices.total(usages, 4)).isEqualTo(new Usage(5, 10));
    }
}
