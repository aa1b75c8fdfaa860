package io.github.ollamaguard.servlet;

import io.github.ollamaguard.config.InvalidSettingException;
import io.github.ollamaguard.config.Settings;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The settings of a filter that was made by a container, from everywhere an operator can put them. Stateless. */
final class FilterSettings {
    private FilterSettings() {}

    /**
     * Reads init parameters, context parameters, system properties and environment.
     *
     * @throws ServletException with one line that says which setting is wrong and how to fix it
     */
    static Settings read(FilterConfig config) throws ServletException {
        Map<String, String> parameters = new HashMap<>();
        for (String name : Collections.list(config.getInitParameterNames())) {
            parameters.put(name, config.getInitParameter(name));
        }
        try {
            return Settings.builder()
                    .initParameters(parameters)
                    .contextParameters(config.getServletContext()::getInitParameter)
                    .process()
                    .build();
        } catch (InvalidSettingException e) {
            throw new ServletException(e.getMessage());
        }
    }
}
