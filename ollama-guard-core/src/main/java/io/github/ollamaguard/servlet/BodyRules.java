package io.github.ollamaguard.servlet;

import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the headers of a request may say about its body. Stricter than some containers: a body that two parsers could
 * delimit differently is a way to smuggle a second request (RFC 9112, section 11.2). Stateless.
 */
final class BodyRules {
    /** More digits would not fit into a long. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private BodyRules() {}

    /**
     * Checks everything that can be known before the body is read.
     *
     * @param maxBody the largest body in bytes
     */
    static void check(HttpServletRequest request, long maxBody) throws ApiException {
        checkFraming(request);
        for (String expectation : values(request, "Expect")) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new ApiException(ApiError.expectationFailed());
            }
        }
        for (String encoding : values(request, "Content-Encoding")) {
            if (!encoding.equalsIgnoreCase("identity")) {
                throw new ApiException(ApiError.unsupportedEncoding());
            }
        }
        if (request.getContentLengthLong() > maxBody) {
            throw new ApiException(ApiError.tooLarge(maxBody));
        }
    }

    private static void checkFraming(HttpServletRequest request) throws ApiException {
        List<String> codings = values(request, "Transfer-Encoding");
        List<String> lengths = values(request, "Content-Length");
        boolean doubtful = codings.isEmpty() ? !isOneNumberOrNone(lengths) : !isChunked(codings, lengths, request);
        if (doubtful) {
            throw new ApiException(ApiError.badRequest("The length of the request body is ambiguous."));
        }
    }

    private static boolean isChunked(List<String> codings, List<String> lengths, HttpServletRequest request) {
        return lengths.isEmpty()
                && codings.size() == 1
                && codings.get(0).equalsIgnoreCase("chunked")
                && !request.getProtocol().equals("HTTP/1.0");
    }

    private static boolean isOneNumberOrNone(List<String> lengths) {
        return lengths.isEmpty()
                || (lengths.size() == 1 && NUMBER.matcher(lengths.get(0)).matches());
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }
}
