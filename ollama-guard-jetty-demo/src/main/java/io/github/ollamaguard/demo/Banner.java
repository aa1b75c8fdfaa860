package io.github.ollamaguard.demo;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command prints once it is ready: where everything is, and examples to paste.
 *
 * @param address the URL of the guard with its prefix, without a slash at its end
 * @param playground whether there is a page to open in a browser
 * @param upstream the server behind it, with a model for the examples
 * @param keysFile where the keys are
 * @param newKey the key that has just been created, or null when the keys file was there already
 */
record Banner(
        URI address,
        boolean playground,
        ChosenUpstream upstream,
        Path keysFile,
        @Nullable String newKey) {
    private static final String PLACEHOLDER = "YOUR_KEY";

    private static final String WHERE = """

            Ollama Guard {version}

              Address    {address}
            {playground}  Upstream   {upstream}
              Keys       {keys}
            """;

    private static final String PLAYGROUND = """
              Playground {address}/
            """;

    private static final String NEW_KEY = """
              New key    {key}
                         Shown this once: the keys file holds only its hash.
            """;

    private static final String EXAMPLES = """

            Try it:

              curl -N {address}/v1/chat/completions \\
                -H "Authorization: Bearer {key}" \\
                -H "Content-Type: application/json" \\
                -d '{"model":"{model}","stream":true,"messages":[{"role":"user","content":"Hello!"}]}'

            In Python, with "pip install openai":

              from openai import OpenAI
              client = OpenAI(base_url="{address}/v1",
                              api_key="{key}")
              for chunk in client.chat.completions.create(
                      model="{model}", stream=True,
                      messages=[{"role": "user", "content": "Hello!"}]):
                  print(chunk.choices[0].delta.content or "", end="", flush=True)

            Ctrl-C stops it.
            """;

    String text(String version) {
        String text = newKey == null ? WHERE + EXAMPLES : WHERE + NEW_KEY + EXAMPLES;
        return text.replace("{version}", version)
                .replace("{playground}", playground ? PLAYGROUND : "")
                .replace("{address}", address.toString())
                .replace("{upstream}", upstream.description())
                .replace("{key}", newKey == null ? PLACEHOLDER : newKey)
                .replace("{model}", upstream.model())
                .replace("{keys}", keysFile.toAbsolutePath().normalize().toString());
    }
}
