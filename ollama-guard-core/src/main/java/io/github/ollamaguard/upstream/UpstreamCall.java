package io.github.ollamaguard.upstream;

import io.github.ollamaguard.error.ApiException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A native request on its way and its answer, read by one thread. The answer is pulled: what is not read holds Ollama
 * back, and memory stays bounded. Not thread-safe.
 */
public interface UpstreamCall extends AutoCloseable {
    /**
     * Waits for status and headers. Ollama sends none before the first token, which can take minutes.
     *
     * @throws ApiException when there will be no answer: not reachable, or silent for longer than the idle timeout
     */
    UpstreamHead head() throws ApiException;

    /**
     * Waits for status and headers for a while.
     *
     * @param patience the longest time to wait
     * @return the head, or null when it has not come yet
     * @throws ApiException when there will be no answer: not reachable, or silent for longer than the idle timeout
     */
    @Nullable
    UpstreamHead head(Duration patience) throws ApiException;

    /**
     * Reads all bytes that are there, up to the length of the array, and waits only when there are none. To be called
     * after {@link #head} returned one.
     *
     * @param into where the bytes go, from index 0
     * @return how many bytes were read, at least 1; -1 when the answer is complete
     * @throws ApiException when the answer broke off, or was silent for longer than the idle timeout
     */
    int read(byte[] into) throws ApiException;

    /** Ends the call. An answer that has not been read to its end is aborted, and Ollama stops generating. */
    @Override
    void close();
}
