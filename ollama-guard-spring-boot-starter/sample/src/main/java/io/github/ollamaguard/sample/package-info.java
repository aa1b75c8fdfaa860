/** A Spring Boot application with the guard in it. */
package io.github.ollamaguard.sample;
