package io.github.ollamaguard.demo.keys;

import io.github.ollamaguard.key.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints a table of the keys, without the keys. */
@Command(
        name = "list",
        description = "Shows the keys of the file by name, never the keys themselves.",
        usageHelpWidth = 96)
final class ListCommand implements Callable<Integer> {
    @Mixin
    private KeyFileOption file = new KeyFileOption();

    @Override
    public Integer call() throws Exception {
        List<ApiKey> keys = file.editor().list();
        file.print(new KeyTable(keys, Instant.now()).lines());
        return 0;
    }
}
