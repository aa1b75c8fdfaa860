package io.github.ollamaguard.internal.translate.shared;

import static io.github.ollamaguard.internal.translate.shared.OptionType.BOOLEAN;
import static io.github.ollamaguard.internal.translate.shared.OptionType.INTEGER;
import static io.github.ollamaguard.internal.translate.shared.OptionType.NUMBER;
import static io.github.ollamaguard.internal.translate.shared.OptionType.STRINGS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** THE table of Ollama's options, and of OpenAI's fields that become options. The documentation is made of it. */
public final class Parameters {
    /**
     * An option of Ollama, as it stands in the native {@code options} object.
     *
     * @param name the native name, also accepted flat at the top level of an OpenAI request
     * @param type the type that Ollama insists on
     * @param meaning one line for the documentation
     */
    public record Option(String name, OptionType type, String meaning) {}

    /**
     * An OpenAI field that becomes an option.
     *
     * @param field the OpenAI name
     * @param option the native name
     */
    record Derived(String field, String option) {}

    /** Every option, by name. Retired ones are still sent: old servers use them, new ones ignore them. */
    public static final Map<String, Option> OPTIONS = byName(
            new Option("num_ctx", INTEGER, "context window in tokens"),
            new Option("num_predict", INTEGER, "most tokens to generate, -1 without limit"),
            new Option("temperature", NUMBER, "randomness"),
            new Option("top_k", INTEGER, "choose among the k likeliest tokens"),
            new Option("top_p", NUMBER, "choose among the likeliest tokens up to this probability"),
            new Option("min_p", NUMBER, "leave out tokens below this share of the likeliest one's probability"),
            new Option("typical_p", NUMBER, "locally typical sampling"),
            new Option("seed", INTEGER, "seed of the random numbers"),
            new Option("stop", STRINGS, "texts that end the answer"),
            new Option("repeat_last_n", INTEGER, "how far back repetitions count"),
            new Option("repeat_penalty", NUMBER, "penalty for repetitions"),
            new Option("presence_penalty", NUMBER, "penalty for tokens that have occurred"),
            new Option("frequency_penalty", NUMBER, "penalty by how often a token has occurred"),
            new Option("num_keep", INTEGER, "tokens of the prompt to keep when the context is full"),
            new Option("num_batch", INTEGER, "batch size of prompt processing"),
            new Option("num_gpu", INTEGER, "layers on the GPU, -1 automatic"),
            new Option("main_gpu", INTEGER, "GPU for small tensors"),
            new Option("num_thread", INTEGER, "CPU threads, 0 automatic"),
            new Option("use_mmap", BOOLEAN, "map the model file into memory"),
            new Option("draft_num_predict", INTEGER, "tokens to draft ahead"),
            new Option("mirostat", INTEGER, "Mirostat sampling, 0, 1 or 2 (retired)"),
            new Option("mirostat_tau", NUMBER, "Mirostat target entropy (retired)"),
            new Option("mirostat_eta", NUMBER, "Mirostat learning rate (retired)"),
            new Option("tfs_z", NUMBER, "tail free sampling (retired)"),
            new Option("penalize_newline", BOOLEAN, "penalise line breaks (retired)"),
            new Option("numa", BOOLEAN, "NUMA optimisation (retired)"),
            new Option("low_vram", BOOLEAN, "save video memory (retired)"),
            new Option("f16_kv", BOOLEAN, "half-precision cache (retired)"),
            new Option("logits_all", BOOLEAN, "return all logits (retired)"),
            new Option("vocab_only", BOOLEAN, "load the vocabulary alone (retired)"),
            new Option("use_mlock", BOOLEAN, "lock the model in memory (retired)"));

    /** OpenAI fields that become options under another name; the later one wins. Equal names are the same value anyway. */
    static final List<Derived> LENGTH_LIMITS = List.of(
            new Derived("max_tokens", "num_predict"),
            new Derived("max_completion_tokens", "num_predict"),
            new Derived("max_output_tokens", "num_predict"));

    private Parameters() {}

    /** Returns whether a member at the top level of a request becomes an option, whatever the endpoint. */
    static boolean isOption(String name) {
        return OPTIONS.containsKey(name)
                || LENGTH_LIMITS.stream().anyMatch(limit -> limit.field().equals(name));
    }

    private static Map<String, Option> byName(Option... options) {
        Map<String, Option> byName = new LinkedHashMap<>();
        for (Option option : options) {
            byName.put(option.name(), option);
        }
        return byName;
    }
}
