package io.github.ollamaguard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.github.ollamaguard.PackageGraph.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who uses whom, as the table of {@code docs/architecture.md} has it; and where each library may be seen. */
class ArchitectureTest {
    private static final String[] SERVLETS = {BASE, BASE + ".servlet", BASE + ".internal.servlet"};
    private static final String[] WEBSOCKETS = {BASE + ".internal.websocket"};
    private static final String[] HTTP_CLIENT = {BASE + ".internal.upstream.http"};
    private static final String[] METRICS = {BASE + ".metrics"};
    private static final String[] JSON_TREES = {BASE + ".internal..", BASE + ".error"};

    /** Its subclasses in a package of servlets may see Jetty as well: it is part of what they are. */
    private static final String PROXY_SERVLET = "org.eclipse.jetty.ee10.proxy.ProxyServlet";

    /** Arrows between classes of one package that may close a circle, as {@code key.ApiKey -> key.Role}, and why. */
    private static final Map<String, String> CIRCLES = Map.of();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);
    private static final PackageGraph GRAPH = new PackageGraph(CLASSES);

    @Test
    void everyPackageHasARowAndEveryRowAPackage() {
        assertThat(PackageTable.read().packages()).containsExactlyInAnyOrderElementsOf(GRAPH.packages());
    }

    @Test
    void rowsListAllThatAPackageUses() {
        PackageTable table = PackageTable.read();
        List<String> wrong = new ArrayList<>();
        GRAPH.uses()
                .forEach((name, used) -> used.forEach((target, example) -> {
                    if (table.packages().contains(name) && !table.mayUse(name).contains(target)) {
                        wrong.add("%s uses %s (%s)".formatted(name, target, example));
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void rowsListNothingElse() {
        PackageTable table = PackageTable.read();
        List<String> wrong = new ArrayList<>();
        for (String name : table.packages()) {
            Set<String> surplus = new TreeSet<>(table.mayUseAllBelow(name) ? Set.of() : table.mayUse(name));
            surplus.removeAll(GRAPH.uses().getOrDefault(name, Map.of()).keySet());
            surplus.forEach(target -> wrong.add("%s does not use %s".formatted(name, target)));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void arrowsPointDown() {
        List<String> order = PackageTable.read().packages();
        List<String> wrong = new ArrayList<>();
        GRAPH.uses()
                .forEach((name, used) -> used.forEach((target, example) -> {
                    if (order.contains(target) && order.indexOf(target) < order.indexOf(name)) {
                        wrong.add("%s uses %s, which stands above it (%s)".formatted(name, target, example));
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void packagesFormNoCircles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void classesOfAPackageFormNoCircles() {
        Map<String, Set<String>> uses = GRAPH.usesInside();
        assertThat(CIRCLES.keySet()).as("Exceptions, all needed").isSubsetOf(PackageGraph.circles(uses));
        uses.forEach((from, targets) -> targets.removeIf(to -> CIRCLES.containsKey(from + " -> " + to)));
        assertThat(PackageGraph.circles(uses)).isEmpty();
    }

    @Test
    void servletsStayAtTheEdge() {
        onlyIn(SERVLETS, "jakarta.servlet..").check(CLASSES);
    }

    /** Filters are loaded also where nobody knows WebSockets, and containers look at their signatures. */
    @Test
    void webSocketsStayInTheirPackage() {
        onlyIn(WEBSOCKETS, "jakarta.websocket..").check(CLASSES);
    }

    @Test
    void onlyTheProxySeesTheHttpClient() {
        noClasses()
                .that(not(resideInAnyPackage(HTTP_CLIENT)))
                .and(not(resideInAnyPackage(SERVLETS).and(assignableTo(PROXY_SERVLET))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void onlyMetricsSeeMicrometer() {
        onlyIn(METRICS, "io.micrometer..").check(CLASSES);
    }

    @Test
    void nobodyNeedsMetrics() {
        onlyIn(METRICS, METRICS).check(CLASSES);
    }

    @Test
    void jsonTreesStayInside() {
        onlyIn(JSON_TREES, "com.google.gson..").check(CLASSES);
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

    private static ArchRule onlyIn(String[] packages, String... library) {
        return noClasses()
                .that(not(resideInAnyPackage(packages)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }
}
