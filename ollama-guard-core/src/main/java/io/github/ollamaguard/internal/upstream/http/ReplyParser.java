package io.github.ollamaguard.internal.upstream.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP answers of one connection, parsed as their bytes come. Jetty's parser does the work; this turns its events
 * around, so that the reader asks for content. Not thread-safe.
 */
final class ReplyParser {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final byte[] NOWHERE = {};

    private final HttpParser parser = new HttpParser(new Events(), 2 * LONGEST_HEAD);
    private final HttpFields.Mutable headers = HttpFields.build();
    private int headSize;
    private int status;
    private boolean headComplete;
    private boolean complete;
    private boolean reusable;
    private boolean wrong;

    private byte[] into = NOWHERE;
    private int filled;

    /** Content that did not fit. */
    private @Nullable ByteBuffer rest;

    /** Gets ready for the next answer. */
    void reset() {
        parser.reset();
        headers.clear();
        headSize = 0;
        status = 0;
        headComplete = false;
        complete = false;
        reusable = true;
        wrong = false;
        rest = null;
    }

    /** Takes bytes up to the end of the head; what follows is left in the buffer. */
    void head(ByteBuffer bytes) {
        int before = bytes.remaining();
        while (bytes.hasRemaining() && !headComplete && !wrong) {
            parser.parseNext(bytes);
        }
        headSize += before - bytes.remaining();
        wrong |= headSize > LONGEST_HEAD;
    }

    /**
     * Takes bytes behind the head, and copies their content.
     *
     * @param bytes may be a view of {@code target}: content stands behind its framing, and so never overtakes it
     * @return how much content there is; not all is taken when {@code target} is full
     */
    int content(ByteBuffer bytes, byte[] target) {
        into = target;
        filled = 0;
        ByteBuffer left = rest;
        rest = null;
        if (left != null) {
            put(left);
        }
        boolean more = rest == null;
        while (more && !complete && !wrong) {
            // Also without bytes: the parser notices the end of an empty answer only when it is asked again.
            parser.parseNext(bytes);
            more = bytes.hasRemaining() && rest == null;
        }
        into = NOWHERE;
        return filled;
    }

    /** The connection has ended; an answer without a length is complete now. */
    void end() {
        parser.atEOF();
        parser.parseNext(ByteBuffer.wrap(NOWHERE));
        reusable = false;
    }

    boolean isHeadComplete() {
        return headComplete;
    }

    /** Returns whether the whole answer has been read. */
    boolean isComplete() {
        return complete && rest == null;
    }

    /** Returns whether these are no HTTP answers. */
    boolean isWrong() {
        return wrong;
    }

    /** Returns whether another answer may follow. */
    boolean isReusable() {
        return reusable && isComplete() && !wrong;
    }

    int status() {
        return status;
    }

    HttpFields headers() {
        return headers;
    }

    private void put(ByteBuffer content) {
        int count = Math.min(content.remaining(), into.length - filled);
        content.get(into, filled, count);
        filled += count;
        rest = content.hasRemaining() ? content : null;
    }

    /** What the parser tells; true stops it. */
    private final class Events implements HttpParser.ResponseHandler {
        @Override
        public void startResponse(HttpVersion version, int newStatus, @Nullable String reason) {
            status = newStatus;
            reusable = version == HttpVersion.HTTP_1_1;
        }

        @Override
        public void parsedHeader(HttpField field) {
            headers.add(field);
            if (field.getHeader() == HttpHeader.CONNECTION && field.contains("close")) {
                reusable = false;
            }
        }

        @Override
        public boolean headerComplete() {
            headComplete = true;
            return true;
        }

        @Override
        public boolean content(ByteBuffer content) {
            put(content);
            return rest != null;
        }

        @Override
        public boolean contentComplete() {
            return false;
        }

        @Override
        public boolean messageComplete() {
            complete = true;
            return true;
        }

        @Override
        public void earlyEOF() {
            wrong = true;
        }

        @Override
        public void badMessage(HttpException failure) {
            wrong = true;
        }
    }
}
