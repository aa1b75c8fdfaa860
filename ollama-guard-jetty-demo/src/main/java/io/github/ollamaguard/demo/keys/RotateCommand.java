package io.github.ollamaguard.demo.keys;

import io.github.ollamaguard.key.KeyAttribute;
import io.github.ollamaguard.key.NewKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces a key by a new one of the same name. */
@Command(
        name = "rotate",
        description =
                "Prints a new key with the name and the rights of an old one, which goes on as NAME.1 for a while.",
        usageHelpWidth = 96,
        sortOptions = false)
final class RotateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the key, as 'keys list' shows it")
    private String name = "";

    @Option(
            names = "--overlap",
            paramLabel = "TIME",
            converter = Overlap.class,
            description = "How long the old key stays valid, such as 90m, 24h or 7d; 0 ends it now (default: 24h)")
    private Duration overlap = Duration.ofHours(24);

    @Option(names = "--expires", paramLabel = "DATE", description = "Last day of the new key (default: as the old one)")
    private @Nullable String expires;

    @Mixin
    private KeyFileOption file = new KeyFileOption();

    @Override
    public Integer call() throws Exception {
        Map<KeyAttribute, String> changes = expires == null ? Map.of() : Map.of(KeyAttribute.EXPIRES, expires);
        NewKey key = file.editor().rotate(name, overlap, changes);
        file.show(key, name);
        return 0;
    }
}
