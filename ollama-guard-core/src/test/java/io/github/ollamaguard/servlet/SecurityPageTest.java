package io.github.ollamaguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.internal.playground.Playground;
import io.github.ollamaguard.internal.route.Route;
import io.github.ollamaguard.internal.route.Route.Target;
import io.github.ollamaguard.internal.route.Routes;
import io.github.ollamaguard.key.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/security.md is the route table. */
class SecurityPageTest {
    private static final Set<String> OPEN = Set.of(Routes.LIVENESS, Routes.READINESS);

    @Test
    void everyRouteHasItsRow() throws IOException {
        Map<String, List<Route>> byRow = Stream.concat(Routes.rows().stream(), pages())
                .collect(Collectors.groupingBy(SecurityPageTest::pathAndRole));
        List<String> expected = byRow.entrySet().stream()
                .flatMap(row -> rows(row.getKey(), row.getValue()))
                .sorted()
                .toList();
        List<String> printed = Files.readAllLines(Path.of("../docs/security.md")).stream()
                .filter(line -> line.matches("\\| [A-Z, ]+ \\| `/.*"))
                .sorted()
                .toList();
        assertThat(printed).isEqualTo(expected);
    }

    private static Stream<Route> pages() {
        return Playground.FILES.stream()
                .flatMap(path ->
                        Stream.of("GET", "HEAD").map(method -> new Route(method, path, Role.INFER, new Target.Own())));
    }

    /** GET and HEAD share a row. */
    private static Stream<String> rows(String pathAndRole, List<Route> routes) {
        Set<String> methods = routes.stream().map(Route::method).collect(Collectors.toSet());
        return methods.equals(Set.of("GET", "HEAD"))
                ? Stream.of("| GET, HEAD " + pathAndRole)
                : methods.stream().map(method -> "| " + method + " " + pathAndRole);
    }

    private static String pathAndRole(Route route) {
        boolean open = OPEN.contains(route.path()) || Playground.FILES.contains(route.path());
        String role = open ? "nobody is asked" : route.role().name().toLowerCase(Locale.ROOT);
        return "| `" + route.path() + "` | " + role + " |";
    }
}
