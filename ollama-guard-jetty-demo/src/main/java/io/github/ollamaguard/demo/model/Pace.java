package io.github.ollamaguard.demo.model;

import java.time.Duration;

/**
 * How fast the demo model speaks.
 *
 * @param beforeFirst what a real model needs for reading the prompt
 * @param perWord time between two words
 */
public record Pace(Duration beforeFirst, Duration perWord) {
    /** About the speed of a small model on a laptop. */
    public static final Pace BELIEVABLE = new Pace(Duration.ofMillis(200), Duration.ofMillis(25));

    /** No waiting at all. */
    public static final Pace INSTANT = new Pace(Duration.ZERO, Duration.ZERO);
}
