package io.github.ollamaguard.internal.upstream.http;

import io.github.ollamaguard.internal.thread.PeriodicTask;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Ollama, of which the one that was used last is used next. There is no limit: the guard limits
 * requests, and the pool must never be what makes one wait. Thread-safe.
 */
final class ConnectionPool implements Closeable {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    /** Idle connections are dropped before most servers would close them, which saves races with such a close. */
    private static final long LONGEST_IDLE = Duration.ofSeconds(30).toNanos();

    private final UpstreamServer server;
    private final long connectMillis;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final PeriodicTask watch;
    private volatile boolean closed;

    /** Creates a pool whose connections nobody waits for much longer than the idle timeout. */
    ConnectionPool(UpstreamServer server, Duration connectTimeout, Duration idleTimeout) {
        this.server = server;
        this.connectMillis = connectTimeout.toMillis();
        Duration period = idleTimeout.dividedBy(4);
        this.watch =
                PeriodicTask.start(this::dropOverdue, period.compareTo(LONGEST_PERIOD) < 0 ? period : LONGEST_PERIOD);
    }

    /**
     * Returns a connection on which nothing has been sent.
     *
     * @throws IOException when there is no way to connect
     */
    Connection take() throws IOException {
        Connection pooled = pooled();
        return pooled == null ? connect() : pooled;
    }

    /** Takes a connection back on which all has been said. */
    void giveBack(Connection connection) {
        connection.rest(System.nanoTime());
        idle.push(connection);
        if (closed) {
            dropAll();
        }
    }

    /** Closes a connection. */
    void drop(Connection connection) {
        open.remove(connection);
        connection.close();
    }

    /** Closes all connections, also those in use. */
    @Override
    public void close() {
        closed = true;
        dropAll();
        watch.close();
    }

    private void dropAll() {
        idle.clear();
        open.forEach(this::drop);
    }

    /**
     * Ollama may have closed a connection, or have said more on it than it was asked for, which must not become the
     * answer for somebody else: a look costs little.
     */
    private @Nullable Connection pooled() {
        for (Connection next = idle.poll(); next != null; next = idle.poll()) {
            long rested = System.nanoTime() - next.idleSince();
            if (rested < LONGEST_IDLE && next.isQuiet()) {
                return next;
            }
            drop(next);
        }
        return null;
    }

    private Connection connect() throws IOException {
        Connection connection = Connection.open(server, connectMillis);
        open.add(connection);
        if (closed) {
            drop(connection);
            throw new IOException("closed");
        }
        return connection;
    }

    private void dropOverdue() {
        long now = System.nanoTime();
        for (Connection connection : open) {
            if (connection.limit().hasPassed(now)) {
                drop(connection);
            }
        }
        dropExpired(now);
    }

    /** The longest idle ones stand at the end. */
    private void dropExpired(long now) {
        Connection oldest = idle.peekLast();
        while (oldest != null && now - oldest.idleSince() >= LONGEST_IDLE) {
            if (idle.removeLastOccurrence(oldest)) {
                drop(oldest);
            }
            oldest = idle.peekLast();
        }
    }
}
