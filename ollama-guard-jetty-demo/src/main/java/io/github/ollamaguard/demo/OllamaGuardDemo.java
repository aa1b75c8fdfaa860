package io.github.ollamaguard.demo;

import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.key.KeyFileEditor.KeyEditException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The command {@code ollama-guard-demo}. Exit codes: 0 normal, 2 bad usage or configuration, 1 anything else. */
public final class OllamaGuardDemo {
    private static final int BAD_USAGE = 2;

    private OllamaGuardDemo() {}

    /** Runs the command, which normally starts the guard and returns when it has been stopped. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new DemoCommand());
        line.getCommandSpec().usageMessage().footer(SettingsHelp.lines());
        line.setParameterExceptionHandler((e, ignored) -> refuse(line.getErr(), e.getMessage() + " (see --help)"));
        line.setExecutionExceptionHandler((e, ignored, result) -> {
            if (isExpected(e)) {
                return refuse(line.getErr(), e.getMessage());
            }
            e.printStackTrace(line.getErr());
            return 1;
        });
        return line;
    }

    private static boolean isExpected(Exception e) {
        return e instanceof StartException
                || e instanceof InvalidSettingException
                || e instanceof InvalidFileException
                || e instanceof KeyEditException;
    }

    private static int refuse(PrintWriter err, @Nullable String message) {
        err.println("ollama-guard-demo: " + String.valueOf(message).replaceAll("\\R", " "));
        return BAD_USAGE;
    }
}
