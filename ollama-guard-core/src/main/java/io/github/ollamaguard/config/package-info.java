/** Typed settings: one constant each, one spelling for Java, init parameters, system properties and environment. */
@NullMarked
package io.github.ollamaguard.config;

import org.jspecify.annotations.NullMarked;
