package io.github.ollamaguard.demo.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that groups those for a key file; it does nothing by itself. */
@Command(
        name = "keys",
        description = "Creates, lists, revokes and rotates the keys of a key file, also while a guard uses it.",
        usageHelpWidth = 96,
        subcommands = {CreateCommand.class, ListCommand.class, RevokeCommand.class, RotateCommand.class})
public final class KeysCommand {
    @SuppressWarnings("unused") // Read by picocli.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;
}
