package io.github.ollamaguard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Settings.Builder builder = Settings.builder();

    @Test
    void defaultsAreThoseOfTheContract() {
        Settings settings = builder.build();

        assertThat(settings.get(Setting.UPSTREAM)).isEqualTo(URI.create("http://127.0.0.1:11434"));
        assertThat(settings.find(Setting.KEYS_FILE)).isEmpty();
        assertThat(settings.get(Setting.PREFIX)).isEqualTo("/ollama");
        assertThat(settings.get(Setting.MAX_BODY)).isEqualTo(64L << 20);
        assertThat(settings.get(Setting.MAX_CONCURRENT)).isZero();
        assertThat(settings.get(Setting.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.get(Setting.IDLE_TIMEOUT)).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.get(Setting.HEARTBEAT_AFTER)).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.get(Setting.HEARTBEAT_EVERY)).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.get(Setting.ALLOW_QUERY_KEY)).isFalse();
        assertThat(settings.get(Setting.ALLOW_MANAGEMENT)).isFalse();
        assertThat(settings.get(Setting.WEBSOCKET)).isFalse();
        assertThat(settings.get(Setting.MAX_CHOICES)).isEqualTo(4);
        assertThat(settings.get(Setting.REASONING_FIELD)).isEqualTo(ReasoningField.REASONING);
        assertThat(settings.get(Setting.PLAYGROUND)).isFalse();
        assertThat(Setting.all()).hasSize(21).allMatch(settings::isDefault);
    }

    @Test
    void everyConstantIsListedOnce() throws IllegalAccessException {
        var constants = new HashMap<String, Setting<?>>();
        for (var field : Setting.class.getFields()) {
            constants.put(field.getName().toLowerCase(Locale.ROOT).replace('_', '-'), (Setting<?>) field.get(null));
        }

        assertThat(Setting.all()).containsExactlyInAnyOrderElementsOf(constants.values());
        constants.forEach((name, setting) -> assertThat(setting.name()).isEqualTo(name));
    }

    @Test
    void namesFollowOneRule() {
        assertThat(Setting.KEYS_FILE.name()).isEqualTo("keys-file");
        assertThat(Setting.KEYS_FILE.propertyName()).isEqualTo("ollama-guard.keys-file");
        assertThat(Setting.KEYS_FILE.environmentName()).isEqualTo("OLLAMA_GUARD_KEYS_FILE");
    }

    @Test
    void aMissingSettingWithoutDefaultSaysHowToSetIt() {
        assertThatThrownBy(() -> builder.build().get(Setting.KEYS_FILE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Missing setting keys-file: set the init parameter keys-file, the system property "
                        + "ollama-guard.keys-file or the environment variable OLLAMA_GUARD_KEYS_FILE.");
    }

    @Test
    void anEarlierSourceWinsInWhateverOrderTheyAreRead() {
        builder.process(properties("max-choices", "3"), Map.of("OLLAMA_GUARD_MAX_CHOICES", "2"));
        assertThat(choices()).isEqualTo(3);
        builder.contextParameters(Map.of("max-choices", "5")::get);
        assertThat(choices()).isEqualTo(5);
        builder.initParameters(Map.of("max-choices", "6"));
        assertThat(choices()).isEqualTo(6);
        builder.contextParameters(Map.of("max-choices", "5")::get);
        builder.process(properties("max-choices", "3"), Map.of("OLLAMA_GUARD_MAX_CHOICES", "2"));
        assertThat(choices()).isEqualTo(6);
        builder.with(Setting.MAX_CHOICES, 7);
        assertThat(choices()).isEqualTo(7);
    }

    @Test
    void theEnvironmentComesBeforeTheDefault() {
        builder.process(new Properties(), Map.of("OLLAMA_GUARD_MAX_CHOICES", "2", "PATH", "/bin"));

        assertThat(choices()).isEqualTo(2);
        assertThat(builder.build().isDefault(Setting.MAX_CHOICES)).isFalse();
        assertThat(builder.build().isDefault(Setting.MAX_BODY)).isTrue();
    }

    @Test
    void aPackagedDefaultIsWeakerThanEveryOtherSource() {
        builder.contextParameters(Map.of("default-max-choices", "9", "default-upstream", "http://packaged")::get);
        assertThat(choices()).isEqualTo(9);
        builder.process(
                new Properties(), Map.of("OLLAMA_GUARD_MAX_CHOICES", "2", "OLLAMA_HOST", "http://ollama:11434"));
        assertThat(choices()).isEqualTo(2);
        assertThat(builder.build().get(Setting.UPSTREAM)).isEqualTo(URI.create("http://ollama:11434"));
    }

    @Test
    void aPackagedDefaultOfAnotherContainerIsAsGoodAsNone() {
        builder.contextParameters(Map.of("default-keys-file", "${catalina.base}/conf/keys.txt")::get);

        assertThat(builder.build().find(Setting.KEYS_FILE)).isEmpty();
    }

    @Test
    void aWrongPackagedDefaultNamesItsPlace() {
        assertThatThrownBy(() -> builder.contextParameters(Map.of("default-max-choices", "many")::get))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "Bad value of context parameter default-max-choices: expected a whole number from 1 to 64.");
    }

    @Test
    void theProcessItselfCanBeRead() {
        assertThat(builder.process().build().get(Setting.MAX_CHOICES)).isPositive();
    }

    @Test
    void anExplicitValueThatEqualsTheDefaultIsNotDefault() {
        assertThat(builder.with(Setting.MAX_CHOICES, 4).build().isDefault(Setting.MAX_CHOICES))
                .isFalse();
    }

    @Test
    void buildingDoesNotFreezeTheBuilderNorChangeWhatWasBuilt() {
        Settings first = builder.build();
        builder.with(Setting.MAX_CHOICES, 9);

        assertThat(first.get(Setting.MAX_CHOICES)).isEqualTo(4);
        assertThat(choices()).isEqualTo(9);
    }

    @Test
    void unknownNamesFailInEverySourceThatIsOurs() {
        String known = " Known are [upstream, keys-file, model-policy, prefix, max-body, body-rate, max-concurrent,"
                + " connect-timeout, idle-timeout, heartbeat-after, heartbeat-every, hosts, cors-origins,"
                + " trusted-proxies, brake-failures, allow-query-key, allow-management, websocket, max-choices,"
                + " reasoning-field, playground].";

        assertThatThrownBy(() -> builder.initParameters(Map.of("max-bdoy", "1KiB")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Unknown setting: init parameter max-bdoy." + known);
        assertThatThrownBy(() -> builder.process(properties("Prefix", "/x"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Unknown setting: system property ollama-guard.Prefix." + known);
        assertThatThrownBy(() -> builder.process(new Properties(), Map.of("OLLAMA_GUARD_MAXBODY", "1KiB")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Unknown setting: environment variable OLLAMA_GUARD_MAXBODY." + known);
    }

    @Test
    void whatBelongsToOthersIsLeftAlone() {
        Properties properties = new Properties();
        properties.setProperty("ollama.guard.prefix", "nonsense");

        builder.process(properties, Map.of("OLLAMA_MODELS", "/models", "OLLAMA_GUARDIAN", "x"));
        builder.contextParameters(Map.of("contextConfigLocation", "classpath:x")::get);

        assertThat(Setting.all()).allMatch(builder.build()::isDefault);
    }

    @Test
    void serviceLinksOfKubernetesAreNoSettings() {
        builder.process(
                new Properties(),
                Map.of(
                        "OLLAMA_GUARD_SERVICE_HOST", "10.0.0.7",
                        "OLLAMA_GUARD_SERVICE_PORT", "8080",
                        "OLLAMA_GUARD_SERVICE_PORT_HTTP", "8080",
                        "OLLAMA_GUARD_PORT", "tcp://10.0.0.7:8080",
                        "OLLAMA_GUARD_PORT_8080_TCP", "tcp://10.0.0.7:8080",
                        "OLLAMA_GUARD_PORT_8080_TCP_ADDR", "10.0.0.7"));

        assertThat(Setting.all()).allMatch(builder.build()::isDefault);
        assertThatThrownBy(() -> builder.process(new Properties(), Map.of("OLLAMA_GUARD_PORT", "8080")))
                .isInstanceOf(InvalidSettingException.class);
    }

    @Test
    void anEmptyVariableIsAsGoodAsNone() {
        builder.process(new Properties(), Map.of("OLLAMA_GUARD_PREFIX", " ", "OLLAMA_HOST", "''"));

        assertThat(Setting.all()).allMatch(builder.build()::isDefault);
    }

    @Test
    void aBadValueNamesItsPlaceAndTheExpectedFormButNotItself() {
        String expected = "expected a size from 1 to 1GiB such as 64MiB, 512KiB or 1048576.";

        assertThatThrownBy(() -> builder.initParameters(Map.of("max-body", "hunter2")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Bad value of init parameter max-body: " + expected);
        assertThatThrownBy(() -> builder.contextParameters(Map.of("max-body", "hunter2")::get))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Bad value of context parameter max-body: " + expected);
        assertThatThrownBy(() -> builder.process(properties("max-body", "hunter2"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Bad value of system property ollama-guard.max-body: " + expected);
        assertThatThrownBy(() -> builder.process(new Properties(), Map.of("OLLAMA_GUARD_MAX_BODY", "hunter2")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Bad value of environment variable OLLAMA_GUARD_MAX_BODY: " + expected);
        assertThatThrownBy(() -> builder.with(Setting.MAX_BODY, 0L))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Bad value of setting max-body: " + expected);
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "5s, 5000", "10m, 600000", "1h, 3600000", "24h, 86400000", "' 7s\n', 7000", "007s, 7000"})
    void durations(String text, long millis) {
        assertThat(read(Setting.IDLE_TIMEOUT, text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "0s", "0ms", "25h", "1d", "5S", "1.5s", "PT5S", "999999999h"})
    void badDurations(String text) {
        assertRefused(Setting.IDLE_TIMEOUT, text);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1048576, 1048576", "1KiB, 1024", "64MiB, 67108864", "1GiB, 1073741824"})
    void sizes(String text, long bytes) {
        assertThat(read(Setting.MAX_BODY, text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "1KB",
                "1K",
                "1kib",
                "1 MiB",
                "1025MiB",
                "2GiB",
                "1073741825",
                "9999999999GiB",
                "99999999999999999999",
                "1e6",
                "0x10"
            })
    void badSizes(String text) {
        assertRefused(Setting.MAX_BODY, text);
    }

    @Test
    void booleansAreTrueOrFalse() {
        assertThat(read(Setting.ALLOW_QUERY_KEY, "true")).isTrue();
        assertThat(read(Setting.ALLOW_QUERY_KEY, "false")).isFalse();
        for (String text : new String[] {"", "TRUE", "yes", "1", "on", "tru"}) {
            assertRefused(Setting.ALLOW_QUERY_KEY, text);
        }
    }

    @Test
    void numbersHaveARange() {
        assertThat(read(Setting.MAX_CHOICES, "1")).isEqualTo(1);
        assertThat(read(Setting.MAX_CHOICES, "64")).isEqualTo(64);
        for (String text : new String[] {"", "0", "-1", "65", "4.0", "four", "99999999999"}) {
            assertRefused(Setting.MAX_CHOICES, text);
        }
    }

    @Test
    void automaticIsAWordAndNotZero() {
        assertThat(read(Setting.MAX_CONCURRENT, "auto")).isZero();
        assertThat(read(Setting.MAX_CONCURRENT, "100000")).isEqualTo(100_000);
        assertThat(builder.with(Setting.MAX_CONCURRENT, 0).build().get(Setting.MAX_CONCURRENT))
                .isZero();
        for (String text : new String[] {"", "0", "-1", "Auto", "100001"}) {
            assertRefused(Setting.MAX_CONCURRENT, text);
        }
    }

    @Test
    void wordsAreTheConstantsInLowerCase() {
        for (ReasoningField field : ReasoningField.values()) {
            assertThat(read(Setting.REASONING_FIELD, field.name().toLowerCase(Locale.ROOT)))
                    .isEqualTo(field);
        }
        for (String text : new String[] {"", "REASONING", "Both", "reasoning-content", "off"}) {
            assertRefused(Setting.REASONING_FIELD, text);
        }
    }

    @Test
    void filesArePaths() {
        assertThat(read(Setting.KEYS_FILE, "conf/keys.txt")).isEqualTo(Path.of("conf", "keys.txt"));
        for (String text : new String[] {"", "${catalina.base}/conf/keys.txt", "a\0b"}) {
            assertRefused(Setting.KEYS_FILE, text);
        }
    }

    @ParameterizedTest
    @CsvSource({"/ollama, /ollama", "/, ''", "'', ''", "/a/b-c/D.e_9, /a/b-c/D.e_9", "/..., /...", "/.a, /.a"})
    void prefixes(String text, String prefix) {
        assertThat(read(Setting.PREFIX, text)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ollama",
                "/ollama/",
                "//",
                "//ollama",
                "/a//b",
                "/.",
                "/..",
                "/a/../b",
                "/a/.",
                "/a;b",
                "/a%20b",
                "/a b",
                "/ä",
                "/a?b",
                "/a\\b",
                "/*",
                "/a:b"
            })
    void badPrefixes(String text) {
        assertRefused(Setting.PREFIX, text);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:11434, http://127.0.0.1:11434",
        "http://127.0.0.1:11434/, http://127.0.0.1:11434",
        "http://gpu:1/, http://gpu:1",
        "HTTPS://GPU.Example//, https://gpu.example",
        "http://gpu:/, http://gpu",
        "http://[::1]:11434/ollama/, http://[::1]:11434/ollama",
        "http://gpu/a/b-c/d.e_f~g, http://gpu/a/b-c/d.e_f~g",
        "http://gpu:65535, http://gpu:65535"
    })
    void upstreams(String text, String url) {
        assertThat(read(Setting.UPSTREAM, text)).isEqualTo(URI.create(url));
        assertThat(builder.with(Setting.UPSTREAM, URI.create(text)).build().get(Setting.UPSTREAM))
                .isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gpu",
                "gpu:11434",
                "127.0.0.1:11434",
                "/path",
                "//gpu",
                "ftp://gpu",
                "file:///x",
                "http:",
                "http:gpu",
                "http://",
                "http://:80",
                "http:///x",
                "http://user@gpu",
                "http://user:secret@gpu",
                "http://gpu?x",
                "http://gpu?",
                "http://gpu#x",
                "http://gpu:0",
                "http://gpu:65536",
                "http://gpu:x",
                "http://my_gpu:1",
                "http://gpu/a b",
                "http://gpu/../x",
                "http://gpu/a//b",
                "http://gpu/%2e",
                "http://gpu/a;b",
                "http://g pu",
                "http://gpu/\u00e4"
            })
    void badUpstreams(String text) {
        assertRefused(Setting.UPSTREAM, text);
    }

    @Test
    void aRefusedUpstreamDoesNotPrintItsPassword() {
        assertThatThrownBy(() -> read(Setting.UPSTREAM, "http://user:secret@gpu"))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("without user name");
    }

    @Test
    void offIsAWordAndNotZero() {
        assertThat(read(Setting.BODY_RATE, "off")).isZero();
        assertThat(read(Setting.BODY_RATE, "2KiB")).isEqualTo(2048);
        assertThat(read(Setting.BRAKE_FAILURES, "off")).isZero();
        assertThat(read(Setting.BRAKE_FAILURES, "1")).isEqualTo(1);
        for (Setting<?> setting : List.of(Setting.BODY_RATE, Setting.BRAKE_FAILURES)) {
            for (String text : new String[] {"", "0", "-1", "none", "OFF"}) {
                assertRefused(setting, text);
            }
        }
    }

    @Test
    void listsAreSeparatedByCommas() {
        assertThat(read(Setting.HOSTS, "none")).isEmpty();
        assertThat(read(Setting.HOSTS, "Guard.Example, guard.example:8443,[::1]:8080,127.0.0.1"))
                .containsExactly("guard.example", "guard.example:8443", "[::1]:8080", "127.0.0.1");
        assertThat(read(Setting.TRUSTED_PROXIES, "10.0.0.0/8,::1"))
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1"));
        assertThat(builder.with(Setting.HOSTS, List.of()).build().get(Setting.HOSTS))
                .isEmpty();
        for (Setting<?> setting : List.of(Setting.HOSTS, Setting.CORS_ORIGINS, Setting.TRUSTED_PROXIES)) {
            for (String text : new String[] {"", ",", "127.0.0.1,", "*", "http://a/b"}) {
                assertRefused(setting, text);
            }
        }
        assertThatThrownBy(() -> read(Setting.TRUSTED_PROXIES, "proxy.example"))
                .hasMessage(
                        "Bad value of init parameter trusted-proxies: expected 'none' or a list, separated by commas,"
                                + " of addresses such as 10.0.0.7, 10.0.0.0/8 or fd00::/8.");
    }

    @ParameterizedTest
    @CsvSource({
        "https://App.Example, https://app.example",
        "https://app.example:443, https://app.example",
        "http://app.example:80, http://app.example",
        "http://app.example:443, http://app.example:443",
        "http://localhost:3000, http://localhost:3000",
        "http://[::1]:3000, http://[::1]:3000",
        "app://obsidian.md, app://obsidian.md",
        "chrome-extension://abcdef, chrome-extension://abcdef"
    })
    void originsAreSpelledAsBrowsersDo(String text, String origin) {
        assertThat(read(Setting.CORS_ORIGINS, text)).containsExactly(origin);
        assertThat(builder.with(Setting.CORS_ORIGINS, List.of(text)).build().get(Setting.CORS_ORIGINS))
                .containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "null", "app.example", "https://*.example", "https://a/", "https://u@a", "https://", "//a"})
    void badOrigins(String text) {
        assertRefused(Setting.CORS_ORIGINS, text);
    }

    private int choices() {
        return builder.build().get(Setting.MAX_CHOICES);
    }

    private static <T> T read(Setting<T> setting, String text) {
        return Settings.builder()
                .initParameters(Map.of(setting.name(), text))
                .build()
                .get(setting);
    }

    private static void assertRefused(Setting<?> setting, String text) {
        assertThatThrownBy(() -> read(setting, text))
                .as("%s=%s", setting, text)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Bad value of init parameter " + setting.name() + ": expected ")
                .message()
                .doesNotContain("\n");
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty("ollama-guard." + name, value);
        return properties;
    }
}
