package io.github.ollamaguard.websocket;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The whole way of a request through the guard, from the key filter on. Implementations are thread-safe. */
@FunctionalInterface
public interface Passage {
    /** Takes the way; the answer is complete when it returns. */
    void take(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
}
