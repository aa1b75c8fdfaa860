package io.github.ollamaguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is public outside of packages named internal stands in {@code docs/architecture.md}, with the reason for it. */
class PublicTypesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PackageGraph.BASE);

    @Test
    void pageListsAllPublicTypes() {
        assertThat(minus(types(), rows())).as("Public types without a row").isEmpty();
    }

    @Test
    void pageListsNothingElse() {
        assertThat(minus(rows(), types())).as("Rows without a public type").isEmpty();
    }

    @Test
    void eachTypeHasOneRow() {
        assertThat(rows()).doesNotHaveDuplicates();
    }

    private static List<String> rows() {
        return ArchitecturePage.rows("## Public types", 3).stream()
                .map(row -> packageName(row.get(1)) + "." + ArchitecturePage.code(row.get(0)))
                .toList();
    }

    private static String packageName(String cell) {
        return cell.equals(PackageGraph.ROOT) ? cell : ArchitecturePage.code(cell);
    }

    private static List<String> types() {
        return CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !isInternal(type))
                .map(type -> PackageGraph.packageOf(type) + "." + type.getSimpleName())
                .toList();
    }

    private static boolean isInternal(JavaClass type) {
        return Arrays.asList(type.getPackageName().split("\\.")).contains("internal");
    }

    private static Set<String> minus(List<String> from, List<String> taken) {
        return from.stream().filter(name -> !taken.contains(name)).collect(Collectors.toCollection(TreeSet::new));
    }
}
