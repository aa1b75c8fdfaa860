/** The operator's rules for the options of models: what is put in, what is kept within bounds, what is fixed. */
@NullMarked
package io.github.ollamaguard.internal.policy;

import org.jspecify.annotations.NullMarked;
