package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * The asynchronous life of a translated request: the end of the servlet's work is the end of the native reply. A
 * connection can only be cut by an exception in a dispatch, so the filter has to be mapped for {@code ASYNC} as well.
 * Used by one thread at a time.
 */
final class TranslatedAsync implements AsyncContext, AsyncListener {
    private final AsyncContext context;
    private final TranslatedResponse response;

    TranslatedAsync(AsyncContext context, TranslatedResponse response) {
        this.context = context;
        this.response = response;
        context.addListener(this);
    }

    @Override
    public void complete() {
        try {
            response.finish();
        } catch (IOException e) {
            // The answer is broken, as end() sees.
        }
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        fail(ApiError.upstreamTimeout());
    }

    @Override
    public void onError(AsyncEvent event) {
        // Tomcat also reports the exception that cuts the connection.
        if (!response.reply().answer().isOver()) {
            fail(ApiError.upstreamBroken());
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}

    private void fail(ApiError error) {
        try {
            response.reply().failed(error);
        } catch (IOException e) {
            // The answer is broken, as end() sees.
        }
        end();
    }

    private void end() {
        OpenAiAnswer answer = response.reply().answer();
        try {
            answer.output().whenDrained(answer.isBroken() ? context::dispatch : context::complete);
        } catch (IOException e) {
            context.dispatch();
        }
    }

    @Override
    public ServletRequest getRequest() {
        return context.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return context.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return false;
    }

    @Override
    public void dispatch() {
        context.dispatch();
    }

    @Override
    public void dispatch(String path) {
        context.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext servletContext, String path) {
        context.dispatch(servletContext, path);
    }

    @Override
    public void start(Runnable work) {
        context.start(work);
    }

    @Override
    public void addListener(AsyncListener listener) {
        context.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse servletResponse) {
        context.addListener(listener, request, servletResponse);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.createListener(type);
    }

    @Override
    public void setTimeout(long milliseconds) {
        context.setTimeout(milliseconds);
    }

    @Override
    public long getTimeout() {
        return context.getTimeout();
    }
}
