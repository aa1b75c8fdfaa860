package io.github.ollamaguard.internal.gateway;

import com.google.gson.JsonObject;
import io.github.ollamaguard.usage.ExchangeListener;
import io.github.ollamaguard.usage.ExchangeReport;
import io.github.ollamaguard.usage.ExchangeReport.Answered;
import io.github.ollamaguard.usage.ExchangeReport.Asked;
import io.github.ollamaguard.usage.Usage;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of JSON for each request, in a log of its own. Stateless. */
final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("ollama-guard.audit");

    private AuditLog() {}

    /** Returns what writes the log, or {@link ExchangeListener#NONE} while it is switched off. */
    static ExchangeListener listener() {
        return LOG.isInfoEnabled() ? AuditLog::log : ExchangeListener.NONE;
    }

    private static void log(ExchangeReport exchange) {
        LOG.info("{}", line(exchange));
    }

    /** Returns the line; what is not known is null, so that all lines have the same members. */
    static String line(ExchangeReport exchange) {
        Asked asked = exchange.asked();
        Answered answered = exchange.answered();
        Usage usage = answered.usage();
        JsonObject line = new JsonObject();
        line.addProperty("time", asked.at().truncatedTo(ChronoUnit.MILLIS).toString());
        line.addProperty("request", exchange.requestId());
        line.addProperty("key", exchange.caller().key());
        line.addProperty("source", exchange.caller().address());
        line.addProperty("method", asked.method());
        line.addProperty("route", asked.route());
        line.addProperty("model", asked.model());
        line.addProperty("outcome", answered.outcome().toString());
        line.addProperty("status", answered.status());
        line.addProperty("bytes", answered.bytes());
        line.addProperty("tokens_in", usage == null ? null : usage.promptTokens());
        line.addProperty("tokens_out", usage == null ? null : usage.completionTokens());
        line.addProperty("tokens_estimated", usage == null ? null : usage.estimated());
        line.addProperty("first_byte_ms", millis(answered.times().firstByte()));
        line.addProperty("total_ms", millis(answered.times().total()));
        return line.toString();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
