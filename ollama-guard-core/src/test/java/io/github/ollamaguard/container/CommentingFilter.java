package io.github.ollamaguard.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.internal.exchange.BrokenReplyException;
import io.github.ollamaguard.upstream.Downstream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The smallest thing that can stand downstream of the proxy: it writes one line for whatever it is told. */
final class CommentingFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(Downstream.ATTRIBUTE, new Downstream() {
            @Override
            public void idle() throws IOException {
                write(response, ": keep-alive\n");
            }

            @Override
            public void failed(ApiError error) throws IOException {
                write(response, "failed: " + error.code() + "\n");
                throw new BrokenReplyException(error.message());
            }
        });
        chain.doFilter(request, response);
    }

    private static void write(HttpServletResponse response, String line) throws IOException {
        response.getOutputStream().write(line.getBytes(UTF_8));
        response.flushBuffer();
    }
}
