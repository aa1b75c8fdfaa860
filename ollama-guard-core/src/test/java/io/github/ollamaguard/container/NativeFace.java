package io.github.ollamaguard.container;

import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.servlet.OllamaProxyServlet;
import io.github.ollamaguard.testing.RawClient;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proxy servlet alone, on Ollama's own path: NDJSON in, NDJSON out. */
final class NativeFace implements Face {
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");

    @Override
    public void install(ServletContext context, Settings settings) {
        context.addServlet("ollama", new OllamaProxyServlet(settings)).addMapping("/ollama/*");
    }

    @Override
    public String chatPath() {
        return "/ollama/api/chat";
    }

    @Override
    public String chatRequest() {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Override
    public String[] headers() {
        return new String[0];
    }

    @Override
    public @Nullable String piece(RawClient client) throws IOException {
        String line = client.line();
        if (line == null) {
            return null;
        }
        Matcher content = CONTENT.matcher(line);
        return content.find() ? content.group(1) : line;
    }

    @Override
    public boolean isError(String piece) {
        return piece.equals("{\"error\":\"The answer of Ollama ended unexpectedly.\"}");
    }
}
