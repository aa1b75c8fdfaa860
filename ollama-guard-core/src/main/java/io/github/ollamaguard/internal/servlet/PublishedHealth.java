package io.github.ollamaguard.internal.servlet;

import io.github.ollamaguard.health.HealthCheck;
import jakarta.servlet.ServletContext;

/**
 * The health of the guards in one application, as attributes of its servlet context: of each under its prefix, and of
 * the first without. Stateless.
 */
public final class PublishedHealth {
    private PublishedHealth() {}

    /** Lets programs find the health of a guard. */
    public static void publish(ServletContext context, String prefix, HealthCheck health) {
        context.setAttribute(HealthCheck.ATTRIBUTE + prefix, health);
        if (context.getAttribute(HealthCheck.ATTRIBUTE) == null) {
            context.setAttribute(HealthCheck.ATTRIBUTE, health);
        }
    }

    /** A guard ends. */
    public static void withdraw(ServletContext context, String prefix, HealthCheck health) {
        for (String name : new String[] {HealthCheck.ATTRIBUTE, HealthCheck.ATTRIBUTE + prefix}) {
            if (health.equals(context.getAttribute(name))) {
                context.removeAttribute(name);
            }
        }
    }
}
