package io.github.ollamaguard.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Ollama, of which the one that was used last is used next. There is no limit: admission limits
 * requests, and the pool must never be what makes one wait. Thread-safe.
 */
final class ConnectionPool implements Closeable {
    /** Idle connections are dropped before most servers would close them, which saves races with such a close. */
    private static final long LONGEST_IDLE = Duration.ofSeconds(30).toNanos();

    private final UpstreamServer server;
    private final long connectMillis;
    private final Deque<UpstreamConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<UpstreamConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ConnectionPool(UpstreamServer server, Duration connectTimeout) {
        this.server = server;
        this.connectMillis = connectTimeout.toMillis();
    }

    /**
     * Returns a connection on which nothing has been sent.
     *
     * @throws IOException when there is no way to connect
     */
    UpstreamConnection take() throws IOException {
        UpstreamConnection pooled = pooled();
        return pooled == null ? connect() : pooled;
    }

    /** Takes a connection back on which all has been said. */
    void giveBack(UpstreamConnection connection) {
        long now = System.nanoTime();
        connection.rest(now);
        idle.push(connection);
        dropExpired(now);
        if (closed) {
            close();
        }
    }

    /** Closes a connection. */
    void drop(UpstreamConnection connection) {
        open.remove(connection);
        connection.close();
    }

    /** Closes all connections, also those in use. */
    @Override
    public void close() {
        closed = true;
        idle.clear();
        open.forEach(this::drop);
    }

    /** Ollama may have closed a connection, or have been replaced: a look at it costs little. */
    private @Nullable UpstreamConnection pooled() {
        for (UpstreamConnection next = idle.poll(); next != null; next = idle.poll()) {
            if (System.nanoTime() - next.idleSince() < LONGEST_IDLE && next.isQuiet()) {
                return next;
            }
            drop(next);
        }
        return null;
    }

    private UpstreamConnection connect() throws IOException {
        UpstreamConnection connection = UpstreamConnection.open(server, connectMillis);
        open.add(connection);
        if (closed) {
            drop(connection);
            throw new IOException("closed");
        }
        return connection;
    }

    /** The longest idle ones stand at the end. */
    private void dropExpired(long now) {
        UpstreamConnection oldest = idle.peekLast();
        while (oldest != null && now - oldest.idleSince() >= LONGEST_IDLE) {
            if (idle.removeLastOccurrence(oldest)) {
                drop(oldest);
            }
            oldest = idle.peekLast();
        }
    }
}
