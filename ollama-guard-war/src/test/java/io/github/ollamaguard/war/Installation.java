package io.github.ollamaguard.war;

import java.net.URI;

/** A server as it comes, with {@code ollama.war}, keys and a directory of its own. */
interface Installation {
    /** The one key. */
    String KEY = "key-of-the-test";

    /** Starts the server in front of an upstream, with WebSockets, and waits until it serves the WAR. */
    Server start(URI upstream) throws Exception;

    /** Replaces the WAR while the server runs, and waits until the new one is served. */
    void redeploy(Server server) throws Exception;
}
