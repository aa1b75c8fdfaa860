package io.github.ollamaguard.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file below {@code src/test/resources/hostile}; its README explains the format.
 *
 * @param name group and file
 * @param title what the request is, in a few words
 * @param outcomes what becomes of it, by container
 * @param sends the body that must reach Ollama, when the case says so
 * @param request what goes over the wire, one character a byte
 */
public record HostileCase(
        String name,
        String title,
        Map<String, String> outcomes,
        @Nullable String sends,
        String request) {
    /** The containers of the build. */
    public static final List<String> CONTAINERS = List.of("jetty", "tomcat-10.1", "tomcat-11", "undertow");

    private static final Path ROOT = Path.of("src/test/resources/hostile");
    private static final String LINE = "\r\n";
    private static final String END_OF_HEAD = LINE + LINE;
    private static final Pattern BYTE = Pattern.compile("<([0-9A-F]{2})>");
    private static final Pattern REPEATED = Pattern.compile("<(\\d+) times ([^>]+)>");

    /** Reads all cases, in the order of their names. */
    public static List<HostileCase> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .filter(file -> !file.getParent().equals(ROOT))
                    .sorted()
                    .map(HostileCase::read)
                    .toList();
        }
    }

    /** Returns the key file that the cases know. */
    public static Path keys() {
        return ROOT.resolve("keys.txt");
    }

    /** Returns what may become of the request in a container; more than one when that is the container's whim. */
    public List<String> outcomes(String container) {
        String outcome =
                Objects.requireNonNull(outcomes.get(container), () -> name + " says nothing about " + container);
        return List.of(outcome.split(" or "));
    }

    /** Returns the bytes of the request. */
    public byte[] bytes() {
        return request.getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }

    private static HostileCase read(Path file) {
        String text;
        try {
            text = Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int end = text.indexOf("\n\n");
        List<String> head = text.substring(0, end).lines().toList();
        Map<String, String> outcomes = new HashMap<>();
        String sends = null;
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(": ");
            String value = line.substring(colon + 2);
            switch (line.substring(0, colon)) {
                case "everywhere" -> CONTAINERS.forEach(container -> outcomes.put(container, value));
                case "sends" -> sends = value;
                default -> Stream.of(line.substring(0, colon).split(", ")).forEach(name -> outcomes.put(name, value));
            }
        }
        return new HostileCase(
                ROOT.relativize(file).toString().replace(".txt", ""),
                head.get(0),
                Map.copyOf(outcomes),
                sends,
                wire(text.substring(end + 2, text.length() - 1)));
    }

    private static String wire(String written) {
        String lines = written.replace("\n", LINE);
        String whole = lines.contains(END_OF_HEAD) ? lines : lines + END_OF_HEAD;
        String repeated = REPEATED.matcher(whole)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
        String bytes = BYTE.matcher(repeated)
                .replaceAll(
                        found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
        int length = bytes.length() - bytes.indexOf(END_OF_HEAD) - END_OF_HEAD.length();
        return bytes.replace("<length>", Integer.toString(length));
    }
}
