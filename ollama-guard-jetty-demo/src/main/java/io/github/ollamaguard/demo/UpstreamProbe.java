package io.github.ollamaguard.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a short look at an Ollama server shows. Only words of harmless characters are taken from it, because they end up
 * on a terminal and in a command to paste.
 *
 * @param state whether it answers
 * @param version its version, or null when it does not answer as Ollama does
 * @param model the first model that can chat, or null when there is none
 */
record UpstreamProbe(
        State state, @Nullable String version, @Nullable String model) {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(1).toMillis();
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/+-]{0,127}");

    enum State {
        ANSWERS,
        SILENT,
        NOBODY_LISTENS
    }

    static UpstreamProbe look(URI upstream) {
        try {
            String version = harmless(get(upstream + "/api/version").get("version"));
            return version == null
                    ? new UpstreamProbe(State.SILENT, null, null)
                    : new UpstreamProbe(State.ANSWERS, version, firstModel(upstream));
        } catch (ConnectException e) {
            return new UpstreamProbe(State.NOBODY_LISTENS, null, null);
        } catch (IOException e) {
            return new UpstreamProbe(State.SILENT, null, null);
        }
    }

    private static @Nullable String firstModel(URI upstream) throws IOException {
        String first = null;
        if (get(upstream + "/api/tags").get("models") instanceof JsonArray models) {
            for (JsonElement each : models) {
                String name = each instanceof JsonObject model ? harmless(model.get("name")) : null;
                if (name != null && !name.contains("embed")) {
                    return name;
                }
                first = first == null ? name : first;
            }
        }
        return first;
    }

    private static @Nullable String harmless(@Nullable JsonElement element) {
        String text = element instanceof JsonPrimitive p && p.isString() ? p.getAsString() : "";
        return HARMLESS.matcher(text).matches() ? text : null;
    }

    private static JsonObject get(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        try (InputStream body = connection.getInputStream()) {
            String text = new String(body.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
            return JsonParser.parseString(text) instanceof JsonObject object ? object : new JsonObject();
        } catch (JsonParseException e) {
            return new JsonObject();
        } finally {
            connection.disconnect();
        }
    }
}
