package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The packages of the core from top to bottom, and the packages that each may use, as the architecture page has them. */
final class PackageTable {
    private static final String ALL = "everything below";
    private static final String NONE = "nothing of ours";

    private final Map<String, String> cells = new LinkedHashMap<>();

    private PackageTable() {}

    static PackageTable read() {
        PackageTable table = new PackageTable();
        for (List<String> row : ArchitecturePage.rows("## Packages of the core", 3)) {
            String name = row.get(0).equals(PackageGraph.ROOT) ? PackageGraph.ROOT : ArchitecturePage.code(row.get(0));
            assertThat(table.cells.put(name, row.get(2)))
                    .as("First row of %s", name)
                    .isNull();
        }
        return table;
    }

    List<String> packages() {
        return List.copyOf(cells.keySet());
    }

    /** Returns whether the row of a package names no packages, but all that stand below it. */
    boolean mayUseAllBelow(String name) {
        return cells.get(name).equals(ALL);
    }

    Set<String> mayUse(String name) {
        String cell = cells.get(name);
        if (cell.equals(NONE)) {
            return Set.of();
        }
        if (cell.equals(ALL)) {
            return packages().stream()
                    .dropWhile(other -> !other.equals(name))
                    .skip(1)
                    .collect(Collectors.toSet());
        }
        return Arrays.stream(cell.split(","))
                .map(String::strip)
                .map(ArchitecturePage::code)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
