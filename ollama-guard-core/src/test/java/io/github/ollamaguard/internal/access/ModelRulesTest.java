package io.github.ollamaguard.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.ApiKey;
import io.github.ollamaguard.key.Role;
import io.github.ollamaguard.model.ModelPattern;
import io.github.ollamaguard.servlet.FilterServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRulesTest {
    private static final ApiKey NORMAL =
            new ApiKey("normal", Set.of(Role.INFER), List.of(ModelPattern.of("allowed")), null);
    private static final ApiKey MANAGER =
            new ApiKey("ops", Set.of(Role.INFER, Role.MANAGE), List.of(ModelPattern.of("*")), null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allowed",
                "ALLOWED",
                " allowed ",
                "allowed:latest",
                "library/allowed",
                "registry.ollama.ai/library/allowed:latest",
                "allowed:local"
            })
    void everySpellingOfAnAllowedModelIsAllowed(String model) {
        assertThatCode(() -> rules(NORMAL, NativeOperation.CHAT, chat(model))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forbidden",
                "allowed:8b",
                "other/allowed",
                "evil.test/library/allowed",
                "allowed:cloud",
                "allowed:8b-cloud"
            })
    void anyOtherModelIsNotFound(String model) {
        assertThatThrownBy(() -> rules(NORMAL, NativeOperation.CHAT, chat(model)))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.error().status()).isEqualTo(404);
                    assertThat(e.error().code()).isEqualTo("model_not_found");
                    assertThat(e.error().message()).isEqualTo("model '" + model + "' not found");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':5}",
                "{'model':['allowed','forbidden']}",
                "{'model':'allowed\\u0000'}",
                "{'model':'../../etc/passwd'}",
                "{'model':'allowed','Model':'forbidden'}",
                "{'model':'allowed','KEEP_ALIVE':0}",
                "{'model':'allowed','options':{'NUM_CTX':1}}",
                "{'model':'allowed','_Debug_Render_Only':true}"
            })
    void bodyThatOllamaCouldReadOtherwiseIsRefused(String body) {
        assertThatThrownBy(() -> rules(NORMAL, NativeOperation.CHAT, json(body)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'model':null}", "{'model':''}"})
    void bodyWithoutAModelIsLeftToOllama(String body) {
        assertThatCode(() -> rules(NORMAL, NativeOperation.CHAT, json(body))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GENERATE | {'model':'allowed','keep_alive':0}",
                "GENERATE | {'model':'allowed','prompt':'','keep_alive':-1}",
                "GENERATE | {'model':'allowed','prompt':null,'keep_alive':'10m'}",
                "CHAT     | {'model':'allowed','keep_alive':0}",
                "CHAT     | {'model':'allowed','messages':[],'keep_alive':0}"
            })
    void loadingAndUnloadingNeedsTheRoleManage(NativeOperation operation, String body) {
        assertThatThrownBy(() -> rules(NORMAL, operation, json(body)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(403));
        assertThatCode(() -> rules(MANAGER, operation, json(body))).doesNotThrowAnyException();
    }

    @Test
    void whatIsUnknownPassesAndWhatRendersTemplatesDoesNot() throws ApiException {
        JsonObject body =
                json("{'model':'allowed','messages':[{}],'keep_alive':0,'useTools':true,'_debug_render_only':true}");
        rules(NORMAL, NativeOperation.CHAT, body);
        assertThat(body).isEqualTo(json("{'model':'allowed','messages':[{}],'keep_alive':0,'useTools':true}"));
    }

    @Test
    void oldClientsAskByName() {
        assertThatCode(() -> rules(NORMAL, NativeOperation.SHOW, json("{'name':'allowed'}")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> rules(NORMAL, NativeOperation.SHOW, json("{'name':'forbidden'}")))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> rules(NORMAL, NativeOperation.SHOW, json("{'name':'allowed','model':'forbidden'}")))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> rules(NORMAL, NativeOperation.CHAT, json("{'Name':'allowed','messages':[{}]}")))
                .isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PULL   | {'model':'evil.test/library/x'}",
                "PULL   | {'name':'http://evil.test/library/x'}",
                "PUSH   | {'model':'evil.test/a/b','insecure':true}",
                "COPY   | {'source':'a','destination':'evil.test/a/b'}",
                "CREATE | {'model':'a','modelfile':'FROM /etc/passwd'}",
                "CREATE | {'model':'a','from':'/etc/passwd'}",
                "CREATE | {'model':'a','FROM':'evil.test/a/b'}",
                "DELETE | {'model':5.5e3}"
            })
    void managementStaysWithOllamasRegistry(NativeOperation operation, String body) {
        assertThatThrownBy(() -> rules(MANAGER, operation, json(body)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(400));
    }

    @Test
    void managementIsNeverInsecure() throws ApiException {
        JsonObject body = json("{'model':'llama3.2','insecure':true,'stream':false}");
        rules(MANAGER, NativeOperation.PULL, body);
        assertThat(body).isEqualTo(json("{'model':'llama3.2','insecure':false,'stream':false}"));
    }

    private static void rules(ApiKey key, NativeOperation operation, JsonObject body) throws ApiException {
        new ModelRules(key, PolicyEnforcer.of(FilterServer.defaults(), System::nanoTime)).apply(operation, body);
    }

    private static JsonObject chat(String model) {
        JsonObject body = json("{'messages':[{'role':'user','content':'hi'}]}");
        body.addProperty("model", model);
        return body;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
