package io.github.ollamaguard.internal.translate.shared;

import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.copied;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.ignored;
import static io.github.ollamaguard.internal.translate.shared.FieldTable.Field.read;

import io.github.ollamaguard.internal.translate.shared.FieldTable.Field;
import java.util.List;

/** The fields that several endpoints have in common: parts of their tables. */
public final class CommonFields {
    /** The name of a model. */
    public static final Field MODEL = read("model", "without white space around it");

    /** Who asks; Ollama does not want to know. */
    public static final Field USER = ignored("user", "", "'u'");

    /** Whether an answer may call several tools. */
    public static final Field PARALLEL_TOOL_CALLS =
            read("parallel_tool_calls", "with `false` the answer shows the first call only", "false");

    /** What all endpoints take that generate text. */
    public static final List<Field> GENERATION = List.of(
            copied("shift", "whether Ollama may move the context on when it is full", "false"),
            read("think", "Ollama's own; wins over every other way to ask for reasoning", "true", "'high'", "'much'"),
            read("format", "Ollama's own; wins over `response_format`", "'json'"),
            read(
                    "reasoning",
                    "`exclude` keeps the reasoning out of the answer",
                    "{'effort': 'high'}",
                    "{'enabled': false}",
                    "{'exclude': true}"),
            read(
                    "reasoning_effort",
                    "a model that cannot think is asked again without",
                    "'minimal'",
                    "'none'",
                    "'xhigh'",
                    "'much'"),
            read("thinking", "of other servers", "{'type': 'disabled'}"),
            read("chat_template_kwargs", "of other servers", "{'enable_thinking': true}"),
            read("stream", "always sent, because Ollama streams unless it is told not to", "null"),
            USER);

    /** What OpenAI takes for its own books. */
    public static final List<Field> STORED = List.of(
            ignored("metadata", "", "{'a': 'b'}"),
            ignored("store", "the guard stores nothing", "true"),
            ignored("service_tier", "", "'auto'"),
            ignored("safety_identifier", "", "'x'"),
            ignored("prompt_cache_key", "Ollama caches without it", "'k'"),
            ignored("prompt_cache_retention", "", "'24h'"));

    /** The ways to Ollama's options. */
    public static final List<Field> OPTIONS = List.of(
            read(
                    "options",
                    "Ollama's own form; options that the guard does not know travel, too",
                    "{'num_ctx': 4096, 'new_option': 3}",
                    "{'num_ctx': 'big'}"),
            read("extra_body", "sent literally by some clients; weaker than the request's own members", "{'top_k': 7}"),
            copied("keep_alive", "a number of seconds, also in quotes, or a duration", "'300'", "'10m'"),
            copied("truncate", "whether Ollama may cut a text that is too long", "false"));

    private CommonFields() {}
}
