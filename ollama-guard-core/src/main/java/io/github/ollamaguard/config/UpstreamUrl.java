package io.github.ollamaguard.config;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The canonical form of the address of an Ollama server: scheme, host, optional port, optional path. */
final class UpstreamUrl {
    static final Format<URI> FORMAT = new Format<>(
            "an http or https URL such as http://127.0.0.1:11434, with a valid host name"
                    + " and without user name, query or fragment",
            URI::create,
            UpstreamUrl::canonical);

    private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)*");

    private UpstreamUrl() {}

    private static URI canonical(URI url) {
        String scheme = lowerCase(url.getScheme());
        String host = lowerCase(url.getHost());
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        boolean legal = (scheme.equals("http") || scheme.equals("https"))
                && !host.isEmpty()
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getPort() != 0
                && url.getPort() <= 65535
                && PATH.matcher(path).matches();
        if (!legal) {
            throw new IllegalArgumentException("not the URL of a server");
        }
        String port = url.getPort() == -1 ? "" : ":" + url.getPort();
        return URI.create(scheme + "://" + host + port + path);
    }

    private static String lowerCase(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
