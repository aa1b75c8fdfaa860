package io.github.ollamaguard.internal.playground;

import io.github.ollamaguard.internal.exchange.ClientResponse;
import io.github.ollamaguard.internal.exchange.Exchange;
import io.github.ollamaguard.internal.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** A file of the {@link Playground}, held in memory. Immutable and thread-safe. */
final class PageFile {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "css", "text/css; charset=utf-8");

    /** The page needs its own files and its own server, and nobody else. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-cache");

    private final String contentType;
    private final byte[] content;
    private final String tag;

    private PageFile(String contentType, byte[] content) {
        this.contentType = contentType;
        this.content = content;
        this.tag = '"' + Sha256.hex(content).substring(0, 32) + '"';
    }

    /** Reads a file of the library; {@code path} is that of its URL. */
    static PageFile load(String path) {
        try (InputStream resource = PageFile.class.getResourceAsStream(path.substring("/playground/".length()))) {
            String type = Objects.requireNonNull(TYPES.get(path.substring(path.lastIndexOf('.') + 1)), path);
            return new PageFile(type, Objects.requireNonNull(resource, path).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with the file, or with the word that the browser's copy is still right. */
    void send(Exchange exchange) throws IOException {
        ClientResponse response = exchange.response();
        HEADERS.forEach(response::header);
        response.header("ETag", tag);
        // Not equal: there may be a list, and a proxy that compresses puts W/ in front of the tag.
        if (exchange.request().headers("If-None-Match").stream().anyMatch(tags -> tags.contains(tag))) {
            response.status(304);
            return;
        }
        response.header("Content-Type", contentType);
        exchange.answer(content);
    }
}
