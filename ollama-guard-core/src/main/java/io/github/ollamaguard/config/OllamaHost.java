package io.github.ollamaguard.config;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment variable {@code OLLAMA_HOST}, understood as Ollama's own client does ({@code envconfig.Host} and
 * {@code envconfig.ConnectableHost}): {@code [scheme://]host[:port][/path]}, and addresses that mean "every interface"
 * to a server become the loopback address.
 */
final class OllamaHost {
    static final String VARIABLE = "OLLAMA_HOST";

    /** What Go's {@code net.SplitHostPort} takes apart; everything else is a host without a port. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?<host>\\[[^\\[\\]]*]|[^:\\[\\]]*):(?<port>[^:\\[\\]]*)");

    private static final Pattern UNSPECIFIED_IPV6 = Pattern.compile("(?=.*:)[0:]+");

    private OllamaHost() {}

    /** Returns the address of the server; an {@link IllegalArgumentException} says that HTTP can reach none. */
    static URI url(String text) {
        String trimmed = unquote(text);
        if (trimmed.equals("ollama.com")) {
            return Format.url().parse("https://ollama.com:443");
        }
        int end = trimmed.indexOf("://");
        String scheme = end < 0 ? "http" : trimmed.substring(0, end);
        String rest = end < 0 ? trimmed : trimmed.substring(end + 3);
        int slash = rest.indexOf('/');
        String authority = authority(slash < 0 ? rest : rest.substring(0, slash), end < 0 ? "" : scheme);
        String path = slash < 0 ? "" : rest.substring(slash);
        return Format.url().parse(scheme + "://" + authority + path);
    }

    /** Returns the text without the white space and quotes around it that {@code .env} files leave there. */
    static String unquote(String text) {
        return text.strip().replaceAll("^[\"']+|[\"']+$", "").strip();
    }

    private static String authority(String text, String scheme) {
        int defaultPort = switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 11434;
        };
        Matcher matcher = HOST_AND_PORT.matcher(text);
        boolean hasPort = matcher.matches();
        String host = (hasPort ? matcher.group("host") : text).replaceAll("^[\\[\\]]+|[\\[\\]]+$", "");
        return connectable(host) + ":" + (hasPort ? port(matcher.group("port"), defaultPort) : defaultPort);
    }

    private static String connectable(String host) {
        if (host.isEmpty() || host.equals("0.0.0.0")) {
            return "127.0.0.1";
        }
        if (UNSPECIFIED_IPV6.matcher(host).matches()) {
            return "[::1]";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Port 0 lets a server choose one, which no client can know: it counts as invalid. */
    private static int port(String text, int defaultPort) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= 65535 ? port : defaultPort;
        } catch (NumberFormatException e) {
            return defaultPort;
        }
    }
}
