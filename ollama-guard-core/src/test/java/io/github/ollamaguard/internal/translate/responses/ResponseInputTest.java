package io.github.ollamaguard.internal.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Fields;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ResponseInputTest {
    private static final int ITEMS = 40_000;

    @Test
    void aTurnOfManyItemsIsOneMessage() throws ApiException {
        JsonArray input = new JsonArray();
        for (int i = 0; i < ITEMS; i++) {
            input.add(json("{'type':'reasoning','summary':[{'type':'summary_text','text':'t'}]}"));
            input.add(json("{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}"));
            input.add(json("{'role':'assistant','content':'a'}"));
        }
        JsonArray messages = messages(input);

        assertThat(messages).hasSize(1);
        JsonObject message = messages.get(0).getAsJsonObject();
        String joint = String.join("\n", Collections.nCopies(ITEMS, "t"));
        assertThat(message.get("thinking").getAsString()).isEqualTo(joint);
        assertThat(message.get("content").getAsString()).isEqualTo(joint.replace('t', 'a'));
        assertThat(message.getAsJsonArray("tool_calls")).hasSize(ITEMS);
    }

    @Test
    void thinkingWithoutEndIsOneMessage() throws ApiException {
        JsonArray input = new JsonArray();
        for (int i = 0; i < ITEMS; i++) {
            input.add(json("{'type':'reasoning','summary':[{'type':'summary_text','text':'t'}]}"));
        }

        assertThat(messages(input).get(0).getAsJsonObject().get("thinking").getAsString())
                .isEqualTo(String.join("\n", Collections.nCopies(ITEMS, "t")));
    }

    private static JsonArray messages(JsonArray input) throws ApiException {
        JsonObject request = new JsonObject();
        request.add("input", input);
        return ResponseInput.messages(Fields.of(request));
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
