/** Names of models: one meaning for each of their spellings, and patterns of them. */
@NullMarked
package io.github.ollamaguard.model;

import org.jspecify.annotations.NullMarked;
