package io.github.ollamaguard.container;

import io.github.ollamaguard.testing.ContainerTable;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Everything that must hold in every container; subclasses only start one. */
abstract class ContainerSuite {
    /** Returns the name of the container in the cases of hostile requests. */
    abstract String name();

    /** Starts a container with one web application. */
    abstract Container start(Container.Installer installer) throws Exception;

    /** Returns the name of the container in {@code docs/containers.md}. */
    abstract String title();

    private boolean cutsConnections() throws IOException {
        return ContainerTable.read().says(ContainerTable.CUTS, title());
    }

    @Nested
    final class Refusals extends RefusalSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new NativeFace();
        }
    }

    @Nested
    final class Heartbeats extends HeartbeatSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new NativeFace();
        }
    }

    @Nested
    final class Playgrounds extends PlaygroundSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }
    }

    @Nested
    final class Handshakes extends HandshakeSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }
    }

    @Nested
    final class Sockets extends SocketSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }
    }

    @Nested
    final class Table extends TableSuite {
        @Override
        String title() {
            return ContainerSuite.this.title();
        }

        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }
    }

    @Nested
    final class Restarts extends RestartSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }
    }

    @Nested
    final class NativeStreams extends StreamSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new NativeFace();
        }

        @Override
        boolean cutsConnections() throws IOException {
            return ContainerSuite.this.cutsConnections();
        }
    }

    @Nested
    final class OpenAiStreams extends StreamSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new OpenAiFace();
        }

        @Override
        boolean cutsConnections() throws IOException {
            return ContainerSuite.this.cutsConnections();
        }
    }

    @Nested
    final class Reliability extends ReliabilitySuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new OpenAiFace();
        }
    }

    @Nested
    final class Reports extends ReportSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new OpenAiFace();
        }
    }

    @Nested
    final class Outages extends OutageSuite {
        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }

        @Override
        Face face() {
            return new OpenAiFace();
        }

        @Override
        boolean cutsConnections() throws IOException {
            return ContainerSuite.this.cutsConnections();
        }
    }

    @Nested
    final class HostileRequests extends HostileSuite {
        @Override
        String container() {
            return ContainerSuite.this.name();
        }

        @Override
        Container start(Container.Installer installer) throws Exception {
            return ContainerSuite.this.start(installer);
        }
    }
}
