package io.github.ollamaguard.demo;

import static io.github.ollamaguard.demo.ProjectFile.at;
import static io.github.ollamaguard.demo.ProjectFile.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The files of {@code deploy} fit the program that they run, and each other. */
class DeployTest {
    private static final String JAR = "/opt/ollama-guard/ollama-guard.jar";
    private static final int DRAIN_SECONDS = 30;

    private static final ProjectFile DOCKERFILE = ProjectFile.of("Dockerfile");
    private static final ProjectFile UNIT = ProjectFile.of("deploy/ollama-guard.service");
    private static final ProjectFile COMPOSE = ProjectFile.of("deploy/compose.yaml");
    private static final ProjectFile KUBERNETES = ProjectFile.of("deploy/kubernetes.yaml");
    private static final Object GUARD = at(COMPOSE.documents().get(0), "services", "guard");
    private static final Object POD = at(resource("Deployment", "ollama-guard"), "spec", "template", "spec");
    private static final Object CONTAINER = at(POD, "containers", 0);

    @SuppressWarnings("unused") // Read by JUnit.
    private static final List<List<String>> COMMANDS = List.of(
            words(DOCKERFILE.only("(?m)^CMD (\\[.*])")),
            behindJar(words(DOCKERFILE.only("(?m)^  CMD (\\[.*])"))),
            behindJar(List.of(UNIT.only("ExecStart=(.*)").split(" "))),
            strings(at(GUARD, "command")),
            strings(at(CONTAINER, "args")));

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void commandsAreUnderstood(List<String> arguments) {
        assertThatCode(() -> commandLine(arguments)).doesNotThrowAnyException();
    }

    @Test
    void imageRunsTheJarThatWasBuilt() {
        assertThat(words(DOCKERFILE.only("(?m)^ENTRYPOINT (\\[.*])"))).contains("java", "-jar", JAR);
        assertThat(DOCKERFILE.only("(?m)^COPY --from=build (.*)"))
                .isEqualTo("/source/ollama-guard-jetty-demo/target/ollama-guard-demo.jar " + JAR);
        assertThat(DOCKERFILE.only("(?m)^USER (\\S+)")).matches("[1-9]\\d*:[1-9]\\d*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dockerfile",
                "deploy/ollama-guard.service",
                "deploy/compose.yaml",
                "deploy/kubernetes.yaml",
                "docs/operations.md"
            })
    void environmentVariablesAreSettings(String name) {
        assertThat(Setting.all().stream().map(Setting::environmentName).toList())
                .containsAll(ProjectFile.of(name).all("OLLAMA_GUARD_[A-Z_]+"));
    }

    @Test
    void upstreamsAreAddresses() {
        List<String> upstreams = List.of(
                String.valueOf(at(GUARD, "environment", "OLLAMA_GUARD_UPSTREAM")),
                String.valueOf(at(CONTAINER, "env", 0, "value")),
                UNIT.only("OLLAMA_GUARD_UPSTREAM=(.*)"));
        assertThat(upstreams)
                .allSatisfy(url -> assertThatCode(() -> Settings.builder().initParameters(Map.of("upstream", url)))
                        .doesNotThrowAnyException());
    }

    @Test
    void keysAreWhereTheGuardLooks() {
        String file = DOCKERFILE.only("OLLAMA_GUARD_KEYS_FILE=(.*)");
        assertThat(UNIT.only("OLLAMA_GUARD_KEYS_FILE=(.*)")).isEqualTo(file);
        String directory = file.substring(0, file.lastIndexOf('/'));
        assertThat(at(GUARD, "volumes", 0)).isEqualTo("./keys:" + directory + ":ro");
        assertThat(at(CONTAINER, "volumeMounts", 0, "mountPath")).isEqualTo(directory);
        assertThat(at(resource("Secret", "ollama-guard-keys"), "stringData", "keys.txt"))
                .asString()
                .isNotEmpty();
    }

