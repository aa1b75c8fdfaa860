package io.github.ollamaguard.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream on a real socket whose answers a test scripts step by step: HTTP/1.1 with keep-alive, one thread per
 * connection. Thread-safe; scripts of different connections run at the same time.
 */
public final class FakeOllama implements AutoCloseable {
    /** What to answer. A script that fails, or ends before its answer is complete, closes the connection. */
    @FunctionalInterface
    public interface Script {
        /** Answers one request. */
        void answer(FakeRequest request, FakeReply reply) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<FakeRequest> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private FakeOllama(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** Starts a server on a free port of the loopback interface. */
    public static FakeOllama start(Script script) throws IOException {
        return start(0, script);
    }

    /** Starts a server on a port of the loopback interface. */
    public static FakeOllama start(int port, Script script) throws IOException {
        FakeOllama ollama = new FakeOllama(new ServerSocket(port, 512, InetAddress.getByName("127.0.0.1")), script);
        daemon("fake-ollama", ollama::accept);
        return ollama;
    }

    /** Returns the address for the setting {@code upstream}, without a trailing slash. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Returns all requests so far. */
    public List<FakeRequest> requests() {
        return requests;
    }

    /** Waits for the next request that no earlier call of this method returned. */
    public FakeRequest awaitRequest() throws InterruptedException {
        FakeRequest request = arrivals.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    /** Returns how many connections were opened so far. */
    public int connections() {
        return connections.get();
    }

    /** Returns how many connections are open. */
    public int openConnections() {
        return sockets.size();
    }

    /** Returns what scripts threw, {@link IOException}s of broken connections apart. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Breaks all open connections with a TCP reset and goes on listening. */
    public void resetConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Stops listening and closes all connections. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon("fake-ollama-" + connections, () -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (exchange(socket, in)) {}
        } catch (IOException broken) {
            // Whoever cares asks the reply.
        } catch (Throwable failure) {
            failures.add(failure);
        } finally {
            sockets.remove(socket);
        }
    }

    private boolean exchange(Socket socket, InputStream in) throws Exception {
        HttpHead head = HttpHead.read(in);
        if (head == null) {
            return false;
        }
        String[] line = head.startLine().split(" ");
        FakeRequest request =
                new FakeRequest(line[0], line[1], head, head.body(in, false).readAllBytes());
        requests.add(request);
        arrivals.add(request);
        FakeReply reply = new FakeReply(socket);
        script.answer(request, reply);
        return reply.ended();
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
