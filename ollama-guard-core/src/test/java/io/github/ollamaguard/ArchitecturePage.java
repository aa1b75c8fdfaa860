package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The tables of {@code docs/architecture.md}, which tests compare with the code. */
final class ArchitecturePage {
    private static final Path PAGE = Path.of("../docs/architecture.md");

    private ArchitecturePage() {}

    /** Returns the cells of the rows below a heading, without those of the table's head. */
    static List<List<String>> rows(String heading, int columns) {
        List<String> lines = lines();
        assertThat(lines).as("Headings of %s", PAGE).contains(heading);
        List<List<String>> rows = lines.stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(ArchitecturePage::cells)
                .toList();
        assertThat(rows)
                .as("Rows below '%s'", heading)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).hasSize(columns).noneMatch(String::isEmpty));
        return rows;
    }

    /** Returns what stands in backticks, and fails when the cell is anything else. */
    static String code(String cell) {
        assertThat(cell).as("Name in a table of %s", PAGE).matches("`[^`]+`");
        return cell.substring(1, cell.length() - 1);
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
