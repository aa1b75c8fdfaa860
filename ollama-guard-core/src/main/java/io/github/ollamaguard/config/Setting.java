package io.github.ollamaguard.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, the form of its values, its default and one line of help. There is exactly one constant per
 * setting, and all ways to set it use the name of the constant. Immutable and thread-safe.
 */
public final class Setting<T> {
    private static final List<Setting<?>> ALL = new ArrayList<>();

    /** Address of Ollama, without a slash at its end. */
    public static final Setting<URI> UPSTREAM = add(
            "upstream",
            Format.url(),
            "http://127.0.0.1:11434",
            "Address of Ollama; when it is not set, `OLLAMA_HOST` counts, read by Ollama's own rules");

    /** File with the API keys; has no default. */
    public static final Setting<Path> KEYS_FILE =
            add("keys-file", Format.file(), null, "File with the API keys, one a line");

    /** File with the rules for the options of models; has no default. */
    public static final Setting<Path> MODEL_POLICY = add(
            "model-policy",
            Format.file(),
            null,
            "File with rules for the options of models, one pattern of models a line; without it there are none");

    /** Path below which everything lives: empty, or {@code /x} without a slash at its end. */
    public static final Setting<String> PREFIX = add(
            "prefix",
            Format.prefix(),
            "/ollama",
            "Path below the web application under which everything lives; `/` is the whole application");

    /** Largest request body, in bytes. */
    public static final Setting<Long> MAX_BODY =
            add("max-body", Format.size(), "64MiB", "Largest request body; a larger one gets the answer 413");

    /** Fewest bytes a second of a request body, after a while; 0 means any. */
    public static final Setting<Long> BODY_RATE = add(
            "body-rate",
            Format.size().or("off", 0L),
            "1KiB",
            "Fewest bytes a second of a request body, after 5 seconds; a slower one gets the answer 408; `off` allows any");

    /** Most requests at a time; 0 means automatic. */
    public static final Setting<Integer> MAX_CONCURRENT = add(
            "max-concurrent",
            Format.number(1, 100_000).or("auto", 0),
            "auto",
            "Most requests at a time, a further one gets the answer 503; `auto` fits the container's threads");

    /** Longest time to connect to Ollama. */
    public static final Setting<Duration> CONNECT_TIMEOUT =
            add("connect-timeout", Format.duration(), "5s", "Longest time to connect to Ollama");

    /** Longest silence of Ollama. */
    public static final Setting<Duration> IDLE_TIMEOUT = add(
            "idle-timeout",
            Format.duration(),
            "10m",
            "Longest silence of Ollama, while it loads a model or generates; there is no limit for the whole answer");

    /** Silence after which a streaming client gets the first sign of life. */
    public static final Setting<Duration> HEARTBEAT_AFTER = add(
            "heartbeat-after",
            Format.duration(),
            "15s",
            "Silence after which a streaming client gets a first comment, which also shows whether it is still there");

    /** Time between two signs of life. */
    public static final Setting<Duration> HEARTBEAT_EVERY =
            add("heartbeat-every", Format.duration(), "10s", "Time between further comments");

    /** Values of the header {@code Host} that are answered; any when the list is empty. */
    public static final Setting<List<String>> HOSTS = add(
            "hosts",
            Format.host().list(),
            "none",
            "Hosts that clients may ask for, as `host` (any port) or `host:port`, separated by commas; others get the"
                    + " answer 421; `none` does not look at the host");

    /** Origins of web pages that may use the guard. */
    public static final Setting<List<String>> CORS_ORIGINS = add(
            "cors-origins",
            Format.origin().list(),
            "none",
            "Origins of web pages that browsers let in (CORS), such as `https://app.example`, separated by commas; with"
                    + " any, pages of other origins get the answer 403");

    /** Proxies that say truly where a request comes from. */
    public static final Setting<List<AddressRange>> TRUSTED_PROXIES = add(
            "trusted-proxies",
            Format.addresses().list(),
            "none",
            "Addresses of proxies in front, such as `10.0.0.7` or `10.0.0.0/8`, separated by commas; only they can tell"
                    + " the client's address, with `X-Forwarded-For`");

