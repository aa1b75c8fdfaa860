package io.github.ollamaguard.internal.translate.openai;

/** OpenAI's reasons for the end of an answer; strict clients know no other word. */
final class FinishReason {
    static final String STOP = "stop";
    static final String LENGTH = "length";
    static final String TOOL_CALLS = "tool_calls";
    static final String FUNCTION_CALL = "function_call";

    private FinishReason() {}

    /**
     * Returns the reason for a native one.
     *
     * @param doneReason {@code done_reason}, empty when absent
     * @param calledTools whether the answer holds tool calls
     */
    static String of(String doneReason, boolean calledTools) {
        return switch (doneReason) {
            case "length", "content_filter", "tool_calls" -> doneReason;
            case "load", "unload" -> STOP;
            default -> calledTools ? TOOL_CALLS : STOP;
        };
    }
}
