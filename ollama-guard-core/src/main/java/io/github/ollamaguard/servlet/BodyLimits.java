package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.Setting;
import io.github.ollamaguard.config.Settings;

/**
 * What a request body may cost.
 *
 * @param size most bytes
 * @param rate fewest bytes a second on average; 0 for any
 */
record BodyLimits(long size, long rate) {
    static BodyLimits of(Settings settings) {
        return new BodyLimits(settings.get(Setting.MAX_BODY), settings.get(Setting.BODY_RATE));
    }
}