    /** Rate limit for refused keys: how many one source has in a minute before it has to wait; 0 means any number. */
    public static final Setting<Integer> BRAKE_FAILURES = add(
            "brake-failures",
            Format.number(1, 1_000_000).or("off", 0),
            "600",
            "Missing or wrong keys from one address in a minute; further ones get the answer 429 instead of 401, a right"
                    + " key always passes; `off` allows any number");

    /** Whether {@code ?api_key=} is accepted. */
    public static final Setting<Boolean> ALLOW_QUERY_KEY =
            flag("allow-query-key", "Accept `?api_key=`; unsafe, because URLs end up in logs and histories");

    /** Whether keys with the role manage may change the models of the server. */
    public static final Setting<Boolean> ALLOW_MANAGEMENT =
            flag("allow-management", "Let keys with the role `manage` pull, push, create, copy and delete models");

    /** Whether clients may open a WebSocket. */
    public static final Setting<Boolean> WEBSOCKET = flag(
            "websocket",
            "Let clients open a WebSocket for chat and completions; otherwise a handshake gets the answer 426");

    /** Largest {@code n} of a request. */
    public static final Setting<Integer> MAX_CHOICES = add(
            "max-choices",
            Format.number(1, 64),
            "4",
            "Largest `n` of an OpenAI request, answered by as many calls of Ollama at a time; `1` refuses `n` above 1");

    /** Where the thinking of a model goes in OpenAI answers. */
    public static final Setting<ReasoningField> REASONING_FIELD = add(
            "reasoning-field",
            Format.word(ReasoningField.class),
            "reasoning",
            "Member for a model's thinking in OpenAI answers: `reasoning`, `reasoning_content`, `both` or `none`");

    /** Whether the guard serves a page for trying models. */
    public static final Setting<Boolean> PLAYGROUND = flag(
            "playground", "Serve a page for trying models in a browser, at the prefix; the page itself needs no key");

    private final String name;
    private final Format<T> format;
    private final @Nullable String defaultText;
    private final @Nullable T defaultValue;
    private final String help;

    private Setting(String name, Format<T> format, @Nullable String defaultText, String help) {
        this.name = name;
        this.format = format;
        this.defaultText = defaultText;
        this.defaultValue = defaultText == null ? null : format.parse(defaultText);
        this.help = help;
    }

    /** Makes a setting known that is off unless somebody switches it on. */
    private static Setting<Boolean> flag(String name, String help) {
        return add(name, Format.bool(), "false", help);
    }

    /** Makes a setting known; those above stand in the order of the documentation. */
    private static <T> Setting<T> add(String name, Format<T> format, @Nullable String defaultText, String help) {
        Setting<T> setting = new Setting<>(name, format, defaultText, help);
        ALL.add(setting);
        return setting;
    }

    /** Returns every setting, in the order of the documentation. */
    public static List<Setting<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** Returns the name, as in init parameters and context parameters. */
    public String name() {
        return name;
    }

    /** Returns the name of the system property. */
    public String propertyName() {
        return Settings.PROPERTY_PREFIX + name;
    }

    /** Returns the name of the environment variable. */
    public String environmentName() {
        return Settings.ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Returns the default as one would write it, or null when there is none. */
    public @Nullable String defaultText() {
        return defaultText;
    }

    /** Returns one line of Markdown that says what the setting does. */
    public String help() {
        return help;
    }

    /** Returns the default as a value, or null when there is none. */
    @Nullable
    T defaultValue() {
        return defaultValue;
    }

    /** Returns the value that a text means; {@code source} is where the text stood, for the error message. */
    T parse(String text, String source) {
        return legal(() -> format.parse(text.strip()), source);
    }

    /** Returns a value in its canonical form. */
    T check(T value) {
        return legal(() -> format.check().apply(value), "setting " + name);
    }

    private T legal(Supplier<T> value, String source) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("Bad value of " + source + ": expected " + format.expected() + ".");
        }
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
