package io.github.ollamaguard.internal.playground;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.internal.exchange.ClientRequest;
import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.route.Routes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page for trying models in a browser: a few files with exact names. They hold no secret, so that a browser, which
 * can send no key for a page, gets them without one; what the page then asks for needs a key as always. Immutable and
 * thread-safe.
 */
public final class Playground {
    /** What the page consists of, besides itself. */
    public static final List<String> FILES = List.of(
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
    public static Playground of(Settings settings) {
        Playground playground = new Playground();
        if (settings.get(Setting.PLAYGROUND)) {
            playground.files.put(Routes.ROOT, PageFile.load(PAGE));
            FILES.forEach(path -> playground.files.put(path, PageFile.load(path)));
        }
        return playground;
    }

    /** Returns the paths of its files besides the root; none when it is not switched on. */
    public List<String> paths() {
        return files.isEmpty() ? List.of() : FILES;
    }

    /** Answers a browser that loads the page (GET or HEAD); returns false for every other request. */
    public boolean answers(Exchange exchange) throws IOException {
        PageFile file = files.get(exchange.path());
        if (file == null) {
            return false;
        }
        if (exchange.path().equals(Routes.ROOT)) {
            ClientResponse response = exchange.response();
            response.addHeader("Vary", "Accept");
            if (!wantsPage(exchange.request())) {
                return false;
            }
            String uri = exchange.request().uri();
            // Names in the page are relative to a path that ends with a slash.
            if (!uri.endsWith("/")) {
                response.status(307);
                // Relative, as a proxy in front may know the guard by another path.
                response.header("Location", "./" + uri.substring(uri.lastIndexOf('/') + 1) + "/");
                return true;
            }
        }
        file.send(exchange);
        return true;
    }

    /** Ollama's clients ask the same path whether anybody is there, but never for HTML by name. */
    private static boolean wantsPage(ClientRequest request) {
        return request.headers("Accept").stream()
                .anyMatch(types -> types.toLowerCase(Locale.ROOT).contains("text/html"));
    }
}
