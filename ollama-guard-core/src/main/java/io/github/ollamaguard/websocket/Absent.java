package io.github.ollamaguard.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** What stands where a container would have a request and a response: whatever it is asked for, it refuses. */
final class Absent {
    private static final InvocationHandler REFUSAL = (proxy, method, arguments) -> {
        throw new UnsupportedOperationException("A message of a WebSocket has no " + method.getName());
    };

    static final HttpServletRequest REQUEST = absent(HttpServletRequest.class);
    static final HttpServletResponse RESPONSE = absent(HttpServletResponse.class);

    private Absent() {}

    private static <T> T absent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(Absent.class.getClassLoader(), new Class<?>[] {type}, REFUSAL));
    }
}
