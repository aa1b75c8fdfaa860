package io.github.ollamaguard.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;
import io.github.ollamaguard.testing.FakeOllama;
import io.github.ollamaguard.testing.FakeReply;
import io.github.ollamaguard.testing.FakeRequest;
import io.github.ollamaguard.testing.RawClient;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Outcome;
import io.github.ollamaguard.usage.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What operators are told must be what happened, also when much happens at the same time. */
abstract class ReportSuite extends ReliabilityFixture {
    private static final Duration GAP = Duration.ofMillis(5);

    /** What may happen to a chat, and the word for it in its report. */
    private enum Fate {
        WHOLE("ok"),
        CUT_BY_OLLAMA("upstream_error"),
        LEFT_BY_CLIENT("client_gone"),
        NOT_FOUND("refused:unknown_url");

        private final String outcome;

        Fate(String outcome) {
            this.outcome = outcome;
        }
    }

    @Test
    void eachRequestIsReportedOnceAndAsItWas() throws Exception {
        int rounds = 20 * TIMES;
        BlockingQueue<ExchangeReport> reports = new LinkedBlockingQueue<>();
        AtomicInteger begun = new AtomicInteger();
        FakeOllama ollama = ollama(this::answer);
        int port = guard(ollama, reports, begun);
        Map<String, Integer> fates = new TreeMap<>();
        try (Crowd clients = Crowd.of(CLIENTS, number -> {
            Random random = new Random(number);
            for (int round = 0; round < rounds; round++) {
                Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
                suffer(fate, port);
                synchronized (fates) {
                    fates.merge(fate.outcome, 1, Integer::sum);
                }
            }
        })) {
            clients.await();
        }
        Map<String, Integer> told = new TreeMap<>();
        Usage used = Usage.NONE;
        for (int i = 0; i < CLIENTS * rounds; i++) {
            ExchangeReport report = reports.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(report).as("report %d", i).isNotNull();
            told.merge(report.answered().outcome().toString(), 1, Integer::sum);
            Usage usage = report.answered().usage();
            if (usage != null && usage.estimated()) {
                // Ended early: a line for each token that came, and never an answer that was complete.
                assertThat(report.answered().outcome().kind()).isNotEqualTo(Outcome.Kind.OK);
                assertThat(usage.completionTokens()).isPositive();
            } else {
                used = usage == null ? used : used.plus(usage);
            }
        }
        print("reports: " + told);
        int whole = fates.get(Fate.WHOLE.outcome);
        assertThat(told).isEqualTo(fates);
        assertThat(reports).isEmpty();
        assertThat(begun).hasValue(CLIENTS * rounds);
        assertThat(used).isEqualTo(new Usage(whole, whole));
        assertThat(ollama.requests()).hasSize(CLIENTS * rounds - fates.get(Fate.NOT_FOUND.outcome));
        assertThat(ollama.failures()).isEmpty();
    }

    private int guard(FakeOllama ollama, BlockingQueue<ExchangeReport> reports, AtomicInteger begun) throws Exception {
        Settings settings =
                Settings.builder().with(Setting.UPSTREAM, ollama.uri()).build();
        ExchangeListener listener = new ExchangeListener() {
            @Override
            public void begun() {
                begun.incrementAndGet();
            }

            @Override
            public void ended(ExchangeReport exchange) {
                reports.add(exchange);
            }
        };
        return mount(context -> {
            context.setAttribute(ExchangeListener.ATTRIBUTE, listener);
            face().install(context, settings);
        });
    }

    private void answer(FakeRequest request, FakeReply reply) throws Exception {
        switch (Fate.valueOf(Named.of(request))) {
            case WHOLE -> reply.line(face().line("p")).line(face().lastLine()).end();
            case CUT_BY_OLLAMA -> reply.line(face().line("p")).close();
            case LEFT_BY_CLIENT -> reply.linesUntilClosed(face().line("p"), GAP);
            default -> throw new IllegalStateException("This one should not have come.");
        }
    }

    private void suffer(Fate fate, int port) throws IOException {
        String path = fate == Fate.NOT_FOUND ? face().chatPath() + "/not" : face().chatPath();
        try (RawClient client =
                RawClient.connect(port).send("POST", path, Named.chat(face(), fate.name()), face().headers())) {
            if (fate == Fate.LEFT_BY_CLIENT) {
                assertThat(face().piece(client)).isEqualTo("p");
                client.reset();
            } else {
                client.rest();
            }
        }
    }
}
