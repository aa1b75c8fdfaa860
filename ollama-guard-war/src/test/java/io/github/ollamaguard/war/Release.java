package io.github.ollamaguard.war;

import java.nio.file.Path;

/** The Tomcats that the WAR is made for. */
enum Release {
    TOMCAT_10_1("tomcat10.home"),
    TOMCAT_11("tomcat11.home");

    private final String property;

    Release(String property) {
        this.property = property;
    }

    /** Returns CATALINA_HOME of an unpacked distribution. */
    Path home() {
        return Path.of(System.getProperty(property)).toAbsolutePath();
    }
}
