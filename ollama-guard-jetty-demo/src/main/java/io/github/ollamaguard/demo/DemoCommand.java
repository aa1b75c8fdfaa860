package io.github.ollamaguard.demo;

import io.github.ollamaguard.OllamaGuard;
import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.demo.keys.KeysCommand;
import io.github.ollamaguard.internal.policy.ModelPolicy;
import io.github.ollamaguard.key.FileApiKeyStore;
import io.github.ollamaguard.key.NewKey;
import io.github.ollamaguard.usage.ExchangeListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the command, and what it does with them. Used once, by one thread. */
@Command(
        name = "ollama-guard-demo",
        description = "Puts keys and the OpenAI API in front of an Ollama server.%n",
        usageHelpWidth = 96,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {KeysCommand.class, HealthCommand.class})
final class DemoCommand implements Callable<Integer> {
    private static final Path DEFAULT_KEYS = Path.of("keys.txt");

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on, 0 for any free one (default: 8080)")
    private int port = 8080;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1)")
    private String host = "127.0.0.1";

    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "Address of Ollama (default: OLLAMA_HOST, else http://127.0.0.1:11434, and the demo model"
                    + " when nothing listens there)")
    private @Nullable String upstream;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "File with the API keys, created with a first key when it is missing (default: ./keys.txt)")
    private @Nullable Path keys;

    @Option(names = "--demo-model", description = "Serve the built-in demo model; no Ollama is needed")
    private boolean demoModel;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            converter = Seconds.class,
            description = "Longest time for running answers to end after SIGTERM or Ctrl-C (default: 30)")
    private Duration drain = Duration.ofSeconds(30);

    @Mixin
    private MetricsOptions metricsOptions = new MetricsOptions();

    @Override
    public Integer call() throws Exception {
        checkOptions();
        Settings.Builder settings = settings();
        Settings asked = settings.build();
        // Before a key is made: nobody would get to see it.
        checkModelPolicy(asked);
        DemoServer server = new DemoServer(asked.get(Setting.PREFIX));
        server.bind(host, port);
        MetricsEndpoint metrics = metricsOptions.bind();
        ChosenUpstream chosen = demoModel ? ChosenUpstream.demoModel("") : ChosenUpstream.of(asked);
        Path keysFile = asked.find(Setting.KEYS_FILE).orElse(DEFAULT_KEYS);
        NewKey newKey = FirstKey.createIfMissing(keysFile);
        // The guard itself would start with a broken file and refuse every request until it is repaired.
        FileApiKeyStore store = FileApiKeyStore.open(keysFile);
        if (asked.get(Setting.WEBSOCKET)) {
            server.acceptWebSockets();
        }
        settings.with(Setting.UPSTREAM, chosen.uri()).with(Setting.KEYS_FILE, keysFile);
        server.start(
                OllamaGuard.of(settings.build(), store), metrics == null ? ExchangeListener.NONE : metrics.listener());
        if (metrics != null) {
            metrics.start(server.health());
        }
        new Shutdown(server, drain, System.out).onTermination();
        URI address = server.address(asked.get(Setting.PREFIX));
        String key = newKey == null ? null : newKey.text();
        Banner banner = new Banner(address, asked.get(Setting.PLAYGROUND), chosen, keysFile, key);
        System.out.print(banner.text(Version.text()));
        System.out.flush();
        server.join();
        return 0;
    }

    private static void checkModelPolicy(Settings asked) throws InvalidFileException {
        Path policyFile = asked.find(Setting.MODEL_POLICY).orElse(null);
        if (policyFile != null) {
            ModelPolicy.open(policyFile);
        }
    }

    private void checkOptions() throws StartException {
        if (port < 0 || port > 65535) {
            throw new StartException("Bad value of --port: expected a number from 0 to 65535.");
        }
        if (upstream != null && demoModel) {
            throw new StartException("--demo-model and --upstream exclude each other: leave one of them out.");
        }
    }

    private Settings.Builder settings() throws StartException {
        Settings.Builder settings =
                Settings.builder().contextParameters(DemoDefaults::parameter).process();
        if (upstream != null) {
            settings.with(Setting.UPSTREAM, url(upstream));
        }
        if (keys != null) {
            settings.with(Setting.KEYS_FILE, keys);
        }
        if (!Threads.areVirtual() && settings.build().isDefault(Setting.MAX_CONCURRENT)) {
            settings.with(Setting.MAX_CONCURRENT, Threads.ADMITTED);
        }
        return settings;
    }

    private static URI url(String text) throws StartException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new StartException("Bad value of --upstream: expected a URL such as http://127.0.0.1:11434.");
        }
    }
}
