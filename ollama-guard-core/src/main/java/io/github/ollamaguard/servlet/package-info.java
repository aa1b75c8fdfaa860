/** The two filters in front of the proxy: who may pass, and OpenAI's dialect. */
@NullMarked
package io.github.ollamaguard.servlet;

import org.jspecify.annotations.NullMarked;
