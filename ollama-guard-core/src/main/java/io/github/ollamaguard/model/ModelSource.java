package io.github.ollamaguard.model;

/**
 * A name without the end that says where the model runs: {@code :cloud} and a tag that ends in {@code -cloud} mean
 * ollama.com, {@code :local} means this server, and so does no such end.
 *
 * @param base the name without that end
 * @param isCloud whether the end asks for ollama.com
 */
record ModelSource(String base, boolean isCloud) {
    private static final String CLOUD_TAG = "-cloud";

    /**
     * Reads a name in lower case.
     *
     * @throws IllegalArgumentException when it has two such ends
     */
    static ModelSource of(String name) {
        ModelSource source = cut(name);
        boolean isNamed = !source.base.equals(name);
        if (isNamed && !cut(source.base).base.equals(source.base)) {
            throw new IllegalArgumentException("two sources");
        }
        return source;
    }

    private static ModelSource cut(String name) {
        int colon = name.lastIndexOf(':');
        String end = name.substring(colon + 1);
        if (colon < 0 || end.contains("/")) {
            return new ModelSource(name, false);
        }
        if (end.equals("cloud") || end.equals("local")) {
            return new ModelSource(name.substring(0, colon), end.equals("cloud"));
        }
        return end.endsWith(CLOUD_TAG) ? cloudTag(name) : new ModelSource(name, false);
    }

    /** Returns the source of a name that ends in {@code -cloud}. */
    static ModelSource cloudTag(String name) {
        return new ModelSource(name.substring(0, name.length() - CLOUD_TAG.length()), true);
    }
}
