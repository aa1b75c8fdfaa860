package io.github.ollamaguard.internal.access;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.Exchange;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the headers of a request may say about its body. Stricter than some containers: a body that two parsers could
 * delimit differently is a way to smuggle a second request (RFC 9112, section 11.2). Immutable and thread-safe.
 *
 * @param maxBody the largest body in bytes
 */
record BodyFraming(long maxBody) implements AccessRule {
    /** More digits would not fit into a long. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /**
     * Checks everything that can be known before the body is read.
     *
     * @throws ApiException 400, 413, 415 or 417
     */
    @Override
    public void check(Exchange exchange) throws ApiException {
        ClientRequest request = exchange.request();
        checkFraming(request);
        if (!request.headers("Expect").stream().allMatch("100-continue"::equalsIgnoreCase)) {
            throw new ApiException(ApiError.expectationFailed());
        }
        if (!request.headers("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
            throw new ApiException(ApiError.unsupportedEncoding());
        }
        if (request.contentLength() > maxBody) {
            throw new ApiException(ApiError.tooLarge(maxBody));
        }
    }

    private static void checkFraming(ClientRequest request) throws ApiException {
        List<String> codings = request.headers("Transfer-Encoding");
        List<String> lengths = request.headers("Content-Length");
        boolean doubtful = codings.isEmpty() ? !isOneNumberOrNone(lengths) : !isChunked(codings, lengths, request);
        if (doubtful) {
            throw new ApiException(ApiError.badRequest("The length of the request body is ambiguous."));
        }
    }

    private static boolean isChunked(List<String> codings, List<String> lengths, ClientRequest request) {
        return lengths.isEmpty()
                && codings.size() == 1
                && codings.get(0).equalsIgnoreCase("chunked")
                && !request.protocol().equals("HTTP/1.0");
    }

    private static boolean isOneNumberOrNone(List<String> lengths) {
        return lengths.isEmpty()
                || (lengths.size() == 1 && NUMBER.matcher(lengths.get(0)).matches());
    }
}
