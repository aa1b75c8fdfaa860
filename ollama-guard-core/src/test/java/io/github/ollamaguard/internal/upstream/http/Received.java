package io.github.ollamaguard.internal.upstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.upstream.Reply;
import io.github.ollamaguard.internal.upstream.UpstreamHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reply that keeps what comes; tests do more with it. */
class Received implements Reply {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable UpstreamHead head;
    private volatile @Nullable Runnable abort;

    @Override
    public void begun(Runnable aborting) {
        abort = aborting;
    }

    @Override
    public final void head(UpstreamHead first) throws ApiException, IOException {
        assertThat(head).isNull();
        head = first;
        taken(first);
    }

    @Override
    public boolean bytes(byte[] bytes, int offset, int length) throws ApiException, IOException {
        assertThat(head).isNotNull();
        assertThat(length).isPositive();
        content.write(bytes, offset, length);
        return taken(new String(bytes, offset, length, UTF_8));
    }

    /** The head has come. */
    void taken(UpstreamHead first) throws ApiException, IOException {}

    /** The next bytes have come; returns whether more are wanted. */
    boolean taken(String piece) throws ApiException, IOException {
        return true;
    }

    /** Returns the head, or null when none has come. */
    final @Nullable UpstreamHead head() {
        return head;
    }

    /** Returns all that has come. */
    final String text() {
        return content.toString(UTF_8);
    }

    /** Ends the call early. */
    final void abort() {
        Objects.requireNonNull(abort).run();
    }
}
