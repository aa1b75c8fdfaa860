/** Examples of the translation as files, and what plays and compares them. */
@NullMarked
package io.github.ollamaguard.internal.cases;

import org.jspecify.annotations.NullMarked;
