package io.github.ollamaguard.internal.access;

import com.google.gson.JsonObject;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.json.StrictJson;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The rule that the body of whatever is not read only is one strict JSON object within bounds of size and time.
 * Immutable and thread-safe.
 *
 * @param size most bytes
 * @param rate fewest bytes a second on average; 0 for any
 */
record JsonBody(long size, long rate) implements AccessRule {
    static JsonBody of(Settings settings) {
        return new JsonBody(settings.get(Setting.MAX_BODY), settings.get(Setting.BODY_RATE));
    }

    /** Reads the body, unless that has been done already. */
    @Override
    public void check(Exchange exchange) throws ApiException {
        ClientRequest request = exchange.request();
        boolean readOnly = request.method().equals("GET") || request.method().equals("HEAD");
        if (readOnly || exchange.body() != null) {
            return;
        }
        JsonObject body = StrictJson.object(read(request));
        if (request.streamsByDefault()
                && (!body.has("stream") || body.get("stream").isJsonNull())) {
            body.addProperty("stream", true);
        }
        exchange.body(body);
    }

    private byte[] read(ClientRequest request) throws ApiException {
        int limit = (int) Math.min(size, Integer.MAX_VALUE - 64);
        byte[] body;
        try {
            InputStream in = new MinimumRateInput(request.body(), rate, System::nanoTime);
            body = in.readNBytes(known(request.contentLength(), limit + 1));
        } catch (MinimumRateInput.SlowException e) {
            throw new ApiException(ApiError.bodyTooSlow());
        } catch (IOException | RuntimeException e) {
            // Containers report broken chunks and early ends in their own ways; all are the client's doing.
            throw new ApiException(ApiError.badRequest("The request body could not be read."));
        }
        if (body.length > limit) {
            throw new ApiException(ApiError.tooLarge(size));
        }
        return body;
    }

    /** Returns how much to read: a known length saves buffers, and the container makes sure that it is true. */
    private static int known(long declared, int most) {
        return declared >= 0 && declared < most ? (int) declared : most;
    }

    /**
     * A body that has to arrive at a minimum rate on average, after a time of grace. Sees a client that drips whenever
     * it drips; one that sends nothing at all is the business of the container's own timeout. Not thread-safe.
     */
    static final class MinimumRateInput extends FilterInputStream {
        private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

        private final long rate;
        private final LongSupplier nanoTime;
        private final long begun;
        private long received;

        /** Reports that the body came too slowly. */
        static final class SlowException extends IOException {
            private static final long serialVersionUID = 1L;
        }

        /** Paces a body from now on; a rate of 0 bytes a second allows any. */
        MinimumRateInput(InputStream body, long rate, LongSupplier nanoTime) {
            super(body);
            this.rate = rate;
            this.nanoTime = nanoTime;
            this.begun = nanoTime.getAsLong();
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            check(value < 0 ? -1 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            check(count);
            return count;
        }

        private void check(int count) throws SlowException {
            if (count < 0) {
                return;
            }
            received += count;
            long late = nanoTime.getAsLong() - begun - GRACE;
            if (late > 0 && received < rate * (double) late / TimeUnit.SECONDS.toNanos(1)) {
                throw new SlowException();
            }
        }
    }
}
