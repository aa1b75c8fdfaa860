package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request body that is already there. Not thread-safe. */
final class BufferedBody extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    BufferedBody(byte[] body) {
        this.bytes = new ByteArrayInputStream(body);
    }

    /**
     * Reads the body of a request completely.
     *
     * @throws ApiException 413 for a body that is too large, 408 for one that is too slow, 400 for one that breaks off
     */
    static byte[] read(HttpServletRequest request, BodyLimits limits) throws ApiException {
        int limit = (int) Math.min(limits.size(), Integer.MAX_VALUE - 64);
        byte[] body;
        try {
            InputStream in = new PacedInput(request.getInputStream(), limits.rate(), System::nanoTime);
            body = in.readNBytes(known(request.getContentLengthLong(), limit + 1));
        } catch (PacedInput.SlowException e) {
            throw new ApiException(ApiError.bodyTooSlow());
        } catch (IOException | RuntimeException e) {
            // Containers report broken chunks and early ends in their own ways; all are the client's doing.
            // Tomcat has decided on an answer already, and would print the exception in it, stack trace included.
            request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
            throw new ApiException(ApiError.badRequest("The request body could not be read."));
        }
        if (body.length > limit) {
            throw new ApiException(ApiError.tooLarge(limits.size()));
        }
        return body;
    }

    /** Returns how much to read: a known length saves buffers, and the container makes sure that it is true. */
    private static int known(long declared, int most) {
        return declared >= 0 && declared < most ? (int) declared : most;
    }

    @Override
    public int read() {
        return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        return bytes.read(into, offset, length);
    }

    /** Without the buffers that the superclass would need. */
    @Override
    public byte[] readNBytes(int most) {
        byte[] read = new byte[Math.min(most, bytes.available())];
        bytes.readNBytes(read, 0, read.length);
        return read;
    }

    @Override
    public int available() {
        return bytes.available();
    }

    @Override
    public boolean isFinished() {
        return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    /** Calls the listener at once: there is nothing to wait for. */
    @Override
    public void setReadListener(ReadListener listener) {
        try {
            if (!isFinished()) {
                listener.onDataAvailable();
            }
            listener.onAllDataRead();
        } catch (IOException | RuntimeException e) {
            listener.onError(e);
        }
    }
}
