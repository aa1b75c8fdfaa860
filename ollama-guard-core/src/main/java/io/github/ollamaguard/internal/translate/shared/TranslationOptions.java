package io.github.ollamaguard.internal.translate.shared;

import io.github.ollamaguard.config.ReasoningField;

/**
 * What an operator may choose about the translation.
 *
 * @param maxChoices the most native calls for one request, 1 or more
 * @param reasoningField where the thinking of a model goes
 */
public record TranslationOptions(int maxChoices, ReasoningField reasoningField) {}
