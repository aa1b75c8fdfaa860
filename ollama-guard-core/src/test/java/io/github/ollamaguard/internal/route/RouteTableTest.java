package io.github.ollamaguard.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.RouteTable.RouteMatch;
import io.github.ollamaguard.key.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final Route ROOT = new Route("GET", "/", Role.INFER, new Target.Own());
    private static final Route CHAT = new Route("POST", "/api/chat", Role.INFER, new Target.Own());
    private static final Route TAGS = new Route("GET", "/api/tags", Role.INFER, new Target.Own());
    private static final Route TAGS_HEAD = new Route("HEAD", "/api/tags", Role.INFER, new Target.Own());
    private static final Route MODELS = new Route("GET", "/v1/models", Role.INFER, new Target.Own());
    private static final Route MODEL = new Route("GET", "/v1/models/{model}", Role.INFER, new Target.Own());
    private static final Route SPECIAL = new Route("POST", "/v1/models/special", Role.MANAGE, new Target.Own());
    private static final Route BLOB = new Route("POST", "/api/blobs/{digest}", Role.MANAGE, new Target.Own());
    private static final Route BLOB_HEAD = new Route("HEAD", "/api/blobs/{digest}", Role.MANAGE, new Target.Own());

    private final RouteTable table =
            new RouteTable(List.of(ROOT, CHAT, TAGS, TAGS_HEAD, MODELS, MODEL, SPECIAL, BLOB, BLOB_HEAD));

    @Test
    void constantPathsAreFoundByMethodAndPath() {
        assertThat(table.find("POST", "/api/chat")).isEqualTo(new RouteMatch.Found(CHAT, null));
        assertThat(table.find("GET", "/api/tags")).isEqualTo(new RouteMatch.Found(TAGS, null));
        assertThat(table.find("HEAD", "/api/tags")).isEqualTo(new RouteMatch.Found(TAGS_HEAD, null));
        assertThat(table.find("GET", "/")).isEqualTo(new RouteMatch.Found(ROOT, null));
        assertThat(table.find("GET", "/v1/models")).isEqualTo(new RouteMatch.Found(MODELS, null));
    }

    @ParameterizedTest
    @CsvSource({"/v1/models/llama3.2, llama3.2", "/v1/models/hf.co/a/b:c, hf.co/a/b:c", "/v1/models/models, models"})
    void aModelIsTheRestOfThePath(String path, String model) {
        assertThat(table.find("GET", path)).isEqualTo(new RouteMatch.Found(MODEL, model));
    }

    @Test
    void aDigestIsOneSegment() {
        assertThat(table.find("POST", "/api/blobs/sha256:00")).isEqualTo(new RouteMatch.Found(BLOB, "sha256:00"));
        assertThat(table.find("POST", "/api/blobs/sha256:00/x")).isEqualTo(new RouteMatch.NotFound());
    }

    @Test
    void aConstantPathHidesAVariableOne() {
        assertThat(table.find("POST", "/v1/models/special")).isEqualTo(new RouteMatch.Found(SPECIAL, null));
        assertThat(table.find("GET", "/v1/models/special")).isEqualTo(new RouteMatch.WrongMethod(List.of("POST")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/chat/",
                "/api/chat/x",
                "/api/Chat",
                "/API/chat",
                "/api/chat.json",
                "/chat",
                "/api/pull",
                "/v1/models/",
                "/v1/models/a/",
                "/v1",
                "/models",
                "/models/a",
                "/x/v1/models/a",
                "/v1/modelsx",
                "/v1/model",
                "/api/blobs",
                "/api/blobs/",
                "/api/blobs/a/",
                "/debug/pprof/",
                "/{model}",
                "/v1/x/models/a",
                ""
            })
    void everythingElseDoesNotExist(String path) {
        for (String method : List.of("GET", "POST", "HEAD", "DELETE", "OPTIONS", "get")) {
            assertThat(table.find(method, path)).as(method).isEqualTo(new RouteMatch.NotFound());
        }
    }

    @Test
    void aWrongMethodNamesTheRightOnesInOrder() {
        assertThat(table.find("POST", "/api/tags")).isEqualTo(new RouteMatch.WrongMethod(List.of("GET", "HEAD")));
        assertThat(table.find("GET", "/api/blobs/a")).isEqualTo(new RouteMatch.WrongMethod(List.of("HEAD", "POST")));
        assertThat(table.find("DELETE", "/v1/models/a")).isEqualTo(new RouteMatch.WrongMethod(List.of("GET")));
        assertThat(table.find("post", "/api/chat")).isEqualTo(new RouteMatch.WrongMethod(List.of("POST")));
        assertThat(table.find("HEAD", "/api/chat")).isEqualTo(new RouteMatch.WrongMethod(List.of("POST")));
    }

    @Test
    void noPathIsFoundThatIsNotARow() {
        RouteTable empty = new RouteTable(List.of());

        assertThat(empty.find("GET", "/")).isEqualTo(new RouteMatch.NotFound());
        assertThat(empty.find("GET", "/api/tags")).isEqualTo(new RouteMatch.NotFound());
    }

    @Test
    void twoRowsForOneOperationAreAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RouteTable(List.of(CHAT, new Route("POST", "/api/chat", Role.MANAGE, new Target.Own()))))
                .withMessage("Two routes for POST /api/chat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api",
                "/api/",
                "/api//chat",
                "/api/../chat",
                "/api/{id}",
                "/api/{model}/x",
                "/api/x{model}",
                "{model}",
                "/api/%61",
                "/api;x",
                "/a b"
            })
    void rowsHaveCanonicalPaths(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Route("GET", path, Role.INFER, new Target.Own()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "GET ", "*"})
    void rowsHaveMethodsInCapitals(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Route(method, "/api/chat", Role.INFER, new Target.Own()));
    }
}
