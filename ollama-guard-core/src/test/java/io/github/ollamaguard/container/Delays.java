package io.github.ollamaguard.container;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long something took, again and again. Thread-safe. */
final class Delays {
    private final Queue<Duration> all = new ConcurrentLinkedQueue<>();

    void add(long nanos) {
        all.add(Duration.ofNanos(nanos));
    }

    int count() {
        return all.size();
    }

    /** Returns what so many of a hundred did not exceed. */
    Duration percentile(int percent) {
        List<Duration> sorted = all.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    @Override
    public String toString() {
        return all.isEmpty()
                ? "none"
                : count() + " times, p50 " + percentile(50).toMillis() + " ms, p99 "
                        + percentile(99).toMillis() + " ms, longest "
                        + percentile(100).toMillis() + " ms";
    }
}
