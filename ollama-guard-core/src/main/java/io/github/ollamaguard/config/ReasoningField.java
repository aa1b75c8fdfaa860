package io.github.ollamaguard.config;

/** Where the thinking of a model goes in an OpenAI answer; dialects differ. */
public enum ReasoningField {
    /** {@code reasoning}: Ollama, vLLM, OpenRouter. */
    REASONING,
    /** {@code reasoning_content}: DeepSeek and its clients. */
    REASONING_CONTENT,
    /** Both members with the same text. */
    BOTH,
    /** Nowhere: thinking stays with the guard. */
    NONE
}
