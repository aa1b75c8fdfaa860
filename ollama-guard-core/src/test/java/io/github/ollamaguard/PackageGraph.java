package io.github.ollamaguard;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which packages, and within a package which top-level classes, use which others. Names begin below the base package. */
final class PackageGraph {
    static final String BASE = "io.github.ollamaguard";
    static final String ROOT = "root";

    private final JavaClasses classes;

    PackageGraph(JavaClasses classes) {
        this.classes = classes;
    }

    static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(BASE) ? ROOT : name.substring(BASE.length() + 1);
    }

    Set<String> packages() {
        return classes.stream().map(PackageGraph::packageOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns for each package the others that it uses, each with an example. */
    Map<String, Map<String, String>> uses() {
        Map<String, Map<String, String>> uses = new TreeMap<>();
        dependencies()
                .filter(arrow -> !packageOf(arrow.getOriginClass()).equals(packageOf(arrow.getTargetClass())))
                .forEach(arrow -> uses.computeIfAbsent(packageOf(arrow.getOriginClass()), name -> new TreeMap<>())
                        .merge(
                                packageOf(arrow.getTargetClass()),
                                example(arrow),
                                (a, b) -> a.compareTo(b) < 0 ? a : b));
        return uses;
    }

    /** Returns for each top-level class the others of its package that it uses. */
    Map<String, Set<String>> usesInside() {
        Map<String, Set<String>> uses = new TreeMap<>();
        dependencies()
                .filter(arrow -> packageOf(arrow.getOriginClass()).equals(packageOf(arrow.getTargetClass())))
                .filter(arrow -> !topLevel(arrow.getOriginClass()).equals(topLevel(arrow.getTargetClass())))
                .forEach(arrow -> uses.computeIfAbsent(topLevel(arrow.getOriginClass()), name -> new TreeSet<>())
                        .add(topLevel(arrow.getTargetClass())));
        return uses;
    }

    /** Returns the arrows that are part of some circle, each as {@code from -> to}. */
    static Set<String> circles(Map<String, Set<String>> uses) {
        Set<String> circles = new TreeSet<>();
        uses.forEach((from, targets) -> targets.stream()
                .filter(to -> reach(uses, to).contains(from))
                .forEach(to -> circles.add(from + " -> " + to)));
        return circles;
    }

    private static Set<String> reach(Map<String, Set<String>> uses, String from) {
        Set<String> reached = new TreeSet<>();
        Set<String> open = new TreeSet<>(Set.of(from));
        while (!open.isEmpty()) {
            reached.addAll(open);
            open = open.stream()
                    .map(name -> uses.getOrDefault(name, Set.of()))
                    .flatMap(Collection::stream)
                    .filter(name -> !reached.contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return reached;
    }

    private Stream<Dependency> dependencies() {
        return classes.stream()
                .map(JavaClass::getDirectDependenciesFromSelf)
                .flatMap(Collection::stream)
                .filter(arrow -> isOurs(arrow.getTargetClass()));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(BASE) || type.getPackageName().startsWith(BASE + ".");
    }

    private static String example(Dependency arrow) {
        return topLevel(arrow.getOriginClass()) + " -> " + topLevel(arrow.getTargetClass());
    }

    private static String topLevel(JavaClass type) {
        JavaClass top = type;
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return packageOf(top) + "." + top.getSimpleName();
    }
}
