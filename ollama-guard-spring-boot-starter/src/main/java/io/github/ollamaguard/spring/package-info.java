/** The guard in a Spring Boot application, mounted by properties {@code ollama.guard.*}. */
@NullMarked
package io.github.ollamaguard.spring;

import org.jspecify.annotations.NullMarked;
