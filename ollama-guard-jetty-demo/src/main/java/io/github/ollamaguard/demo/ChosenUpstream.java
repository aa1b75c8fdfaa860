package io.github.ollamaguard.demo;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.demo.model.DemoModel;
import io.github.ollamaguard.demo.model.Pace;
import java.net.URI;

/**
 * The server behind the guard: a configured one always, the default one when something listens there, else the demo
 * model.
 *
 * @param uri its address
 * @param description one line for the banner
 * @param model a model for the examples
 */
record ChosenUpstream(URI uri, String description, String model) {
    /** What an example names when the server has no model yet, or does not answer. */
    private static final String POPULAR_MODEL = "llama3.2";

    static ChosenUpstream of(Settings settings) {
        URI uri = settings.get(Setting.UPSTREAM);
        UpstreamProbe probe = UpstreamProbe.look(uri);
        boolean nobody = probe.state() == UpstreamProbe.State.NOBODY_LISTENS;
        return nobody && settings.isDefault(Setting.UPSTREAM)
                ? demoModel("no Ollama at " + uri + ": ")
                : new ChosenUpstream(
                        uri, description(uri, probe), probe.model() == null ? POPULAR_MODEL : probe.model());
    }

    /** Starts the demo model, which then lives as long as the process; {@code reason} stands in front of its name. */
    static ChosenUpstream demoModel(String reason) {
        DemoModel model = DemoModel.start(Pace.BELIEVABLE, Threads.named("demo-model"));
        return new ChosenUpstream(model.uri(), reason + "built-in DEMO MODEL, its answers are made up", DemoModel.NAME);
    }

    private static String description(URI uri, UpstreamProbe probe) {
        if (probe.state() != UpstreamProbe.State.ANSWERS) {
            return uri + "\n             WARNING: it does not answer now; clients get errors until it does";
        }
        String found = uri + "  (Ollama " + probe.version() + ")";
        return probe.model() == null ? found + "\n             no model yet: ollama pull " + POPULAR_MODEL : found;
    }
}
