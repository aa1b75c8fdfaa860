package io.github.ollamaguard.demo.clients;

import io.github.ollamaguard.demo.GuardProcess;
import io.github.ollamaguard.testing.FakeOllama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Two guards that all clients share: one has the demo model behind it, the other an Ollama that refuses and breaks. */
final class Guards implements AutoCloseable {
    /** Starts the guards for the first test that asks for them; JUnit closes them after the last one. */
    static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Guards.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(Guards.class, type -> start());
        }

        private static Guards start() {
            try {
                return new Guards();
            } catch (Exception e) {
                throw new AssertionError("the guards did not start", e);
            }
        }
    }

    private static final String KEY = "sk-client";

    private final Script script = new Script();
    private final FakeOllama ollama = FakeOllama.start(script);
    private final GuardProcess demo;
    private final GuardProcess scripted;
    private final Target demoTarget;
    private final Target scriptedTarget;

    private Guards() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "clients");
        Files.writeString(directory.resolve("keys.txt"), KEY + "\n");
        demo = GuardProcess.startDemo(directory);
        scripted = GuardProcess.start(
                directory, Map.of(), "--port", "0", "--upstream", ollama.uri().toString());
        demoTarget = new Target(demo.awaitBanner().address(), KEY, "demo:latest");
        scriptedTarget = new Target(scripted.awaitBanner().address(), KEY, "");
    }

    /** Returns the guard with the demo model. */
    Target demo() {
        return demoTarget;
    }

    /**
     * Returns the guard with the scripted Ollama.
     *
     * @param model what happens: a constant of {@link Script}, or {@link Script#refusesWith}
     */
    Target scripted(String model) {
        return new Target(scriptedTarget.address(), KEY, model);
    }

    /** Says to the {@link Script} that the client has received a word. */
    void received() {
        script.received();
    }

    @Override
    public void close() throws IOException {
        demo.close();
        scripted.close();
        ollama.close();
    }
}
