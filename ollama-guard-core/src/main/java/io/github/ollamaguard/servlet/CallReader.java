package io.github.ollamaguard.servlet;

import com.google.gson.JsonObject;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.Collected;
import io.github.ollamaguard.internal.stream.NdjsonReader;
import io.github.ollamaguard.upstream.NativeRequest;
import io.github.ollamaguard.upstream.Upstream;
import io.github.ollamaguard.upstream.UpstreamCall;
import io.github.ollamaguard.upstream.UpstreamHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/**
 * Makes one native call on a thread of its own and hands its lines to the request thread, which alone may write to the
 * client. A full queue holds Ollama back. Ends when the call does, or when its thread is interrupted.
 */
final class CallReader implements Runnable {
    private static final int BUFFER_SIZE = 8 * 1024;

    /** Something that happened to a call, to be told on the request thread. */
    @FunctionalInterface
    interface Arrival {
        /** Tells it. */
        void tell(MergedReplies replies) throws ApiException;
    }

    private final int index;
    private final Upstream upstream;
    private final NativeRequest request;
    private final boolean streamed;
    private final BlockingQueue<Arrival> arrivals;

    CallReader(int index, Upstream upstream, NativeRequest request, boolean streamed, BlockingQueue<Arrival> arrivals) {
        this.index = index;
        this.upstream = upstream;
        this.request = request;
        this.streamed = streamed;
        this.arrivals = arrivals;
    }

    @Override
    public void run() {
        try {
            arrivals.put(outcome());
        } catch (InterruptedException e) {
            // The request thread is not interested any more.
            Thread.currentThread().interrupt();
        }
    }

    private Arrival outcome() throws InterruptedException {
        try (UpstreamCall call = upstream.send(request)) {
            UpstreamHead head = call.head();
            if (head.status() >= 400) {
                String body = collect(call);
                return replies -> replies.refused(head, body);
            }
            return streamed ? lines(call) : document(call);
        } catch (ApiException e) {
            return failed(e.error());
        } catch (RuntimeException e) {
            return failed(ApiError.internal());
        }
    }

    private static Arrival failed(ApiError error) {
        return replies -> {
            throw new ApiException(error);
        };
    }

    private Arrival lines(UpstreamCall call) throws ApiException, InterruptedException {
        NdjsonReader reader = new NdjsonReader();
        List<JsonObject> lines = new ArrayList<>();
        byte[] buffer = new byte[BUFFER_SIZE];
        for (int count = call.read(buffer); count >= 0; count = call.read(buffer)) {
            reader.feed(buffer, 0, count, lines::add);
            for (JsonObject line : lines) {
                arrivals.put(replies -> replies.line(index, line));
            }
            lines.clear();
        }
        reader.finish(lines::add);
        return replies -> replies.end(index, lines);
    }

    private Arrival document(UpstreamCall call) throws ApiException {
        if (!(StrictJson.reply(collect(call)) instanceof JsonObject document)) {
            throw new ApiException(ApiError.upstreamInvalid());
        }
        return replies -> replies.end(index, List.of(document));
    }

    private static String collect(UpstreamCall call) throws ApiException {
        Collected reply = new Collected();
        byte[] buffer = new byte[BUFFER_SIZE];
        for (int count = call.read(buffer); count >= 0; count = call.read(buffer)) {
            reply.add(buffer, 0, count);
        }
        return reply.text();
    }
}
