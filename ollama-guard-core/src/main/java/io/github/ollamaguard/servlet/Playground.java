package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page for trying models in a browser: a few files with exact names. They hold no secret, so that a browser, which can
 * send no key for a page, gets them without one; what the page then asks for needs a key as always. Immutable and
 * thread-safe.
 */
final class Playground {
    /** What the page consists of, besides itself. */
    static final List<String> FILES = List.of(
            "/playground/app.js",
            "/playground/api.js",
            "/playground/meter.js",
            "/playground/prose.js",
            "/playground/turn.js",
            "/playground/style.css",
            "/playground/icon.svg");

    private static final String PAGE = "/playground/index.html";

    private final Map<String, PageFile> files = new HashMap<>();

    private Playground() {}

    /** Returns the page, or an empty playground when it is not switched on. */
    static Playground of(Settings settings) {
        Playground playground = new Playground();
        if (settings.get(Setting.PLAYGROUND)) {
            playground.files.put(GuardRoutes.ROOT, PageFile.load(PAGE));
            FILES.forEach(path -> playground.files.put(path, PageFile.load(path)));
        }
        return playground;
    }

    /** Answers a browser that loads the page; returns false for every other request. */
    boolean answer(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        PageFile file = OpenAnswers.isRead(request) ? files.get(path) : null;
        if (file == null) {
            return false;
        }
        if (!path.equals(GuardRoutes.ROOT)) {
            file.send(request, response);
            return true;
        }
        response.addHeader("Vary", "Accept");
        return wantsPage(request) && sendPage(file, request, response);
    }

    /** Names in the page are relative to a path that ends with a slash. */
    private static boolean sendPage(PageFile page, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String uri = request.getRequestURI();
        if (uri.endsWith("/")) {
            page.send(request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
            // Relative, as a proxy in front may know the guard by another path.
            response.setHeader("Location", "./" + uri.substring(uri.lastIndexOf('/') + 1) + "/");
        }
        return true;
    }

    /** Ollama's clients ask the same path whether anybody is there, but never for HTML by name. */
    private static boolean wantsPage(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Accept")).stream()
                .anyMatch(types -> types.toLowerCase(Locale.ROOT).contains("text/html"));
    }
}
