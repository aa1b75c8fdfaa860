package io.github.ollamaguard.war;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The servers that the WAR is tested in, by their names in {@code docs/containers.md}. */
enum Product {
    TOMCAT_10_1("Tomcat 10.1", "tomcat10.home", home -> CatalinaBase.withKey(Release.TOMCAT_10_1)),
    TOMCAT_11("Tomcat 11", "tomcat11.home", home -> CatalinaBase.withKey(Release.TOMCAT_11)),
    WILDFLY("WildFly 39", "wildfly.home", WildFly::of),
    OPEN_LIBERTY("Open Liberty 26", "liberty.home", OpenLiberty::of),
    PAYARA_MICRO("Payara Micro 6", "payara.jar", PayaraMicro::of);

    private final String title;
    private final String property;
    private final Installer installer;

    Product(String title, String property, Installer installer) {
        this.title = title;
        this.property = property;
        this.installer = installer;
    }

    /** Returns those that this build has unpacked; the large ones only do with their profile. */
    static Stream<Product> unpacked() {
        return Arrays.stream(values()).filter(product -> Files.exists(product.place()));
    }

    Installation install() throws IOException {
        return installer.install(place());
    }

    @Override
    public String toString() {
        return title;
    }

    private Path place() {
        return Path.of(System.getProperty(property)).toAbsolutePath();
    }

    /** What makes an installation of an unpacked distribution. */
    @FunctionalInterface
    private interface Installer {
        Installation install(Path distribution) throws IOException;
    }
}
