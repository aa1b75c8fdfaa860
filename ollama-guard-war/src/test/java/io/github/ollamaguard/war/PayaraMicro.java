package io.github.ollamaguard.war;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A Payara Micro that is told on its command line to deploy the WAR. */
final class PayaraMicro implements Installation {
    private static final Server.Signs SIGNS = new Server.Signs(
            Pattern.compile("Payara Micro .* ready in"),
            Pattern.compile("^https?://.*:(\\d+)/ollama"),
            // Certificates that are out of date (05054) are Payara's own concern.
            Pattern.compile("^\\[\\S+ \\[\\] \\[.*(WARNING|SEVERE)(?!.*NCLS-SECURITY-05054)"));

    private static final String ONLY_LOOPBACK = "set configs.config.server-config.network-config.network-listeners"
            + ".network-listener.http-listener.address=127.0.0.1\n";

    private final Path jar;
    private final Path directory;

    private PayaraMicro(Path jar, Path directory) {
        this.jar = jar;
        this.directory = directory;
    }

    static PayaraMicro of(Path jar) throws IOException {
        PayaraMicro payara = new PayaraMicro(jar, Directories.create("payara-micro"));
        Files.writeString(payara.commands(), ONLY_LOOPBACK);
        Directories.writeKey(payara.keysFile());
        return payara;
    }

    @Override
    public Server start(URI upstream) throws Exception {
        List<String> arguments = List.of(
                "-Xmx512m",
                "-jar",
                jar.toString(),
                "--rootdir",
                directory.resolve("root").toString(),
                "--nocluster",
                "--nohazelcast",
                "--disablephonehome",
                "--prebootcommandfile",
                commands().toString(),
                "--autobindhttp",
                "--port",
                String.valueOf(unused()),
                "--deploy",
                Directories.war().toString());
        return Server.start(arguments, Directories.environment(upstream, keysFile()), SIGNS);
    }

    /** Payara Micro does not: what it serves, it is told at its start. */
    @Override
    public void redeploy(Server server) {
        throw new UnsupportedOperationException();
    }

    private Path commands() {
        return directory.resolve("commands.txt");
    }

    private Path keysFile() {
        return directory.resolve("ollama-guard/keys.txt");
    }

    private static int unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
