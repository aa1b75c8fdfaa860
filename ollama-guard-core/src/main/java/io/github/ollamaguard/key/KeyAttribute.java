package io.github.ollamaguard.key;

import io.github.ollamaguard.model.ModelPattern;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a line of a key file may say about its key: one {@code name=value} each, in any order. */
public enum KeyAttribute {
    /** What logs call the key. */
    NAME("1 to 64 letters, digits, '.', '_' or '-'"),

    /** What the key may be used for. */
    ROLES("infer, manage or both, separated by a comma"),

    /** The models that the key may use. */
    MODELS("names of models, in which * stands for any text, separated by commas"),

    /** Until when the key is valid. */
    EXPIRES("a date such as 2027-02-01 or a time such as 2027-02-01T18:00:00Z");

    static final int LONGEST_NAME = 64;

    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST_NAME + "}");
    private static final Pattern DATES = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMES = Pattern.compile(DATES + "T[0-9:.]+(Z|[+-][0-9:]+)");

    private final String expected;

    KeyAttribute(String expected) {
        this.expected = expected;
    }

    /** Returns the attribute that begins a token of a line, or null. */
    static @Nullable KeyAttribute of(String token) {
        return Arrays.stream(values())
                .filter(attribute -> token.startsWith(attribute + "="))
                .findFirst()
                .orElse(null);
    }

    /** Returns a key with another value; an {@link IllegalArgumentException}, which does not repeat it, refuses it. */
    ApiKey set(ApiKey key, String value) {
        try {
            return switch (this) {
                case NAME -> new ApiKey(name(value), key.roles(), key.models(), key.expires());
                case ROLES -> new ApiKey(key.name(), roles(value), key.models(), key.expires());
                case MODELS -> new ApiKey(key.name(), key.roles(), models(value), key.expires());
                case EXPIRES -> new ApiKey(key.name(), key.roles(), key.models(), expires(value));
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("attribute '" + this + "' must have " + expected);
        }
    }

    /** Returns the value when {@link #set} takes it. */
    String check(String value) {
        set(new ApiKey(""), value);
        return value;
    }

    private static String name(String value) {
        require(NAMES.matcher(value).matches());
        return value;
    }

    private static Set<Role> roles(String value) {
        return Arrays.stream(value.split(",", -1)).map(Role::of).collect(Collectors.toUnmodifiableSet());
    }

    private static List<ModelPattern> models(String value) {
        require(value.indexOf(' ') < 0);
        return Arrays.stream(value.split(",", -1)).map(ModelPattern::of).toList();
    }

    /** A date counts to its end in UTC. A time needs an offset: that of the machine may change. */
    private static Instant expires(String value) {
        if (DATES.matcher(value).matches()) {
            return LocalDate.parse(value)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
        require(TIMES.matcher(value).matches());
        return OffsetDateTime.parse(value).toInstant();
    }

    /** Returns the name on the line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not the expected form");
        }
    }
}
