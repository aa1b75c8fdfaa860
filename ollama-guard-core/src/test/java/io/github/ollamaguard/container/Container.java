package io.github.ollamaguard.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/**
 * A servlet container that runs one web application in the root context.
 *
 * @param port where it listens on the loopback interface
 * @param stop ends it
 */
record Container(int port, AutoCloseable stop) {
    /** What puts servlets and filters into a web application before it starts. */
    @FunctionalInterface
    interface Installer {
        void install(ServletContext context) throws ServletException;
    }
}
