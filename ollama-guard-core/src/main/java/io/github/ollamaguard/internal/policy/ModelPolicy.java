package io.github.ollamaguard.internal.policy;

import io.github.ollamaguard.internal.option.OllamaOption;
import io.github.ollamaguard.model.ModelName;
import io.github.ollamaguard.model.ModelPattern;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The rules for the options of all models. Immutable and thread-safe. */
public final class ModelPolicy {
    /** The policy without rules. */
    public static final ModelPolicy NONE = new ModelPolicy(List.of());

    private final List<Entry> entries;

    /**
     * The rules of one line.
     *
     * @param models the models that they are for
     * @param rules at most one for an option
     */
    record Entry(ModelPattern models, List<OptionRule> rules) {
        Entry {
            rules = List.copyOf(rules);
        }
    }

    /** A policy in which an earlier entry wins. */
    ModelPolicy(List<Entry> entries) {
        this.entries = List.copyOf(entries);
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

    /** Returns the number of lines with rules. */
    int size() {
        return entries.size();
    }
}
