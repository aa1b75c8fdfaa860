package io.github.ollamaguard.internal.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares JSON with what a case expects. Numbers are equal when their text is; the order of members counts only where a
 * model can see it. An expected string may be {@code *} (any text but the empty one), hold {@code <ID>} or {@code
 * <ID:name>} (24 letters and digits; the same name means the same ones, another name others), or be {@code <NOW>} (the
 * Unix time). An expected object with the member {@code ...} allows for others.
 */
public final class Likeness {
    private static final Set<String> ORDERED = Set.of("arguments", "parameters", "format");
    private static final Pattern ID = Pattern.compile("<ID(?::(\\w+))?>");
    private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z]{24}");
    private static final String OTHERS = "...";
    private static final long CLOCK_TOLERANCE_S = 30;

    private final Map<String, String> ids = new HashMap<>();

    private Likeness() {}

    /** Returns the first difference in words, or null when there is none. */
    public static @Nullable String difference(JsonElement expected, JsonElement actual) {
        return new Likeness().compare("$", false, expected, actual);
    }

    private @Nullable String compare(String path, boolean ordered, JsonElement expected, @Nullable JsonElement actual) {
        if (expected instanceof JsonObject object && actual instanceof JsonObject other) {
            return members(path, ordered, object, other);
        }
        if (expected instanceof JsonArray array && actual instanceof JsonArray other) {
            return elements(path, ordered, array, other);
        }
        boolean like = isString(expected) ? isLike(expected.getAsString(), actual) : sameText(expected, actual);
        return like ? null : path + ": expected " + expected + ", got " + actual;
    }

    private @Nullable String members(String path, boolean ordered, JsonObject expected, JsonObject actual) {
        List<String> names = new ArrayList<>(expected.keySet());
        List<String> others = new ArrayList<>(actual.keySet());
        if (names.remove(OTHERS)) {
            others.retainAll(names);
        }
        if (ordered ? !names.equals(others) : !Set.copyOf(names).equals(Set.copyOf(others))) {
            return path + ": expected the members " + names + ", got " + actual.keySet();
        }
        for (String name : names) {
            boolean seen = ordered || ORDERED.contains(name);
            String difference = compare(path + "." + name, seen, expected.get(name), actual.get(name));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String elements(String path, boolean ordered, JsonArray expected, JsonArray actual) {
        if (expected.size() != actual.size()) {
            return path + ": expected " + expected.size() + " elements, got " + actual.size() + ": " + actual;
        }
        for (int i = 0; i < expected.size(); i++) {
            String difference = compare(path + "[" + i + "]", ordered, expected.get(i), actual.get(i));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private boolean isLike(String expected, @Nullable JsonElement actual) {
        if (expected.equals("<NOW>")) {
            return isNow(actual);
        }
        if (actual == null || !isString(actual)) {
            return false;
        }
        String text = actual.getAsString();
        return expected.equals("*") ? !text.isEmpty() : (expected.equals(text) || hasId(expected, text));
    }

    private static boolean isNow(@Nullable JsonElement actual) {
        return actual instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && Math.abs(primitive.getAsLong() - System.currentTimeMillis() / 1000) < CLOCK_TOLERANCE_S;
    }

    private boolean hasId(String expected, String actual) {
        Matcher id = ID.matcher(expected);
        if (!id.find()) {
            return false;
        }
        String before = expected.substring(0, id.start());
        String after = expected.substring(id.end());
        if (actual.length() < before.length() + after.length()
                || !actual.startsWith(before)
                || !actual.endsWith(after)) {
            return false;
        }
        String token = actual.substring(before.length(), actual.length() - after.length());
        return TOKEN.matcher(token).matches() && (id.group(1) == null || isBound(id.group(1), token));
    }

    private boolean isBound(String name, String token) {
        String known = ids.get(name);
        if (known == null && !ids.containsValue(token)) {
            ids.put(name, token);
            return true;
        }
        return token.equals(known);
    }

    private static boolean isString(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }

    private static boolean sameText(JsonElement expected, @Nullable JsonElement actual) {
        return actual != null && expected.toString().equals(actual.toString());
    }
}
