package io.github.ollamaguard.internal.servlet;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Settings;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The settings of a filter or servlet that was made by a container, from everywhere an operator can put them. Stateless. */
public final class ServletSettings {
    private ServletSettings() {}

    /** Reads init parameters, context parameters, system properties and environment. */
    public static Settings read(FilterConfig config) throws ServletException {
        return read(config.getInitParameterNames(), config::getInitParameter, config.getServletContext());
    }

    /** The same for a servlet. */
    public static Settings read(ServletConfig config) throws ServletException {
        return read(config.getInitParameterNames(), config::getInitParameter, config.getServletContext());
    }

    /**
     * Reads the settings.
     *
     * @throws ServletException with one line that says which setting is wrong and how to fix it
     */
    private static Settings read(Enumeration<String> names, UnaryOperator<String> values, ServletContext context)
            throws ServletException {
        Map<String, String> parameters = new HashMap<>();
        for (String name : Collections.list(names)) {
            parameters.put(name, values.apply(name));
        }
        try {
            return Settings.builder()
                    .initParameters(parameters)
                    .contextParameters(context::getInitParameter)
                    .process()
                    .build();
        } catch (InvalidSettingException e) {
            throw new ServletException(e.getMessage());
        }
    }
}
