package io.github.ollamaguard.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Something to do once when a request has ended, whether or not it went asynchronous. Thread-safe. */
final class AsyncCompletion implements AsyncListener {
    private final Runnable action;
    private final Consumer<Throwable> onError;
    private final AtomicBoolean done = new AtomicBoolean();

    private AsyncCompletion(Runnable action, Consumer<Throwable> onError) {
        this.action = action;
        this.onError = onError;
    }

    /**
     * Does it now, or when the request completes if it went asynchronous; to be called when the chain has returned.
     *
     * @param onError is told before, when the asynchronous part fails
     */
    static void after(HttpServletRequest request, Runnable action, Consumer<Throwable> onError) {
        AsyncCompletion completion = new AsyncCompletion(action, onError);
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(completion);
                return;
            } catch (IllegalStateException e) {
                // It has completed meanwhile.
            }
        }
        completion.onComplete();
    }

    private void onComplete() {
        if (done.compareAndSet(false, true)) {
            action.run();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        onComplete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        if (cause != null) {
            onError.accept(cause);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A new cycle forgets the listeners of the last one.
        event.getAsyncContext().addListener(this);
    }
}
