package io.github.ollamaguard.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class GuardPropertiesTest {
    private final StandardEnvironment environment = new StandardEnvironment();

    GuardPropertiesTest() {
        environment
                .getPropertySources()
                .forEach(source -> environment
                        .getPropertySources()
                        .replace(source.getName(), new MapPropertySource(source.getName(), Map.of())));
        ConfigurationPropertySources.attach(environment);
    }

    static List<Setting<?>> settings() {
        return Setting.all();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingIsAProperty(Setting<?> setting) {
        properties(Map.of("ollama.guard." + setting.name(), legalText(setting)));

        assertThat(read().isDefault(setting)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingIsAnEnvironmentVariable(Setting<?> setting) {
        variables(Map.of(setting.environmentName(), legalText(setting)));

        assertThat(read().isDefault(setting)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ollama.guard.max-choices",
                "ollama.guard.maxChoices",
                "ollama.guard.max_choices",
                "OLLAMA.GUARD.MAXCHOICES"
            })
    void namesAreRelaxed(String name) {
        properties(Map.of(name, 7));

        assertThat(read().get(Setting.MAX_CHOICES)).isEqualTo(7);
    }

    @Test
    void springsOwnFormOfAVariableWorksToo() {
        variables(Map.of("OLLAMA_GUARD_MAXCHOICES", "7"));

        assertThat(read().get(Setting.MAX_CHOICES)).isEqualTo(7);
    }

    @Test
    void listsMayStandInOneLineOrInSeveral() {
        properties(Map.of("ollama.guard.hosts", "a.example, b.example"));
        assertThat(read().get(Setting.HOSTS)).containsExactly("a.example", "b.example");

        properties(Map.of("ollama.guard.hosts[0]", "c.example", "ollama.guard.hosts[1]", "d.example"));
        assertThat(read().get(Setting.HOSTS)).containsExactly("c.example", "d.example");
    }

    @Test
    void placeholdersAreReplaced() {
        properties(Map.of("ollama.guard.idle-timeout", "${patience}", "patience", "7m"));

        assertThat(read().get(Setting.IDLE_TIMEOUT)).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void ollamaHostNamesAnUpstreamThatIsSetNowhereElse() {
        variables(Map.of("OLLAMA_HOST", "gpu"));
        assertThat(read().get(Setting.UPSTREAM)).isEqualTo(URI.create("http://gpu:11434"));

        properties(Map.of("ollama.guard.upstream", "http://other:1"));
        assertThat(read().get(Setting.UPSTREAM)).isEqualTo(URI.create("http://other:1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ollama.guard.max-choises",
                "ollama.guard.max.choices",
                "ollama.guard.upstream.url",
                "ollama.guard.keys[0].name"
            })
    void anUnknownPropertyIsRefused(String name) {
        properties(Map.of(name, "1"));

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Unknown property " + name + ". Known below ollama.guard are")
                .hasMessageContaining("max-choices");
    }

    @Test
    void theStartersOwnPropertiesAreKnown() {
        properties(Map.of("ollama.guard.enabled", "true", "ollama.guard.filterOrder", "5"));

        assertThat(read().isDefault(Setting.PREFIX)).isTrue();
        assertThat(new GuardProperties(environment).filterOrder(1)).isEqualTo(5);
    }

    @Test
    void variablesOfAKubernetesServiceAreNotOurs() {
        variables(Map.of("OLLAMA_GUARD_SERVICE_HOST", "10.0.0.1", "OLLAMA_GUARD_PORT", "tcp://10.0.0.1:80"));

        assertThat(Setting.all()).allMatch(read()::isDefault);
    }

    @Test
    void aBadValueIsRefusedInOneLineThatSaysWhereItStands() {
        properties(Map.of("ollama.guard.max-body", "much"));

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageMatching(
                        "Bad value of property ollama\\.guard\\.max-body \\(.*\"file\"\\): expected a size .*")
                .message()
                .doesNotContain("much", "\n");
    }

    private Settings read() {
        return new GuardProperties(environment).settings();
    }

    private void properties(Map<String, Object> properties) {
        environment.getPropertySources().remove("file");
        environment.getPropertySources().addFirst(new MapPropertySource("file", properties));
    }

    private void variables(Map<String, Object> variables) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
    }

    private static String legalText(Setting<?> setting) {
        return setting.defaultText() == null ? "any.txt" : setting.defaultText();
    }
}
