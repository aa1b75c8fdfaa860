package io.github.ollamaguard.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** A file of the project that is not code. */
record ProjectFile(String name, String text) {
    static ProjectFile of(String name) {
        try {
            return new ProjectFile(name, Files.readString(Path.of(System.getProperty("basedir", "."), "..", name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the pattern finds: its group, or all of it when there is none. */
    List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(found.groupCount() == 0 ? 0 : 1))
                .toList();
    }

    String only(String pattern) {
        List<String> found = all(pattern);
        if (found.size() != 1) {
            throw new AssertionError(name + " has " + found.size() + " times " + pattern);
        }
        return found.get(0);
    }

    /** Returns the documents of YAML, of which JSON is a part. */
    List<Object> documents() {
        List<Object> documents = new ArrayList<>();
        new Yaml().loadAll(text).forEach(documents::add);
        return documents;
    }

    /** Returns what stands at a path of member names and indices. */
    static Object at(Object node, Object... path) {
        Object current = node;
        for (Object step : path) {
            current = step instanceof Integer index ? ((List<?>) current).get(index) : ((Map<?, ?>) current).get(step);
            if (current == null) {
                throw new AssertionError("nothing at " + List.of(path) + " of " + node);
            }
        }
        return current;
    }

    static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }
}
