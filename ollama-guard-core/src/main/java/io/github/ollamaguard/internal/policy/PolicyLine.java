package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.internal.option.OptionType;
import io.github.ollamaguard.model.ModelPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a policy file: a pattern of models, then one or more {@code option.kind=value}. Stateless. */
final class PolicyLine {
    /** What looks like a rule; everything else is not repeated in messages. */
    private static final Pattern RULE =
            Pattern.compile("(?<option>[A-Za-z0-9_-]{1,40})\\.(?<kind>[A-Za-z0-9_-]{1,40})=(?<value>.*)");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,15}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

    /** What a rule does with its value. */
    private enum Kind {
        DEFAULT,
        MAX,
        FORCE
    }

    private PolicyLine() {}

    /**
     * Reads the words of a line, at least one.
     *
     * @throws IllegalArgumentException with the reason why the line is not valid
     */
    static ModelPolicy.Entry parse(List<String> words) {
        ModelPattern models = models(words.get(0));
        Map<OllamaOption, Map<Kind, OptionValue>> values = new EnumMap<>(OllamaOption.class);
        for (String word : words.subList(1, words.size())) {
            read(word, values);
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no rule such as num_ctx.max=8192 follows the pattern");
        }
        List<OptionRule> rules = new ArrayList<>();
        values.forEach((option, kinds) -> rules.add(rule(option, kinds)));
        return new ModelPolicy.Entry(models, rules);
    }

    private static ModelPattern models(String word) {
        if (word.contains("=")) {
            throw new IllegalArgumentException("a rule stands where the pattern of models should be");
        }
        try {
            return ModelPattern.of(word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a line must begin with the name of a model, in which * stands for any text");
        }
    }

    private static void read(String word, Map<OllamaOption, Map<Kind, OptionValue>> values) {
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
        OptionValue value = value(option, name, rule.group("value"));
        if (values.computeIfAbsent(option, none -> new EnumMap<>(Kind.class)).put(kind, value) != null) {
            throw new IllegalArgumentException(name + " is repeated");
        }
    }

    private static OllamaOption option(String name) {
        OllamaOption option = OllamaOption.named(name);
        // A list is not one value that could be fixed or compared.
        if (option == null || option.type() == OptionType.STRINGS) {
            throw new IllegalArgumentException("unknown option '" + name + "'");
        }
        return option;
    }

    private static Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of rule '" + name + "': known are default, max and force");
    }

    private static OptionValue value(OllamaOption option, String name, String text) {
        try {
            return value(option.type(), text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " must be " + option.type().expected());
        }
    }

    private static OptionValue value(OptionType type, String text) {
        return switch (type) {
            case INTEGER -> number(WHOLE, text);
            case NUMBER -> number(DECIMAL, text);
            case DURATION -> DECIMAL.matcher(text).matches() ? number(DECIMAL, text) : duration(text);
            case THINKING -> OptionType.THINKING_LEVELS.contains(text) ? new OptionValue.Text(text) : flag(text);
            case BOOLEAN -> flag(text);
            case STRINGS -> throw new IllegalArgumentException("more than one value");
        };
    }

    private static OptionValue number(Pattern form, String text) {
        require(form.matcher(text).matches());
        return new OptionValue.Numeric(new BigDecimal(text));
    }

    private static OptionValue duration(String text) {
        GoDuration.seconds(text);
        return new OptionValue.Text(text);
    }

    private static OptionValue flag(String text) {
        require(text.equals("true") || text.equals("false"));
        return new OptionValue.Flag(text.equals("true"));
    }

    private static void require(boolean legal) {
        if (!legal) {
            throw new IllegalArgumentException("not the expected form");
        }
    }

    private static OptionRule rule(OllamaOption option, Map<Kind, OptionValue> kinds) {
        OptionValue fixed = kinds.get(Kind.FORCE);
        if (fixed == null) {
            return new OptionRule.Bounded(option, kinds.get(Kind.DEFAULT), kinds.get(Kind.MAX));
        }
        if (kinds.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + option + ".force' leaves nothing for other rules of the same option");
        }
        return new OptionRule.Fixed(option, fixed);
    }
}
