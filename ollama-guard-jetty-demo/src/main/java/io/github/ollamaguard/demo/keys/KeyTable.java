package io.github.ollamaguard.demo.keys;

import io.github.ollamaguard.key.ApiKey;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of a file as a table for people, sorted as in the file. */
record KeyTable(List<ApiKey> keys, Instant now) {
    private static final List<String> HEADER = List.of("NAME", "ROLES", "MODELS", "EXPIRES", "STATE");

    List<String> lines() {
        List<List<String>> rows =
                Stream.concat(Stream.of(HEADER), keys.stream().map(this::row)).toList();
        int[] widths = IntStream.range(0, HEADER.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private List<String> row(ApiKey key) {
        return List.of(
                key.name(),
                joined(key.roles().stream().sorted()),
                joined(key.models().stream()),
                expiry(key.expires()),
                key.isExpired(now) ? "expired" : "valid");
    }

    /** The end of a day is written as in the file: by the day. */
    private static String expiry(@Nullable Instant expires) {
        if (expires == null) {
            return "never";
        }
        OffsetDateTime end = expires.atOffset(ZoneOffset.UTC);
        boolean isMidnight = end.toLocalTime().equals(LocalTime.MIDNIGHT);
        return (isMidnight ? end.toLocalDate().minusDays(1) : expires).toString();
    }

    private static String joined(Stream<?> values) {
        return values.map(Object::toString).collect(Collectors.joining(","));
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths[column] - row.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
