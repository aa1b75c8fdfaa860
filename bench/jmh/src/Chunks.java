package io.github.ollamaguard.bench;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.json.StrictJson;
import io.github.ollamaguard.internal.stream.EventStream;
import io.github.ollamaguard.internal.stream.TokenCount;
import io.github.ollamaguard.internal.stream.Transcoder;
import io.github.ollamaguard.internal.translate.Endpoint;
import io.github.ollamaguard.internal.translate.shared.Translation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A stream on its way back: lines of NDJSON to server-sent events, time and bytes for one line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Chunks {
    private static final int LINES = 200;

    @Param({"text", "thinking", "tool"})
    public String kind = "text";

    private byte[][] lines = {};
    private byte[] together = {};
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);

    @Setup
    public void prepare() {
        String member =
                switch (kind) {
                    case "thinking" -> "\"content\":\"\",\"thinking\":\" wonders\"";
                    case "tool" -> "\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"weather\","
                            + "\"arguments\":{\"city\":\"Paris\",\"days\":3}}}]";
                    default -> "\"content\":\" quick\"";
                };
        String line = "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-23T11:31:05.123456789Z\",\"message\":{"
                + "\"role\":\"assistant\"," + member + "},\"done\":false}\n";
        lines = new byte[LINES][];
        for (int i = 0; i < LINES; i++) {
            lines[i] = line.getBytes(StandardCharsets.UTF_8);
        }
        together = line.repeat(LINES).getBytes(StandardCharsets.UTF_8);
    }

    /** Every line arrives by itself, as from a model that generates. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public int single() throws ApiException {
        Transcoder transcoder = transcoder();
        int size = 0;
        for (byte[] line : lines) {
            transcoder.feed(0, line, 0, line.length);
            size += out.size();
            out.reset();
        }
        return size;
    }

    /** Lines arrive in pieces of 8 KiB, cut anywhere. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public int together() throws ApiException {
        Transcoder transcoder = transcoder();
        int size = 0;
        for (int from = 0; from < together.length; from += 8192) {
            transcoder.feed(0, together, from, Math.min(8192, together.length - from));
            size += out.size();
            out.reset();
        }
        return size;
    }

    private Transcoder transcoder() throws ApiException {
        Translation translation = Endpoint.CHAT.translate(StrictJson.object(Documents.STREAMED), Documents.OPTIONS);
        return new Transcoder(translation, new TokenCount(), document -> {}, new EventStream(out));
    }
}
