package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What a client throws when something goes wrong.
 *
 * @param type of the exception, exactly
 * @param text part of its message or of those of its causes; empty when the client loses what the guard says
 */
record Raised(Class<? extends Throwable> type, String text) {
    static Raised withoutText(Class<? extends Throwable> type) {
        return new Raised(type, "");
    }

    void by(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isExactlyInstanceOf(type).hasStackTraceContaining(text);
    }
}