    @Test
    void portsAgree() {
        List<Object> container =
                List.of(at(CONTAINER, "ports", 0, "containerPort"), at(CONTAINER, "ports", 1, "containerPort"));
        assertThat(container).containsExactly(8080, 9464);
        assertThat(DOCKERFILE.only("EXPOSE (.*)")).isEqualTo("8080 9464");
        assertThat(strings(at(GUARD, "ports"))).containsExactly("127.0.0.1:8080:8080", "127.0.0.1:9464:9464");
        assertThat(at(resource("NetworkPolicy", "ollama-guard"), "spec", "ingress", 0, "ports", 0, "port"))
                .isEqualTo(8080);
        assertThat(at(resource("NetworkPolicy", "ollama-guard"), "spec", "ingress", 1, "ports", 0, "port"))
                .isEqualTo(9464);
        for (List<String> command : List.of(COMMANDS.get(2), COMMANDS.get(3), COMMANDS.get(4))) {
            CommandLine.ParseResult parsed = commandLine(command);
            assertThat(parsed.matchedOptionValue("--port", 8080)).isEqualTo(8080);
            assertThat(parsed.matchedOptionValue("--metrics-port", 0)).isEqualTo(9464);
        }
    }

    @Test
    void documentedScrapeReachesTheMetrics() {
        ProjectFile page = ProjectFile.of("docs/operations.md");
        assertThat(page.only("targets: \\[\"127\\.0\\.0\\.1:(\\d+)\"]")).isEqualTo("9464");
        assertThat(page.only("job_name: (.*)"))
                .isEqualTo(ProjectFile.of("deploy/prometheus-alerts.yaml")
                        .all("job=\"([a-z-]+)\"")
                        .get(0));
    }

    @Test
    void nobodyIsKilledWhileItDrains() {
        assertThat(Integer.parseInt(UNIT.only("TimeoutStopSec=(\\d+)"))).isGreaterThan(DRAIN_SECONDS);
        assertThat(String.valueOf(at(GUARD, "stop_grace_period"))).isEqualTo(DRAIN_SECONDS + 10 + "s");
        int waiting = (Integer) at(CONTAINER, "lifecycle", "preStop", "sleep", "seconds");
        assertThat((Integer) at(POD, "terminationGracePeriodSeconds")).isGreaterThan(waiting + DRAIN_SECONDS);
    }

    @Test
    void nobodyReachesOllamaButTheGuard() {
        assertThat(((Map<?, ?>) at(COMPOSE.documents().get(0), "services", "ollama")).containsKey("ports"))
                .isFalse();
        Object policy = resource("NetworkPolicy", "ollama");
        assertThat((List<?>) at(policy, "spec", "ingress")).hasSize(1);
        assertThat(at(policy, "spec", "ingress", 0, "from", 0, "podSelector", "matchLabels", "app"))
                .isEqualTo(at(resource("Deployment", "ollama-guard"), "metadata", "labels", "app"));
    }

    @Test
    void podsMayDoLittle() {
        assertThat(at(POD, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(String.valueOf(at(POD, "securityContext", "runAsUser"))).isEqualTo(DOCKERFILE.only("USER (\\d+)"));
        assertThat(at(CONTAINER, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(CONTAINER, "securityContext", "capabilities", "drop", 0)).isEqualTo("ALL");
    }

    private static Object resource(String kind, String name) {
        return KUBERNETES.documents().stream()
                .filter(document -> at(document, "kind").equals(kind)
                        && at(document, "metadata", "name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static CommandLine.ParseResult commandLine(List<String> arguments) {
        return OllamaGuardDemo.commandLine().parseArgs(arguments.toArray(String[]::new));
    }

    private static List<String> words(String json) {
        return strings(new ProjectFile("a command", json).documents().get(0));
    }

    private static List<String> behindJar(List<String> command) {
        assertThat(command).contains(JAR);
        return command.subList(command.indexOf(JAR) + 1, command.size());
    }
}
