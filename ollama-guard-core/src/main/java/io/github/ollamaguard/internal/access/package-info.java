/** May this caller do this? A list of rules, of which the first refusal wins. Not API: may change in any release. */
@NullMarked
package io.github.ollamaguard.internal.access;

import org.jspecify.annotations.NullMarked;
