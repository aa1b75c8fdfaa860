package io.github.ollamaguard.proxy;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.upstream.NativeOperation;
import io.github.ollamaguard.upstream.NativeRequest;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes a native request out of a client's one: an exact look-up of method and raw path, and the body. */
final class Intake {
    private static final int LARGEST_BODY = Integer.MAX_VALUE - 16;

    private final String prefix;
    private final int bodyLimit;
    private final boolean allowManagement;

    Intake(Settings settings) {
        this.prefix = settings.get(Setting.PREFIX);
        this.bodyLimit = (int) Math.min(settings.get(Setting.MAX_BODY), LARGEST_BODY);
        this.allowManagement = settings.get(Setting.ALLOW_MANAGEMENT);
    }

    /**
     * Reads a request completely.
     *
     * @param response gets the header {@code Allow} together with the refusal 405
     * @throws ApiException when it asks for nothing that exists or is allowed, or its body is too large or compressed
     */
    NativeRequest read(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        String method = request.getMethod();
        NativeOperation operation = operation(request);
        if (operation == null) {
            throw new ApiException(ApiError.unknownUrl(method, request.getRequestURI()));
        }
        String allowed = hasHead(operation) ? "GET, HEAD" : operation.method();
        if (!operation.method().equals(method) && !(method.equals("HEAD") && hasHead(operation))) {
            response.setHeader("Allow", allowed);
            throw new ApiException(ApiError.methodNotAllowed(method, request.getRequestURI()));
        }
        if (operation.isManagement() && !allowManagement) {
            throw new ApiException(ApiError.forbidden());
        }
        return operation.hasBody() ? new NativeRequest(operation, body(request)) : NativeRequest.of(operation);
    }

    /** Looks the raw path up: decoded ones differ between containers, and Jetty refuses some. */
    private @Nullable NativeOperation operation(HttpServletRequest request) {
        String base = request.getContextPath() + prefix;
        String uri = request.getRequestURI();
        if (!uri.startsWith(base)) {
            return null;
        }
        String path = uri.substring(base.length());
        return path.equals("/ps") ? NativeOperation.PS : NativeOperation.ofPath(path);
    }

    private static boolean hasHead(NativeOperation operation) {
        return operation == NativeOperation.TAGS || operation == NativeOperation.VERSION;
    }

    private byte[] body(HttpServletRequest request) throws ApiException, IOException {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ApiException(ApiError.unsupportedEncoding());
        }
        if (request.getContentLengthLong() > bodyLimit) {
            throw new ApiException(ApiError.tooLarge(bodyLimit));
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(bodyLimit + 1);
        } catch (IOException | RuntimeException e) {
            // Tomcat has decided on an answer already, and would print the exception in it, stack trace included.
            request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
            throw new ApiException(ApiError.badRequest("The request body could not be read."));
        }
        if (body.length > bodyLimit) {
            throw new ApiException(ApiError.tooLarge(bodyLimit));
        }
        return body;
    }
}
