package io.github.ollamaguard.internal.access;

import com.google.gson.JsonObject;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of whatever is not read only is one strict JSON object within bounds of size and time. Immutable and
 * thread-safe.
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
}
