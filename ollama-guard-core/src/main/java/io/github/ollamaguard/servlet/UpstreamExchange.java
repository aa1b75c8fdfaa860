package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.thread.VirtualThreads;
import io.github.ollamaguard.internal.translate.shared.Translation;
import io.github.ollamaguard.servlet.CallReader.Arrival;
import io.github.ollamaguard.upstream.NativeOperation;
import io.github.ollamaguard.upstream.NativeRequest;
import io.github.ollamaguard.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a servlet chain cannot carry: an exchange of several native calls at a time, or one with another exchange to
 * try when the model refuses it. Not thread-safe.
 */
final class UpstreamExchange {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiRewriteFilter.class);

    /** Enough to keep the readers busy while the request thread writes. */
    private static final int QUEUE = 64;

    private final Upstream upstream;
    private final OpenAiAnswer answer;
    private final Duration heartbeatAfter;
    private final Duration heartbeatEvery;
    private final int callsAtATime;

    UpstreamExchange(Upstream upstream, OpenAiAnswer answer, Settings settings) {
        this.upstream = upstream;
        this.answer = answer;
        this.heartbeatAfter = settings.get(Setting.HEARTBEAT_AFTER);
        this.heartbeatEvery = settings.get(Setting.HEARTBEAT_EVERY);
        this.callsAtATime = settings.get(Setting.MAX_CHOICES);
    }

    /**
     * Runs an exchange, and once the one that may replace it.
     *
     * @throws IOException when the client has gone, or must see a broken connection
     */
    void run(Translation exchange) throws IOException {
        Translation instead = runOnce(exchange);
        if (instead != null) {
            runOnce(instead);
        }
    }

    private @Nullable Translation runOnce(Translation exchange) throws IOException {
        MergedReplies replies = new MergedReplies(exchange, answer);
        List<Thread> readers = new ArrayList<>();
        try {
            merge(exchange, replies, readers);
        } catch (ApiException e) {
            replies.failed(e.error());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            replies.failed(ApiError.upstreamBroken());
        } catch (RuntimeException e) {
            LOG.error("An answer of Ollama could not be translated", new Defect(e));
            replies.failed(ApiError.internal());
        } finally {
            readers.forEach(Thread::interrupt);
        }
        return replies.fallback();
    }

    /** Writes once for all that has arrived meanwhile, and starts the next call when one has ended. */
    private void merge(Translation exchange, MergedReplies replies, List<Thread> readers)
            throws ApiException, IOException, InterruptedException {
        BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(QUEUE);
        List<NativeRequest> requests = requests(exchange);
        Duration patience = heartbeatAfter;
        while (!replies.isOver()) {
            while (readers.size() < Math.min(requests.size(), replies.ended() + callsAtATime)) {
                NativeRequest request = requests.get(readers.size());
                readers.add(VirtualThreads.start(
                        new CallReader(readers.size(), upstream, request, exchange.streamed(), arrivals)));
            }
            Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (arrival == null) {
                replies.idle();
                patience = heartbeatEvery;
                continue;
            }
            while (arrival != null && !replies.isOver()) {
                arrival.tell(replies);
                arrival = arrivals.poll();
            }
            replies.send();
            patience = heartbeatAfter;
        }
    }

    private static List<NativeRequest> requests(Translation exchange) {
        NativeOperation operation = exchange.operation();
        return exchange.requests().stream()
                .map(body -> operation.hasBody()
                        ? new NativeRequest(operation, StrictJson.bytes(body))
                        : NativeRequest.of(operation))
                .toList();
    }
}
