package io.github.ollamaguard.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A fenced block of one of the project's pages. */
record Snippet(String page, String language, String text) {
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\S*)\\n(.*?)^\\1```$");

    /** Returns the blocks of all pages, page by page. */
    static List<Snippet> all() throws IOException {
        try (Stream<Path> files = Files.find(PROJECT, 3, (file, attributes) -> isPage(PROJECT.relativize(file)))) {
            return files.map(file -> PROJECT.relativize(file).toString())
                    .sorted()
                    .flatMap(page -> of(page).stream())
                    .toList();
        }
    }

    /** Returns the blocks of one page, in their order. */
    static List<Snippet> of(String page) {
        return BLOCK.matcher(ProjectFile.of(page).text())
                .results()
                .map(block -> new Snippet(page, block.group(2), block.group(3)))
                .toList();
    }

    static List<Snippet> of(String page, String language) {
        return of(page).stream()
                .filter(snippet -> snippet.language().equals(language))
                .toList();
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md") && !file.toString().contains("target/");
    }

    @Override
    public String toString() {
        return page + ": " + text.lines().findFirst().orElse("");
    }
}
