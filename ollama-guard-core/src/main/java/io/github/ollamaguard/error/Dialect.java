package io.github.ollamaguard.error;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** The two forms in which clients expect an error: the path decides, not the client. */
public enum Dialect {
    /** {@code {"error":{"message","type","param","code"}}}, all four members always present. */
    OPENAI {
        @Override
        public String json(ApiError error) {
            JsonObject detail = new JsonObject();
            detail.addProperty("message", error.message());
            detail.addProperty("type", error.type());
            detail.addProperty("param", error.param());
            detail.addProperty("code", error.code());
            return wrap(detail);
        }
    },

    /** {@code {"error":"text"}}. */
    OLLAMA {
        @Override
        public String json(ApiError error) {
            return wrap(new JsonPrimitive(error.message()));
        }
    };

    /**
     * Returns the dialect of a path.
     *
     * @param path the path below the guard's prefix, starting with a slash
     */
    public static Dialect of(String path) {
        return path.startsWith("/api/") || path.equals("/api") || path.equals("/ps") ? OLLAMA : OPENAI;
    }

    /** Returns the error as one line of JSON. */
    public abstract String json(ApiError error);

    private static String wrap(JsonElement detail) {
        JsonObject object = new JsonObject();
        object.add("error", detail);
        return object.toString();
    }
}
