package io.github.ollamaguard.internal.route;

import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.NativeOperation;
import io.github.ollamaguard.key.Role;
import java.util.regex.Pattern;

/**
 * One row of the {@link RouteTable}: an operation that exists, and who may use it.
 *
 * @param method HTTP method, in capitals; {@code HEAD} has a row of its own
 * @param path canonical path below the prefix, without a slash at its end (the root is {@code /}); its last segment may
 *     be {@code {model}}, which stands for the rest of the path, or {@code {digest}}, which stands for one segment
 * @param role the role that a key needs
 * @param target what it leads to
 */
public record Route(String method, String path, Role role, Target target) {
    /** A variable end that may contain slashes, as names of models do. */
    static final String MODEL = "{model}";

    /** A variable end of one segment. */
    static final String DIGEST = "{digest}";

    private static final Pattern METHODS = Pattern.compile("[A-Z]+");

    /** What a route leads to. */
    public sealed interface Target {
        /** An operation of Ollama, passed through. */
        record Native(NativeOperation operation) implements Target {}

        /** An endpoint of another API, translated. */
        record Translated(Endpoint endpoint) implements Target {}

        /** What the guard answers itself. */
        record Own() implements Target {}

        /** An operation that is known, so that nobody takes it for a mistake in the URL, and that the guard does not carry. */
        record Nothing() implements Target {}
    }

    /** Refuses a row that no request could ever match with an {@link IllegalArgumentException}. */
    public Route {
        String fixed = fixedPath(path);
        boolean hasParameter = !fixed.equals(path);
        boolean legal = METHODS.matcher(method).matches()
                && CanonicalPath.isCanonical(fixed)
                && (path.equals("/") || fixed.endsWith("/") == hasParameter);
        if (!legal) {
            throw new IllegalArgumentException("Not a route: " + method + " " + path);
        }
    }

    /** Returns the path up to its variable end, or the whole path when it has none. */
    private static String fixedPath(String path) {
        return path.endsWith(MODEL) || path.endsWith(DIGEST) ? path.substring(0, path.lastIndexOf('{')) : path;
    }
}
