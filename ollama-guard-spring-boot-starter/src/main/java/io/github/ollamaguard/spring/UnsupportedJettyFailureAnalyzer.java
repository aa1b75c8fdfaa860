package io.github.ollamaguard.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to get the Jetty that the guard needs. Stateless. */
final class UnsupportedJettyFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedJettyException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedJettyException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Set the property jetty.version of the build to a release of Jetty 12.1.", cause);
    }
}
