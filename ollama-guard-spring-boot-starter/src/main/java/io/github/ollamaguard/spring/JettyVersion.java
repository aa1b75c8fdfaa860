package io.github.ollamaguard.spring;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The least version of Jetty's HTTP client; Spring Boot 3.5 replaces it by an older one unless told otherwise. */
final class JettyVersion {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

    private JettyVersion() {}

    /** Throws {@link UnsupportedJettyException} when the version is older than 12.1; one that cannot be read is not. */
    static void require(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (matcher.matches()) {
            int major = Integer.parseInt(matcher.group(1));
            if (major < 12 || (major == 12 && Integer.parseInt(matcher.group(2)) < 1)) {
                throw new UnsupportedJettyException(version);
            }
        }
    }
}
