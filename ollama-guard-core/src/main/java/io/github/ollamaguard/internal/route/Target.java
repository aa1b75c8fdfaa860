package io.github.ollamaguard.internal.route;

import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.upstream.NativeOperation;

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
