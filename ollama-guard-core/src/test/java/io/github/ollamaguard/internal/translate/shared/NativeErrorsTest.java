package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.Dialect;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeErrorsTest {
    private static final NativeErrors ERRORS = new NativeErrors("messages", "reasoning_effort");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "null", textBlock = """
                    400 | missing request body                                   | 400 | invalid_request_error | null | null
                    400 | the input exceeds the context length                   | 400 | invalid_request_error | messages | context_length_exceeded
                    500 | request (9 tokens) exceeds the available context size  | 400 | invalid_request_error | messages | context_length_exceeded
                    500 | inputs exceed the context length                       | 400 | invalid_request_error | messages | context_length_exceeded
                    400 | exceed_context_size_error                              | 400 | invalid_request_error | messages | context_length_exceeded
                    400 | registry.ollama.ai/library/m:latest does not support tools | 400 | invalid_request_error | tools | unsupported_parameter
                    400 | "m" does not support thinking                          | 400 | invalid_request_error | reasoning_effort | unsupported_parameter
                    400 | registry.ollama.ai/library/m does not support insert   | 400 | invalid_request_error | suffix | unsupported_parameter
                    400 | m does not support vision                              | 400 | invalid_request_error | messages | unsupported_parameter
                    400 | "m" does not support chat                              | 400 | invalid_request_error | model | unsupported_model
                    400 | "m" does not support generate                          | 400 | invalid_request_error | model | unsupported_model
                    500 | it does not support that                               | 500 | server_error | null | null
                    500 | option "num_ctx" must be of type integer               | 400 | invalid_request_error | num_ctx | invalid_type
                    500 | invalid format: "xml"                                  | 400 | invalid_request_error | response_format | null
                    400 | top_logprobs must be between 0 and 20                  | 400 | invalid_request_error | null | null
                    400 | use either :local or :cloud, not both                  | 400 | invalid_request_error | null | null
                    401 | unauthorized                                           | 401 | authentication_error | null | upstream_unauthorized
                    402 | payment required                                       | 402 | permission_error | null | null
                    403 | cloud is switched off                                  | 403 | permission_error | null | null
                    404 | model 'x' not found                                    | 404 | invalid_request_error | model | model_not_found
                    404 | model "x" not found, try pulling it first              | 404 | invalid_request_error | model | model_not_found
                    404 | model '' not found                                     | 404 | invalid_request_error | model | model_not_found
                    404 | 404 page not found                                     | 404 | invalid_request_error | null | unknown_url
                    405 | 405 method not allowed                                 | 405 | invalid_request_error | null | method_not_allowed
                    408 | timeout                                                | 408 | server_error | null | request_canceled
                    413 | too big                                                | 413 | invalid_request_error | null | request_too_large
                    418 | teapot                                                 | 418 | invalid_request_error | null | null
                    429 | too many requests                                      | 429 | rate_limit_error | null | rate_limit_exceeded
                    499 | request canceled                                       | 499 | server_error | null | request_canceled
                    500 | model runner has unexpectedly stopped                  | 500 | server_error | null | null
                    501 | not implemented                                        | 501 | server_error | null | null
                    502 | bad gateway                                            | 502 | server_error | null | upstream_error
                    503 | loading model                                          | 503 | server_error | null | null
                    504 | gateway timeout                                        | 504 | server_error | null | upstream_error
                    200 | an error was encountered while running the model       | 500 | server_error | null | null
                    """)
    void everyNativeErrorHasItsMeaning(
            int nativeStatus, String text, int status, String type, String param, String code) {
        JsonObject body = new JsonObject();
        body.addProperty("error", text);

        for (String form : new String[] {body.toString(), text}) {
            assertThat(ERRORS.refusal(nativeStatus, form))
                    .isEqualTo(new ApiError(status, text, type, param, code, null));
        }
    }

    @Test
    void aBusyServerSaysWhenToTryAgain() {
        String text = "server busy, please try again.  maximum pending requests exceeded";

        assertThat(ERRORS.refusal(503, "{\"error\":\"" + text + "\"}"))
                .isEqualTo(new ApiError(503, text, "server_error", null, "server_overloaded", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"error":"text"}                                                          | text
                    {"error":{"message":"inner","type":"t","code":1}}                         | inner
                    {"message":"only"}                                                        | only
                    {"error":"","message":"other"}                                            | other
                    {"StatusCode":404,"Status":"404 Not Found","error":"remote"}              | remote
                    {"error":"{\\"error\\":{\\"code\\":400,\\"message\\":\\"deep\\"}}"}       | deep
                    {"error":"{\\"message\\":\\"deep\\"}"}                                    | deep
                    {"error":"{not JSON"}                                                     | {not JSON
                    {"error":"{}"}                                                            | Ollama answered with status 500.
                    {"error":{}}                                                              | Ollama answered with status 500.
                    {"error":null}                                                            | Ollama answered with status 500.
                    {"error":5}                                                               | Ollama answered with status 500.
                    {}                                                                        | Ollama answered with status 500.
                    ``                                                                        | Ollama answered with status 500.
                    `  \n `                                                                   | Ollama answered with status 500.
                    `  runner crashed\n`                                                      | runner crashed
                    [1]                                                                       | [1]
                    """)
    void theMessageIsFoundWhereverItHides(String body, String message) {
        assertThat(ERRORS.refusal(500, body).message()).isEqualTo(message);
    }

    @Test
    void theTypeOfARunnersErrorCountsLikeItsText() {
        String body =
                "{\"error\":\"{\\\"error\\\":{\\\"message\\\":\\\"too long\\\",\\\"type\\\":\\\"exceed_context_size_error\\\"}}\"}";

        ApiError error = ERRORS.refusal(500, body);

        assertThat(error.message()).isEqualTo("too long");
        assertThat(error.code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void aCloudModelNeedsASignIn() {
        ApiError error = ERRORS.refusal(
                401,
                "{\"error\":\"unauthorized\",\"signin_url\":\"https://ollama.com/connect?name=host&key=c2VjcmV0\"}");

        assertThat(error.message())
                .startsWith("unauthorized")
                .contains("sign in")
                .doesNotContain("host", "c2VjcmV0");
        assertThat(error.code()).isEqualTo("upstream_unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Post \"http://127.0.0.1:43215/completion\": EOF",
                "Post \"https://inner.example:8443/v1\": EOF",
                "dial tcp 127.0.0.1:43215: connect: connection refused",
                "dial tcp [::1]:43215: connect: connection refused",
                "dial tcp 10.1.2.3:43215: i/o timeout",
                "lookup failed: HTTP://INNER.EXAMPLE:43215/x",
                "connect to localhost:43215 failed",
                "dial tcp: lookup inner.example on 10.1.2.3:53: no such host",
                "read tcp 192.168.7.9:55555->192.168.7.10:43215: connection reset by peer",
            })
    void addressesAreNobodysBusiness(String text) {
        String message = ERRORS.refusal(500, "{\"error\":" + new JsonPrimitive(text) + "}")
                .message();

        assertThat(message.toLowerCase(Locale.ROOT))
                .doesNotContain("43215", "55555", "8443", "127.0.0.1", "10.1.2.3", "192.168", "inner.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to load model: /usr/share/ollama/.ollama/models/blobs/sha256-abc",
                "open C:\\Users\\alice\\.ollama\\models\\blobs\\sha256-abc: Access is denied.",
            })
    void pathsAreNobodysBusiness(String text) {
        JsonObject body = new JsonObject();
        body.addProperty("error", text);

        assertThat(ERRORS.refusal(500, body.toString()).message()).doesNotContain("blobs", "alice", "/usr");
    }

    @Test
    void ordinaryWordsStay() {
        String text = "registry.ollama.ai/library/m:latest: 3/4 layers; time: 12:30, see a/b";

        assertThat(ERRORS.refusal(500, text).message()).isEqualTo(text);
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        String message = ERRORS.refusal(500, "a" + "👍".repeat(5000)).message();

        assertThat(message).isEqualTo("a" + "👍".repeat(2047));
        assertThat(ERRORS.refusal(500, "a".repeat(5000)).message()).isEqualTo("a".repeat(4096));
    }

    @Test
    void aTextOfAnyLengthIsCleaned() {
        for (String piece : new String[] {"/a", "[", "[1", "1.1.1.", "http://", "dial tcp ", "C:\\", "{"}) {
            assertThat(ERRORS.refusal(500, piece.repeat(100_000)).status()).isEqualTo(500);
        }
    }

    @Test
    void aNestedErrorIsNotFollowedForever() {
        String body = "\"x\"";
        for (int i = 0; i < 8; i++) {
            JsonObject wrapped = new JsonObject();
            wrapped.addProperty("error", body);
            body = wrapped.toString();
        }

        assertThat(Dialect.OPENAI.json(ERRORS.refusal(500, body))).contains("\"type\":\"server_error\"");
    }
}
