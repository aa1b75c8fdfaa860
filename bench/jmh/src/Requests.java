package io.github.ollamaguard.bench;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.TokenCount;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A request on its way to Ollama, and a whole answer on its way back, in bytes on both sides. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Requests {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);

    @Benchmark
    public byte[] there() throws ApiException {
        return StrictJson.bytes(translation().requests().get(0));
    }

    @Benchmark
    public int thereAndBack() throws ApiException {
        Translation translation = translation();
        int sent = StrictJson.bytes(translation.requests().get(0)).length;
        Transcoder transcoder =
                new Transcoder(translation, new TokenCount(), document -> {}, new EventStream(out));
        transcoder.feed(0, Documents.REPLY, 0, Documents.REPLY.length);
        transcoder.finish(0);
        return sent + StrictJson.bytes(transcoder.document()).length;
    }

    private static Translation translation() throws ApiException {
        return Endpoint.CHAT.translate(StrictJson.object(Documents.REQUEST), Documents.OPTIONS);
    }
}
