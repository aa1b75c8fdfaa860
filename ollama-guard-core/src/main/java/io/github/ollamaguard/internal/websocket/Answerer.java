package io.github.ollamaguard.internal.websocket;

import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import java.io.IOException;

/** Answers a message as any other request. */
@FunctionalInterface
public interface Answerer {
    /** Answers it; the answer is complete when this returns. */
    void answer(ClientRequest request, ClientResponse response) throws IOException;
}
