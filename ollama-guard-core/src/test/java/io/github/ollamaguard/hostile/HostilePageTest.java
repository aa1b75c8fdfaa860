package io.github.ollamaguard.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docs/hostile-requests.md is what the cases say. */
class HostilePageTest {
    private static final Path PAGE = Path.of("../docs/hostile-requests.md");

    @Test
    void everyAnswerOfAContainerHasItsRow() throws IOException {
        List<String> expected = HostileCase.all().stream()
                .filter(HostilePageTest::isAnsweredByAContainer)
                .map(HostilePageTest::row)
                .toList();
        List<String> printed = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| [a-z0-9-]+/.*"))
                .toList();
        assertThat(String.join("\n", printed)).isEqualTo(String.join("\n", expected));
    }

    @Test
    void everyCaseIsAboutTheContainersOfTheBuild() throws IOException {
        assertThat(HostileCase.all())
                .isNotEmpty()
                .allSatisfy(example ->
                        assertThat(example.outcomes()).containsOnlyKeys(HostileCase.CONTAINERS.toArray(String[]::new)));
    }

    /** Where containers differ, at least one of them has had a part in the answer. */
    private static boolean isAnsweredByAContainer(HostileCase example) {
        Collection<String> outcomes = example.outcomes().values();
        return outcomes.stream().distinct().count() > 1
                || outcomes.stream().anyMatch(outcome -> !outcome.startsWith("guard"));
    }

    private static String row(HostileCase example) {
        return HostileCase.CONTAINERS.stream()
                .map(container -> example.outcomes().get(container))
                .collect(Collectors.joining(
                        " | ", "| " + example.name() + " | " + example.title().replace("|", "\\|") + " | ", " |"));
    }
}
