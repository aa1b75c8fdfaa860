package io.github.ollamaguard.demo.keys;

import io.github.ollamaguard.key.KeyAttribute;
import io.github.ollamaguard.key.NewKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds a key and prints it. */
@Command(
        name = "create",
        description = "Adds a new key to the file, which keeps its digest only, and prints the key.",
        usageHelpWidth = 96,
        sortOptions = false)
final class CreateCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What lists and logs call the key")
    private String name = "";

    @Option(
            names = "--models",
            paramLabel = "A,B",
            description = "Models it may use, * stands for any text (default: all but those at ollama.com)")
    private @Nullable String models;

    @Option(names = "--roles", paramLabel = "A,B", description = "infer, manage or both (default: infer)")
    private @Nullable String roles;

    @Option(
            names = "--expires",
            paramLabel = "DATE",
            description = "Last day in UTC, such as 2027-02-01, or a time with its offset (default: never)")
    private @Nullable String expires;

    @Mixin
    private KeyFileOption file = new KeyFileOption();

    @Override
    public Integer call() throws Exception {
        Map<KeyAttribute, String> attributes = new EnumMap<>(KeyAttribute.class);
        attributes.put(KeyAttribute.NAME, name);
        if (models != null) {
            attributes.put(KeyAttribute.MODELS, models);
        }
        if (roles != null) {
            attributes.put(KeyAttribute.ROLES, roles);
        }
        if (expires != null) {
            attributes.put(KeyAttribute.EXPIRES, expires);
        }
        NewKey key = file.editor().create(attributes);
        file.show(key, name);
        return 0;
    }
}
