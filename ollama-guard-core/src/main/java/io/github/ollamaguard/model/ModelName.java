package io.github.ollamaguard.model;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a model, {@code [host/][namespace/]model[:tag]}, read as Ollama reads it: case does not matter, missing
 * parts are {@code registry.ollama.ai}, {@code library} and {@code latest}, and {@code :cloud} or {@code -cloud} at the
 * end sends the request to ollama.com. Two names are equal when they mean the same model. Immutable and thread-safe.
 */
public final class ModelName {
    static final String DEFAULT_HOST = "registry.ollama.ai";
    static final String DEFAULT_NAMESPACE = "library";
    static final String DEFAULT_TAG = "latest";

    /** A name without its source, in lower case. The limits are Ollama's own. */
    private static final Pattern PARTS =
            Pattern.compile("(((?<host>[a-z0-9_][a-z0-9_.:-]{0,349})/)?(?<namespace>[a-z0-9_][a-z0-9_-]{0,79})/)?"
                    + "(?<model>[a-z0-9_][a-z0-9_.-]{0,79})(:(?<tag>[a-z0-9_][a-z0-9_.-]{0,79}))?");

    /** Enough for the longest parts, their separators and a source. */
    private static final int LONGEST_NAME = 600;

    private final String base;
    private final boolean isCloud;

    /**
     * A name without the end that says where the model runs: {@code :cloud} and a tag that ends in {@code -cloud} mean
     * ollama.com, {@code :local} means this server, and so does no such end.
     *
     * @param base the name without that end
     * @param isCloud whether the end asks for ollama.com
     */
    record Source(String base, boolean isCloud) {
        private static final String CLOUD_TAG = "-cloud";

        /** Reads a name in lower case; two such ends are an {@link IllegalArgumentException}. */
        static Source of(String name) {
            Source source = cut(name);
            if (!cut(source.base).base.equals(source.base)) {
                throw new IllegalArgumentException("two sources");
            }
            return source;
        }

        private static Source cut(String name) {
            int colon = name.lastIndexOf(':');
            String tag = colon > name.lastIndexOf('/') ? name.substring(colon) : "";
            if (tag.equals(":cloud") || tag.equals(":local")) {
                return new Source(name.substring(0, colon), tag.equals(":cloud"));
            }
            return tag.endsWith(CLOUD_TAG) ? cloudTag(name) : new Source(name, false);
        }

        /** Returns the source of a name that ends in {@code -cloud}. */
        static Source cloudTag(String name) {
            return new Source(name.substring(0, name.length() - CLOUD_TAG.length()), true);
        }
    }

    /** {@code base} is the full name without the source. */
    private ModelName(String base, boolean isCloud) {
        this.base = base;
        this.isCloud = isCloud;
    }

    /**
     * Reads a name as a client wrote it; spaces around it do not count, and {@code :local} at its end neither.
     *
     * @throws ApiException 400 for everything that is not a name: other characters, empty or too long parts,
     *     {@code ..}, a digest, a URL, two sources
     */
    public static ModelName parse(String text) throws ApiException {
        try {
            return read(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ApiError.invalid("model", "Not the name of a model, which is [host/][namespace/]model[:tag]."));
        }
    }

    /** Reads a name; an {@link IllegalArgumentException} says that it is none. */
    static ModelName read(String text) {
        require(text.length() <= LONGEST_NAME);
        // Before anything is folded: Java's lower case of the Kelvin sign is a k. No part may contain a space.
        require(text.chars().allMatch(character -> character >= ' ' && character < 0x7f));
        String trimmed = text.strip();
        require(!trimmed.contains(".."));
        Source source = Source.of(trimmed.toLowerCase(Locale.ROOT));
        Matcher parts = PARTS.matcher(source.base());
        require(parts.matches());
        String host = Objects.requireNonNullElse(parts.group("host"), DEFAULT_HOST);
        String namespace = Objects.requireNonNullElse(parts.group("namespace"), DEFAULT_NAMESPACE);
        String tag = Objects.requireNonNullElse(parts.group("tag"), DEFAULT_TAG);
        String base = host + "/" + namespace + "/" + parts.group("model") + ":" + tag;
        return new ModelName(base, source.isCloud());
    }

    /** Returns the host of the registry in lower case, with its port when the name has one. */
    public String host() {
        return base.substring(0, base.indexOf('/'));
    }

    /** Returns whether the name itself asks for a model that runs at ollama.com, on the account of the operator. */
    public boolean isCloud() {
        return isCloud;
    }

    /** Returns the full name without the source. */
    String base() {
        return base;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelName name && toString().equals(name.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns the one full spelling: lower case, all four parts; reading it gives an equal name. */
    @Override
    public String toString() {
        if (!isCloud) {
            return base;
        }
        String usual = ":" + DEFAULT_TAG;
        return base.endsWith(usual) ? base.substring(0, base.length() - usual.length()) + ":cloud" : base + "-cloud";
    }

    /** Returns the spelling in Ollama's own lists: without the usual registry and namespace, but with the tag. */
    public String shortText() {
        String text = toString();
        for (String usual : List.of(DEFAULT_HOST + "/", DEFAULT_NAMESPACE + "/")) {
            text = text.startsWith(usual) ? text.substring(usual.length()) : text;
        }
        return text;
    }

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not the name of a model");
        }
    }
}
