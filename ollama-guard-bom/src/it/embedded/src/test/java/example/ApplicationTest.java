package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationTest {
    @TempDir
    private Path directory;

    @Test
    void onlyWhoHasAKeyComesIn() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.txt"), "your_api_key_1\n");
        try (Application application = new Application(directory, keys)) {
            HttpResponse<String> refused = ask(application, "Bearer wrong");
            assertEquals(401, refused.statusCode());
            assertEquals(
                    "{\"error\":{\"message\":\"Missing or invalid API key. Send it as 'Authorization: Bearer KEY' or"
                            + " 'X-API-Key: KEY'.\",\"type\":\"authentication_error\",\"param\":null,"
                            + "\"code\":\"invalid_api_key\"}}",
                    refused.body());

            HttpResponse<String> unknown = ask(application, "Bearer your_api_key_1");
            assertEquals(404, unknown.statusCode(), unknown.body());
        }
    }

    /** Asks for an operation that does not exist, so that no Ollama is needed. */
    private static HttpResponse<String> ask(Application application, String credentials) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + application.port() + "/ollama/v1/nothing");
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Authorization", credentials)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
