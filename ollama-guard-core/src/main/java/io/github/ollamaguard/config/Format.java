package io.github.ollamaguard.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of a setting's values. Reader and check refuse a value with an {@link IllegalArgumentException}.
 *
 * @param expected what a legal value looks like, for error messages; the refused value itself is never printed
 * @param reader turns text into a value
 * @param check refuses values out of range, returns the others in their canonical form
 */
record Format<T>(String expected, Function<String, T> reader, UnaryOperator<T> check) {
    private static final Pattern AMOUNT = Pattern.compile("(?<number>\\d{1,10})(?<unit>[A-Za-z]*)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES = Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Pattern PREFIX = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");
    private static final String AUTHORITY = "([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?";
    private static final Pattern HOST = Pattern.compile(AUTHORITY);
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://" + AUTHORITY);
    private static final Pattern DEFAULT_PORT = Pattern.compile("(http:.*):80|(https:.*):443");
    private static final Pattern URL_PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long LARGEST = 1L << 30;

    /** A form whose values have one spelling, which the reader checks alone. */
    private Format(String expected, Function<String, T> reader) {
        this(expected, reader, UnaryOperator.identity());
    }

    T parse(String text) {
        return check.apply(reader.apply(text));
    }

    /** Returns this form with one more legal value, which is written as a word. */
    Format<T> or(String word, T meaning) {
        return new Format<>(
                "'" + word + "' or " + expected,
                text -> text.equals(word) ? meaning : parse(text),
                value -> value.equals(meaning) ? value : check.apply(value));
    }

    /** Returns the form of a list of such values, separated by commas; {@code none} is the empty one. */
    Format<List<T>> list() {
        return new Format<List<T>>(
                        "a list, separated by commas, of " + expected,
                        text -> Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .map(reader)
                                .toList(),
                        values -> values.stream().map(check).toList())
                .or("none", List.of());
    }

    static Format<Duration> duration() {
        String expected = "a duration from 1ms to 24h such as 250ms, 5s, 10m or 1h";
        return range(expected, text -> Duration.ofMillis(amount(text, MILLIS)), Duration.ofNanos(1), LONGEST);
    }

    static Format<Long> size() {
        return range(
                "a size from 1 to 1GiB such as 64MiB, 512KiB or 1048576", text -> amount(text, BYTES), 1L, LARGEST);
    }

    static Format<Integer> number(int least, int most) {
        return range("a whole number from " + least + " to " + most, Integer::valueOf, least, most);
    }

    private static <T extends Comparable<T>> Format<T> range(
            String expected, Function<String, T> reader, T least, T most) {
        return new Format<>(expected, reader, value -> {
            require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
            return value;
        });
    }

    static Format<Boolean> bool() {
        return new Format<>("'true' or 'false'", text -> {
            require(text.equals("true") || text.equals("false"));
            return text.equals("true");
        });
    }

    static <E extends Enum<E>> Format<E> word(Class<E> type) {
        String words = Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
        return new Format<>("one of " + words.toLowerCase(Locale.ROOT), text -> {
            require(text.equals(text.toLowerCase(Locale.ROOT)));
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
    }

    /** A file name. A {@code ${…}} that the container has not replaced is refused: it would name a wrong place. */
    static Format<Path> file() {
        return new Format<>("the path of a file, without ${…}", text -> {
            require(!text.isEmpty() && !text.contains("${"));
            return Path.of(text);
        });
    }

    static Format<String> prefix() {
        return new Format<>(
                "'/', or a path such as /ollama of letters, digits, '.', '_' and '-', without a slash at its end",
                UnaryOperator.identity(),
                text -> {
                    String prefix = text.equals("/") ? "" : text;
                    require(PREFIX.matcher(prefix).matches());
                    return prefix;
                });
    }

    /** An origin in the spelling of browsers: lower case, no path, no port that goes without saying. */
    static Format<String> origin() {
        return new Format<>(
                "origins such as https://app.example:8443, without a path", UnaryOperator.identity(), text -> {
                    String origin = text.toLowerCase(Locale.ROOT);
                    require(ORIGIN.matcher(origin).matches());
                    Matcher port = DEFAULT_PORT.matcher(origin);
                    return port.matches() ? port.replaceFirst("$1$2") : origin;
                });
    }

    static Format<String> host() {
        return new Format<>("hosts such as guard.example or guard.example:8443", UnaryOperator.identity(), text -> {
            String host = text.toLowerCase(Locale.ROOT);
            require(HOST.matcher(host).matches());
            return host;
        });
    }

    /** The address of a server in its canonical form: scheme, host, optional port, optional path. */
    static Format<URI> url() {
        return new Format<>(
                "an http or https URL such as http://127.0.0.1:11434, with a valid host name"
                        + " and without user name, query or fragment",
                URI::create,
                Format::canonical);
    }

    static Format<AddressRange> addresses() {
        return new Format<>("addresses such as 10.0.0.7, 10.0.0.0/8 or fd00::/8", AddressRange::parse);
    }

    /** Reads a number and its unit. No legal amount has a larger number than {@link #LARGEST}, whatever its unit. */
    private static long amount(String text, Map<String, Long> units) {
        Matcher matcher = AMOUNT.matcher(text);
        require(matcher.matches());
        long number = Long.parseLong(matcher.group("number"));
        long unit = units.getOrDefault(matcher.group("unit"), 0L);
        require(number <= LARGEST && unit > 0);
        return number * unit;
    }

    private static URI canonical(URI url) {
        String scheme = lowerCase(url.getScheme());
        String host = lowerCase(url.getHost());
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        require((scheme.equals("http") || scheme.equals("https"))
                && !host.isEmpty()
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getPort() != 0
                && url.getPort() <= 65535
                && URL_PATH.matcher(path).matches());
        String port = url.getPort() == -1 ? "" : ":" + url.getPort();
        return URI.create(scheme + "://" + host + port + path);
    }

    private static String lowerCase(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not the expected form");
        }
    }
}
