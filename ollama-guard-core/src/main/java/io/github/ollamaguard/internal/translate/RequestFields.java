package io.github.ollamaguard.internal.translate;

import static io.github.ollamaguard.internal.translate.Field.copied;
import static io.github.ollamaguard.internal.translate.Field.dropped;
import static io.github.ollamaguard.internal.translate.Field.ignored;
import static io.github.ollamaguard.internal.translate.Field.read;
import static io.github.ollamaguard.internal.translate.Field.refused;

import java.util.List;

/**
 * THE table of OpenAI's fields, by endpoint; Ollama's options are in {@link Parameters}. What stands in neither is
 * dropped. {@code docs/compatibility.md} is made of it.
 */
final class RequestFields {
    private static final String STORES = "needs a server that stores responses; send the whole input instead";

    private static final Field MODEL = read("model", "without white space around it");
    private static final Field USER = ignored("user", "", "'u'");
    private static final Field PARALLEL_TOOL_CALLS =
            read("parallel_tool_calls", "with `false` the answer shows the first call only", "false");

    private static final List<Field> OPTIONS = List.of(
            read(
                    "options",
                    "Ollama's own form; options that the guard does not know travel, too",
                    "{'num_ctx': 4096, 'new_option': 3}",
                    "{'num_ctx': 'big'}"),
            read("extra_body", "sent literally by some clients; weaker than the request's own members", "{'top_k': 7}"),
            copied("keep_alive", "a number of seconds, also in quotes, or a duration", "'300'", "'10m'"),
            copied("truncate", "whether Ollama may cut a text that is too long", "false"));

    private static final List<Field> GENERATION = List.of(
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

    private static final List<Field> CHOICES = List.of(
            read("max_tokens", "OpenAI's default is not imposed", "64"),
            read("max_completion_tokens", "wins over `max_tokens`", "64"),
            read("n", "as many calls, at most `max-choices`; each has its own seed when one is given", "2", "1000"),
            read("stream_options", "answered by the guard", "{'include_usage': true}"),
            dropped("logit_bias", "Ollama has nothing like it", "{'50256': -100}"));

    private static final List<Field> STORED = List.of(
            ignored("metadata", "", "{'a': 'b'}"),
            ignored("store", "the guard stores nothing", "true"),
            ignored("service_tier", "", "'auto'"),
            ignored("safety_identifier", "", "'x'"),
            ignored("prompt_cache_key", "Ollama caches without it", "'k'"),
            ignored("prompt_cache_retention", "", "'24h'"));

    static final FieldTable CHAT = FieldTable.of(
            List.of(MODEL, read("messages", "see below")),
            CHOICES,
            List.of(
                    read(
                            "tools",
                            "schemas are repaired where Ollama would refuse or lose a part",
                            "[{'type': 'function', 'function': {'name': 'f', 'strict': true}}]",
                            "[{'type': 'custom', 'custom': {'name': 'x'}}]"),
                    read(
                            "tool_choice",
                            "names leave the other tools out; `required` cannot be enforced",
                            "'none', 'tools': [{'type': 'function', 'function': {'name': 'f'}}]",
                            "{'type': 'function', 'function': {'name': 'f'}}"),
                    PARALLEL_TOOL_CALLS,
                    read("functions", "the old name of `tools`; the answer has a `function_call`", "[{'name': 'f'}]"),
                    read("function_call", "the old name of `tool_choice`", "'none', 'functions': [{'name': 'f'}]"),
                    read(
                            "response_format",
                            "Ollama holds the model to a schema",
                            "{'type': 'json_object'}",
                            "{'type': 'json_schema', 'json_schema': {'name': 'p', 'schema': {'type': 'object'}}}",
                            "{'type': 'xml'}"),
                    read("logprobs", "", "true"),
                    read("top_logprobs", "needs `logprobs`", "3, 'logprobs': true", "3"),
                    read("modalities", "Ollama generates text", "['text']", "['text', 'audio']"),
                    ignored("audio", "", "{'voice': 'alloy', 'format': 'wav'}"),
                    ignored("prediction", "", "{'type': 'content', 'content': 'x'}"),
                    ignored("moderation", "", "{}"),
                    dropped("verbosity", "", "'low'"),
                    dropped("web_search_options", "the guard calls nobody else", "{'search_context_size': 'low'}")),
            GENERATION,
            STORED,
            OPTIONS);

    static final FieldTable COMPLETIONS = FieldTable.of(
            List.of(
                    MODEL,
                    read("prompt", "one call for each text of a list; tokens are refused", "['a', 'b']", "[1, 2]"),
                    read("suffix", "", "' end'"),
                    read("echo", "answered by the guard; with `max_tokens: 0` nobody else is asked", "true"),
                    read("logprobs", "", "2"),
                    read("best_of", "must be `n`", "3")),
            CHOICES,
            List.of(
                    read("response_format", "as for chat", "{'type': 'json_object'}"),
                    copied("raw", "without it Ollama puts the prompt into the model's chat template", "true"),
                    copied("system", "", "'s'"),
                    copied("template", "", "'t'"),
                    copied("context", "", "[1, 2]"),
                    copied("images", "", "['AAAA']")),
            GENERATION,
            OPTIONS);

    static final FieldTable EMBEDDINGS = FieldTable.of(
            List.of(
                    MODEL,
                    read("input", "a text or several; tokens are refused", "''", "[1, 2]"),
                    read(
                            "encoding_format",
                            "base64 holds single-precision floats, little-endian",
                            "'base64'",
                            "'int8'"),
                    read("dimensions", "", "256", "0"),
                    USER),
            OPTIONS);

    static final FieldTable RESPONSES = FieldTable.of(
            List.of(
                    MODEL,
                    read("input", "a text, or items; see below"),
                    read("instructions", "the first message, with the role `system`"),
                    read("max_output_tokens", "", "9"),
                    read("text", "", "{'format': {'type': 'json_object'}}"),
                    read(
                                    "tools",
                                    "functions; tools that OpenAI runs itself are left out",
                                    "[{'type': 'function', 'name': 'f'}]",
                                    "[{'type': 'web_search'}]")
                            .exceptFor(ResponseTools::isPartlyUnknown),
                    read("tool_choice", "as for chat", "'none'"),
                    PARALLEL_TOOL_CALLS,
                    read("top_logprobs", "", "2"),
                    read(
                            "include",
                            "reasoning is never encrypted: its summary holds all of it and comes back with the item",
                            "['message.output_text.logprobs']",
                            "['reasoning.encrypted_content']"),
                    refused("previous_response_id", STORES, "'resp_1'"),
                    refused("conversation", STORES, "'c'"),
                    refused("prompt", STORES, "{'id': 'p'}"),
                    refused("background", STORES, "true", "false"),
                    ignored("max_tool_calls", "", "3"),
                    ignored("truncation", "", "'auto'"),
                    ignored("stream_options", "", "{'include_obfuscation': false}"),
                    dropped("context_management", "", "[{'type': 'compaction'}]")),
            GENERATION,
            STORED,
            OPTIONS);

    /** The name in the path, for requests without a body. */
    static final FieldTable PATH = FieldTable.of(List.of(read("model", "")));

    private RequestFields() {}
}
