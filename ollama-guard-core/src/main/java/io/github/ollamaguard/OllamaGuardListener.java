package io.github.ollamaguard;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * The guard for a {@code web.xml}: installs all of it when the web application starts, with the settings of context
 * parameters, system properties and environment. Stateless.
 */
public final class OllamaGuardListener implements ServletContextListener {
    /**
     * Installs the guard.
     *
     * @throws io.github.ollamaguard.config.InvalidSettingException when a setting is unknown or wrong
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        OllamaGuard.configuredBy(event.getServletContext()).install(event.getServletContext());
    }
}
