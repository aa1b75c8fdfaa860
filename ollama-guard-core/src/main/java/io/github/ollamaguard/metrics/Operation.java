package io.github.ollamaguard.metrics;

import org.jspecify.annotations.Nullable;

/** What a model is asked to do, in the words of OpenTelemetry's conventions for generative AI. */
enum Operation {
    CHAT,
    TEXT_COMPLETION,
    EMBEDDINGS;

    private static final String VERSION_PREFIX = "/v1";

    /** Returns the operation of a route, or null when no model works for it. */
    static @Nullable Operation of(@Nullable String route) {
        if (route == null) {
            return null;
        }
        return switch (route.startsWith(VERSION_PREFIX) ? route.substring(VERSION_PREFIX.length()) : route) {
            case "/chat/completions", "/responses", "/api/chat" -> CHAT;
            case "/completions", "/api/generate" -> TEXT_COMPLETION;
            case "/embeddings", "/api/embed", "/api/embeddings" -> EMBEDDINGS;
            default -> null;
        };
    }

    /** Returns the value of {@code gen_ai.operation.name}. */
    String text() {
        return switch (this) {
            case CHAT -> "chat";
            case TEXT_COMPLETION -> "text_completion";
            case EMBEDDINGS -> "embeddings";
        };
    }
}
