package io.github.ollamaguard.spring;

import io.github.ollamaguard.config.InvalidSettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one line which property of the guard stops the application, in place of a stack trace. Stateless. */
final class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Correct the configuration, or set " + GuardProperties.ENABLED + "=false.", cause);
    }
}
