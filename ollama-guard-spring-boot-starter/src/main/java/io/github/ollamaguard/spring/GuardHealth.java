package io.github.ollamaguard.spring;

import io.github.ollamaguard.servlet.ApiKeyFilter;
import java.util.Map;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/**
 * What a health endpoint tells about the guard, in fixed words: neither addresses nor file names nor keys.
 *
 * @param isConfigured whether keys, and rules for models when there are any, have been loaded
 * @param isUpstreamReachable whether Ollama answers
 */
record GuardHealth(boolean isConfigured, boolean isUpstreamReachable) {
    static GuardHealth of(FilterRegistrationBean<GuardFilter> guard) {
        ApiKeyFilter filter = guard.getFilter().keys();
        return new GuardHealth(filter.isConfigured(), filter.reachesUpstream());
    }

    boolean isUp() {
        return isConfigured && isUpstreamReachable;
    }

    Map<String, String> details() {
        return Map.of(
                "keys", isConfigured ? "loaded" : "not loaded",
                "upstream", isUpstreamReachable ? "reachable" : "not reachable");
    }
}
