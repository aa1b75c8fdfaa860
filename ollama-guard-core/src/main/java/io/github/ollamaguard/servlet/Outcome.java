package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.upstream.BrokenReplyException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What became of a request, in one word for operators. Words of clients and of Ollama are never part of it. */
final class Outcome {
    static final String CLIENT_GONE = "client_gone";
    private static final String OK = "ok";
    private static final String FAILED = "failed";
    private static final String UPSTREAM_ERROR = "upstream_error";

    private Outcome() {}

    /** Returns the outcome of a request that was answered with an error. */
    static String of(ApiError error) {
        if (error.equals(ApiError.internal())) {
            return FAILED;
        }
        return isUpstream(error) ? UPSTREAM_ERROR : "refused:" + word(error);
    }

    /** Returns the outcome of a request whose answer came from behind the filters, or ended with an exception. */
    static String of(int status, @Nullable Throwable failure) {
        if (failure instanceof BrokenReplyException) {
            return UPSTREAM_ERROR;
        }
        if (failure != null) {
            return failure instanceof IOException ? CLIENT_GONE : FAILED;
        }
        if (status >= 500) {
            return UPSTREAM_ERROR;
        }
        return status >= 400 ? "refused:upstream" : OK;
    }

    /** Returns whether the error is Ollama's, or that of the way to it. */
    static boolean isUpstream(ApiError error) {
        String code = error.code();
        return code == null
                ? error.status() >= 500 && !error.equals(ApiError.internal())
                : code.startsWith("upstream_");
    }

    /** Returns the code of an error, or at least its type. */
    static String word(ApiError error) {
        String code = error.code();
        return code == null ? error.type() : code;
    }
}
