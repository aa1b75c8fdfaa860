/** Real clients, unchanged, against the packaged jar: each has one test class that says in its own words what all do. */
@NullMarked
package io.github.ollamaguard.demo.clients;

import org.jspecify.annotations.NullMarked;
