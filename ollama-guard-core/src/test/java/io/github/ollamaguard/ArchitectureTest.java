package io.github.ollamaguard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may import whom: the table of docs/architecture.md. */
class ArchitectureTest {
    private static final String BASE = "io.github.ollamaguard";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    /** Each package below the base and the packages of ours that it may use. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("config", List.of()),
            Map.entry("error", List.of()),
            Map.entry("usage", List.of()),
            Map.entry("internal.file", List.of()),
            Map.entry("health", List.of()),
            Map.entry("metrics", List.of("usage", "health", "model", "error")),
            Map.entry("model", List.of("error")),
            Map.entry("internal.option", List.of()),
            Map.entry("internal.policy", List.of("internal.file", "internal.option", "model")),
            Map.entry("key", List.of("error", "config", "internal.file", "model")),
            Map.entry("access", List.of("key", "error")),
            Map.entry("upstream", List.of("error")),
            Map.entry(
                    "servlet",
                    List.of(
                            "access",
                            "key",
                            "internal.file",
                            "model",
                            "internal.policy",
                            "internal.option",
                            "usage",
                            "health",
                            "upstream",
                            "error",
                            "config",
                            "internal.json",
                            "internal.translate",
                            "internal.translate.shared",
                            "internal.stream",
                            "internal.thread")),
            Map.entry("websocket", List.of("servlet", "upstream", "config", "internal.thread")),
            Map.entry("proxy", List.of("upstream", "error", "usage", "config", "internal.thread")),
            Map.entry("internal.json", List.of("error")),
            Map.entry("internal.thread", List.of()),
            Map.entry(
                    "internal.translate",
                    List.of(
                            "internal.translate.openai",
                            "internal.translate.responses",
                            "internal.translate.shared",
                            "error")),
            Map.entry(
                    "internal.translate.openai",
                    List.of("internal.translate.shared", "usage", "error", "config", "upstream")),
            Map.entry(
                    "internal.translate.responses",
                    List.of("internal.translate.shared", "usage", "error", "config", "upstream")),
            Map.entry(
                    "internal.translate.shared",
                    List.of("internal.json", "internal.option", "usage", "error", "config", "upstream")),
            Map.entry("internal.stream", List.of("internal.translate.shared", "internal.json", "error")));

    @Test
    void eachPackageUsesOnlyWhatItMay() {
        MAY_USE.forEach((name, allowed) -> classes()
                .that()
                .resideInAPackage(BASE + "." + name)
                .should()
                .onlyDependOnClassesThat(new DescribedPredicate<>("the JDK, libraries or " + allowed) {
                    @Override
                    public boolean test(JavaClass target) {
                        String used = target.getPackageName();
                        return !used.startsWith(BASE)
                                || used.equals(BASE + "." + name)
                                || allowed.stream().anyMatch(ours -> used.equals(BASE + "." + ours));
                    }
                })
                .check(CLASSES));
    }

    @Test
    void everyPackageHasARule() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(BASE))
                        .map(name -> name.substring(BASE.length() + 1))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void servletsStayAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE, BASE + ".servlet", BASE + ".proxy", BASE + ".websocket")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(CLASSES);
    }

    @Test
    void webSocketsStayInTheirPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".websocket")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.websocket..")
                .check(CLASSES);
    }

    /** Containers look at the signatures of a filter, also where they know no WebSockets. */
    @Test
    void filterCanBeLoadedWithoutThem() {
        noClasses()
                .that()
                .haveSimpleName("WebSocketFilter")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.websocket..")
                .check(CLASSES);
    }

    @Test
    void onlyTheProxySeesTheHttpClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".proxy")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void onlyMetricsSeeMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".metrics")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", BASE + ".metrics")
                .check(CLASSES);
    }

    @Test
    void jsonTreesStayInside() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + ".internal..", BASE + ".error", BASE + ".servlet")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.gson..")
                .check(CLASSES);
    }

    @Test
    void classesAreFinalUnlessTheyAreMeantToBeExtended() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }
}
