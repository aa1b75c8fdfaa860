package io.github.ollamaguard.demo.keys;

import io.github.ollamaguard.key.KeyFileEditor;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a key unknown, and tells of its predecessors that are not. */
@Command(
        name = "revoke",
        description = "Makes a key unknown: a running guard refuses it within two seconds.",
        usageHelpWidth = 96)
final class RevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the key, as 'keys list' shows it")
    private String name = "";

    @Mixin
    private KeyFileOption file = new KeyFileOption();

    @Override
    public Integer call() throws Exception {
        KeyFileEditor editor = file.editor();
        editor.revoke(name);
        Instant now = Instant.now();
        editor.list().stream()
                .filter(key -> key.name().startsWith(name + ".") && !key.isExpired(now))
                .forEach(key -> file.note("Still valid: " + key.name()));
        return 0;
    }
}
