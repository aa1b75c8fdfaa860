package io.github.ollamaguard.container;

import io.github.ollamaguard.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * In which pieces a request is written: a verdict that depends on them is a hole. The kernel joins pieces that the server
 * is too slow to read one by one.
 */
enum Sending {
    WHOLE {
        @Override
        boolean isCut(byte[] request, int at) {
            return false;
        }
    },
    AT_LINE_ENDS {
        @Override
        boolean isCut(byte[] request, int at) {
            return request[at - 1] == '\r' || request[at - 1] == '\n';
        }
    },
    BYTE_BY_BYTE {
        @Override
        boolean isCut(byte[] request, int at) {
            return at % (1 + request.length / MOST_PIECES) == 0;
        }
    };

    /** Longer requests have longer pieces. */
    private static final int MOST_PIECES = 1000;

    /** Returns whether a piece ends in front of a byte that is not the first. */
    abstract boolean isCut(byte[] request, int at);

    /** Sends a request and nothing else; a server that has heard enough may close the connection earlier. */
    void send(RawClient client, byte[] request) {
        try {
            for (byte[] piece : pieces(request)) {
                client.raw(piece);
            }
            client.finish();
        } catch (IOException refused) {
            // The answer tells.
        }
    }

    private List<byte[]> pieces(byte[] request) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= request.length; at++) {
            if (at == request.length || isCut(request, at)) {
                pieces.add(Arrays.copyOfRange(request, from, at));
                from = at;
            }
        }
        return pieces;
    }
}
