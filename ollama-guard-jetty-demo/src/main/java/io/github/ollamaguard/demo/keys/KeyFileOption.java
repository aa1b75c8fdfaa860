package io.github.ollamaguard.demo.keys;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.key.KeyFileEditor;
import io.github.ollamaguard.key.NewKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What all commands for a key file have in common: which file it is, and how an edit of it ends. Not thread-safe. */
final class KeyFileOption {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "The key file (default: $OLLAMA_GUARD_KEYS_FILE, else ./keys.txt)")
    private @Nullable Path keys;

    @SuppressWarnings("unused") // Read by picocli.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    /** Returns an editor of the file. */
    KeyFileEditor editor() {
        refuseOptionsOfTheServer();
        return new KeyFileEditor(file());
    }

    /** Shows a new key: the key alone on the standard output, so that scripts can take it from there. */
    void show(NewKey key, String name) {
        note("Key '" + name + "' is in " + file() + ". It is shown this once:");
        print(List.of(key.text()));
    }

    /** Says something that is not for scripts. */
    void note(String text) {
        PrintWriter err = line().getErr();
        err.println(text);
        err.flush();
    }

    void print(List<String> lines) {
        PrintWriter out = line().getOut();
        lines.forEach(out::println);
        out.flush();
    }

    /** In {@code --keys other.txt keys list} the option would go unheard, and the wrong file be changed. */
    private void refuseOptionsOfTheServer() {
        CommandLine server = line().getParent().getParent();
        if (!server.getParseResult().matchedOptions().isEmpty()) {
            throw new ParameterException(line(), "Options go behind 'keys " + line().getCommandName() + "'");
        }
    }

    private Path file() {
        return keys == null
                ? Settings.builder().process().build().find(Setting.KEYS_FILE).orElse(Path.of("keys.txt"))
                : keys;
    }

    private CommandLine line() {
        if (command == null) {
            throw new IllegalStateException("not part of a command");
        }
        return command.commandLine();
    }
}
