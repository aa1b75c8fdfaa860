package io.github.ollamaguard.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a list of allowed models contains. Without {@code *} it is a name and means what Ollama takes that name for:
 * {@code llama3.2} is {@code llama3.2:latest} and nothing else. With {@code *}, which stands for any text, also for
 * none, it is compared with the full name {@code host/namespace/model:tag}: host and namespace may be left out as in a
 * name, unless the pattern begins with {@code *}; the tag is not filled in behind a {@code *}.
 *
 * <p>A model at ollama.com is meant only by a pattern that ends in {@code :cloud} or {@code -cloud}, and such a pattern
 * means no other: {@code *} is every local model, {@code *:cloud} every one at ollama.com. Immutable and thread-safe.
 */
public final class ModelPattern {
    private static final int LONGEST = 600;

    /** One to three segments. Every character can stand in one way only, so matching cannot take long. */
    private static final Pattern LEGAL =
            Pattern.compile("[A-Za-z0-9_*][A-Za-z0-9._:*-]*+(/[A-Za-z0-9_*][A-Za-z0-9._:*-]*+){0,2}");

    private final String text;
    private final boolean isCloud;
    private final List<String> pieces;

    private ModelPattern(String text, String glob, boolean isCloud) {
        this.text = text;
        this.isCloud = isCloud;
        this.pieces = List.of(glob.split("\\*", -1));
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when no model can have such a name
     */
    public static ModelPattern of(String text) {
        if (!text.contains("*")) {
            ModelName name = ModelName.read(text);
            return new ModelPattern(text, name.base(), name.isCloud());
        }
        if (text.length() > LONGEST || !LEGAL.matcher(text).matches() || text.contains("..")) {
            throw new IllegalArgumentException("not a pattern of names");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        ModelName.Source source = isCloudTag(lower) ? ModelName.Source.cloudTag(lower) : ModelName.Source.of(lower);
        return new ModelPattern(text, complete(source.base()), source.isCloud());
    }

    /** Returns whether the name of a model is among those meant. */
    public boolean matches(ModelName name) {
        return name.isCloud() == isCloud && matches(name.base());
    }

    /** Takes the pieces between the asterisks as early as possible, which needs no second try. */
    private boolean matches(String name) {
        String first = pieces.get(0);
        if (pieces.size() == 1) {
            return name.equals(first);
        }
        String last = pieces.get(pieces.size() - 1);
        int end = name.length() - last.length();
        int from = first.length();
        if (!name.startsWith(first) || !name.endsWith(last)) {
            return false;
        }
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = name.indexOf(piece, from);
            if (found < 0) {
                return false;
            }
            from = found + piece.length();
        }
        return from <= end;
    }

    /** In {@code gpt-oss*-cloud} the asterisk stands for the colon, too. */
    private static boolean isCloudTag(String pattern) {
        String last = lastSegment(pattern);
        return last.contains("*") && !last.contains(":") && last.endsWith("-cloud");
    }

    private static String complete(String pattern) {
        String last = lastSegment(pattern);
        String tagged = last.contains("*") || last.contains(":") ? pattern : pattern + ":" + ModelName.DEFAULT_TAG;
        if (pattern.startsWith("*")) {
            return tagged;
        }
        int slash = tagged.indexOf('/');
        if (slash < 0) {
            return ModelName.DEFAULT_HOST + "/" + ModelName.DEFAULT_NAMESPACE + "/" + tagged;
        }
        // A namespace has no dot: hf.co/* begins with a host.
        boolean hasHost = slash != tagged.lastIndexOf('/')
                || tagged.lastIndexOf('.', slash) >= 0
                || tagged.lastIndexOf(':', slash) >= 0;
        return hasHost ? tagged : ModelName.DEFAULT_HOST + "/" + tagged;
    }

    private static String lastSegment(String pattern) {
        return pattern.substring(pattern.lastIndexOf('/') + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelPattern pattern && pieces.equals(pattern.pieces) && isCloud == pattern.isCloud;
    }

    @Override
    public int hashCode() {
        return pieces.hashCode();
    }

    /** Returns the pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
