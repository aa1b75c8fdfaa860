package io.github.ollamaguard.spring;

/** A class path with a version of Jetty that the guard cannot work with. */
final class UnsupportedJettyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedJettyException(String version) {
        super("ollama-guard needs Jetty 12.1 as its HTTP client, but Jetty " + version + " is on the class path.");
    }
}
