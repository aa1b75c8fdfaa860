package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.internal.policy.ModelOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A new option is known to the translation and to the operator's rules alike. */
class PolicyOptionsTest {
    @Test
    void rulesCanBeMadeForEveryOptionButTexts() {
        Map<String, String> ruled = Arrays.stream(ModelOption.values())
                .filter(option -> !option.isTopLevel())
                .collect(Collectors.toMap(
                        ModelOption::toString, option -> option.type().name()));

        assertThat(ruled)
                .isEqualTo(Parameters.OPTIONS.values().stream()
                        .filter(option -> option.type() != OptionType.STRINGS)
                        .collect(Collectors.toMap(
                                Parameters.Option::name, option -> option.type().name())));
    }
}
