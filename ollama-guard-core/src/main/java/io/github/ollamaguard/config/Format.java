package io.github.ollamaguard.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The form of a setting's values. Reader and check refuse a value with an {@link IllegalArgumentException}.
 *
 * @param expected what a legal value looks like, for error messages; the refused value itself is never printed
 * @param reader turns text into a value
 * @param check refuses values out of range, returns the others in their canonical form
 */
record Format<T>(String expected, Function<String, T> reader, UnaryOperator<T> check) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})(|KiB|MiB|GiB)");
    private static final Pattern PREFIX = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");
    private static final String AUTHORITY = "([a-z0-9._-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?";
    private static final Pattern HOST = Pattern.compile(AUTHORITY);
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://" + AUTHORITY);
    private static final Pattern DEFAULT_PORT = Pattern.compile("(http:.*):80|(https:.*):443");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long LARGEST = 1L << 30;

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
        return new Format<>("a duration from 1ms to 24h such as 250ms, 5s, 10m or 1h", Format::readDuration, value -> {
            require(value.compareTo(Duration.ZERO) > 0 && value.compareTo(LONGEST) <= 0);
            return value;
        });
    }

    static Format<Long> size() {
        return new Format<>("a size from 1 to 1GiB such as 64MiB, 512KiB or 1048576", Format::readSize, value -> {
            require(value >= 1 && value <= LARGEST);
            return value;
        });
    }

    static Format<Integer> number(int least, int most) {
        return new Format<>("a whole number from " + least + " to " + most, Integer::valueOf, value -> {
            require(value >= least && value <= most);
            return value;
        });
    }

    static Format<Boolean> bool() {
        return new Format<>(
                "'true' or 'false'",
                text -> {
                    require(text.equals("true") || text.equals("false"));
                    return text.equals("true");
                },
                UnaryOperator.identity());
    }

    static <E extends Enum<E>> Format<E> word(Class<E> type) {
        String words = Arrays.stream(type.getEnumConstants()).map(Format::word).collect(Collectors.joining(", "));
        return new Format<>(
                "one of " + words,
                text -> {
                    require(text.equals(text.toLowerCase(Locale.ROOT)));
                    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
                },
                UnaryOperator.identity());
    }

    /** A file name. A {@code ${…}} that the container has not replaced is refused: it would name a wrong place. */
    static Format<Path> file() {
        return new Format<>(
                "the path of a file, without ${…}",
                text -> {
                    require(!text.isEmpty() && !text.contains("${"));
                    return Path.of(text);
                },
                UnaryOperator.identity());
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

    static Format<AddressRange> addresses() {
        return new Format<>(
                "addresses such as 10.0.0.7, 10.0.0.0/8 or fd00::/8", AddressRange::parse, UnaryOperator.identity());
    }

    private static Duration readDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        require(matcher.matches());
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static Long readSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        require(matcher.matches());
        long amount = Long.parseLong(matcher.group(1));
        require(amount <= LARGEST);
        return switch (matcher.group(2)) {
            case "" -> amount;
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            default -> amount << 30;
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not the expected form");
        }
    }
}
