package io.github.ollamaguard.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long LARGEST = 1L << 30;

    T parse(String text) {
        return check.apply(reader.apply(text));
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

    /** A number, or the word {@code auto}, which reads as 0. */
    static Format<Integer> numberOrAuto(int most) {
        Format<Integer> number = number(0, most);
        return new Format<>(
                "'auto' or a whole number from 1 to " + most,
                text -> text.equals("auto") ? 0 : number(1, most).parse(text),
                number.check);
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
