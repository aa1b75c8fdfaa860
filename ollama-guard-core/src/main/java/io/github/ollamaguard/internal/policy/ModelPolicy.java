package io.github.ollamaguard.internal.policy;

import com.google.gson.JsonPrimitive;
import io.github.ollamaguard.config.InvalidFileException;
import io.github.ollamaguard.internal.file.TextFile;
import io.github.ollamaguard.internal.file.WatchedFile;
import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.policy.OptionRule.Kind;
import io.github.ollamaguard.model.ModelName;
import io.github.ollamaguard.model.ModelPattern;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The model policy: an operator's rules for the options of all models. Each line of its file is a pattern of models,
 * then one or more rules {@code option.kind=value} for them. {@code #} at the start of a line or after white space
 * begins a comment. One wrong line makes the whole file invalid. Immutable and thread-safe.
 */
public record ModelPolicy(List<Entry> entries) {
    /** The policy without rules. */
    public static final ModelPolicy NONE = new ModelPolicy(List.of());

    static final WatchedFile.Format<ModelPolicy> FORMAT =
            new WatchedFile.Format<>(ModelPolicy::parse, false, policy -> policy.entries.size() + " lines of rules");

    /** What looks like a rule; everything else is not repeated in messages. */
    private static final Pattern RULE =
            Pattern.compile("(?<option>[A-Za-z0-9_-]{1,40})\\.(?<kind>[A-Za-z0-9_-]{1,40})=(?<value>.*)");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,15}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

    /** The rules of one line, at most one for an option, and the models that they are for. */
    record Entry(ModelPattern models, List<OptionRule> rules) {}

    /** A policy in which an earlier entry wins. */
    public ModelPolicy {
        entries = List.copyOf(entries);
    }

    /**
     * Opens a policy file. A change of the file takes effect as a whole, at the latest 2 s later; a change that makes
     * the file invalid has no effect but a line in the log.
     *
     * @throws InvalidFileException when the file is missing, not readable, not valid or without a rule
     */
    public static WatchedFile<ModelPolicy> open(Path path) throws InvalidFileException {
        return new WatchedFile<>(path, FORMAT, System::nanoTime);
    }

    /** Returns the rules for a model, at most one for an option: that of the first line that matches. */
    public List<OptionRule> rules(ModelName model) {
        Map<OllamaOption, OptionRule> rules = new EnumMap<>(OllamaOption.class);
        for (Entry entry : entries) {
            if (entry.models().matches(model)) {
                entry.rules().forEach(rule -> rules.putIfAbsent(rule.option(), rule));
            }
        }
        return List.copyOf(rules.values());
    }

    /** Reads a text. One without a rule is refused: an editor that is just writing must not lift the limits. */
    static ModelPolicy parse(String fileName, String text) throws InvalidFileException {
        List<Entry> entries = new ArrayList<>();
        TextFile.readLines(fileName, text, (words, number) -> entries.add(entry(words)));
        if (entries.isEmpty()) {
            throw new InvalidFileException(fileName, "contains no rule");
        }
        return new ModelPolicy(entries);
    }

    /** Reads the words of a line, at least one; an {@link IllegalArgumentException} says why they are not valid. */
    private static Entry entry(List<String> words) {
        ModelPattern models = models(words.get(0));
        Map<OllamaOption, Map<Kind, JsonPrimitive>> values = new EnumMap<>(OllamaOption.class);
        for (String word : words.subList(1, words.size())) {
            read(word, values);
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no rule such as num_ctx.max=8192 follows the pattern");
        }
        List<OptionRule> rules = new ArrayList<>();
        values.forEach((option, kinds) -> rules.add(new OptionRule(option, kinds)));
        return new Entry(models, rules);
    }

    private static ModelPattern models(String word) {
        try {
            return ModelPattern.of(word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    word.contains("=")
                            ? "a rule stands where the pattern of models should be"
                            : "a line must begin with the name of a model, in which * stands for any text");
        }
    }

    private static void read(String word, Map<OllamaOption, Map<Kind, JsonPrimitive>> values) {
        Matcher rule = RULE.matcher(word);
        if (!rule.matches()) {
            throw new IllegalArgumentException("after the pattern only rules such as num_ctx.max=8192 may follow");
        }
        OllamaOption option = option(rule.group("option"));
        Kind kind = kind(rule.group("kind"));
        String name = "'" + option + "." + rule.group("kind") + "'";
        if (kind == Kind.MAX && !option.type().isOrdered()) {
            throw new IllegalArgumentException(name + ": there is no order among values of '" + option + "'");
        }
        JsonPrimitive value = value(option.type(), rule.group("value"));
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " must be " + option.type().expected());
        }
        if (values.computeIfAbsent(option, none -> new EnumMap<>(Kind.class)).put(kind, value) != null) {
            throw new IllegalArgumentException(name + " is repeated");
        }
    }

    private static OllamaOption option(String name) {
        OllamaOption option = OllamaOption.named(name);
        // A list is not one value that could be fixed or compared.
        if (option == null || option.type() == OllamaOption.Type.STRINGS) {
            throw new IllegalArgumentException("unknown option '" + name + "'");
        }
        return option;
    }

    private static Kind kind(String name) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown kind of rule '" + name + "': known are default, max and force"));
    }

    /** Returns the value that a text means, or null when it means none of this type. */
    private static @Nullable JsonPrimitive value(OllamaOption.Type type, String text) {
        boolean isNumber = DECIMAL.matcher(text).matches();
        boolean isFlag = text.equals("true") || text.equals("false");
        boolean isLegal = switch (type) {
            case INTEGER -> WHOLE.matcher(text).matches();
            case NUMBER -> isNumber;
            case DURATION -> isNumber || GoDuration.seconds(text) != null;
            case THINKING -> isFlag || OllamaOption.Type.THINKING_LEVELS.contains(text);
            case BOOLEAN -> isFlag;
            case STRINGS -> false;
        };
        if (!isLegal) {
            return null;
        }
        if (isNumber) {
            return new JsonPrimitive(new BigDecimal(text));
        }
        return isFlag ? new JsonPrimitive(text.equals("true")) : new JsonPrimitive(text);
    }
}
