package io.github.ollamaguard.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.ollamaguard.error.ApiError;
import io.github.ollamaguard.error.ApiException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON so that nobody behind the guard can see another document than the guard did. Ollama's reader
 * takes the last of several members, compares their names without regard to case, and stops at the end of the first
 * value; whatever it could read differently is refused here (RFC 8259 leaves all of it open).
 *
 * <p>Numbers keep their exact text. Thread-safe.
 */
public final class StrictJson {
    /** The deepest nesting of arrays and objects that is read. */
    public static final int MAX_DEPTH = 64;

    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_EXPONENT = 400;
    private static final char LONG_S = '\u017F';
    private static final char KELVIN = '\u212A';

    private StrictJson() {}

    /** Reads a request body that must be one JSON object in UTF-8; anything else is refused with 400. */
    public static JsonObject object(byte[] utf8) throws ApiException {
        if (utf8.length == 0) {
            throw refuse("the request body is empty");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            if (read(text.toString()) instanceof JsonObject object) {
                return object;
            }
        } catch (CharacterCodingException e) {
            throw refuse("it is not valid UTF-8");
        } catch (AmbiguousJsonException e) {
            throw refuse(String.valueOf(e.getMessage()));
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw refuse("it is not valid JSON");
        }
        throw refuse("it must be a JSON object");
    }

    /** Reads text that must be one JSON value, by the same rules, or returns null when it is anything else. */
    public static @Nullable JsonElement parse(String text) {
        try {
            return read(text);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            return null;
        }
    }

    /**
     * Reads what Ollama sent, or returns null when it is not one JSON value. Nobody reads it after the guard, so
     * members may be repeated: the last one counts.
     */
    public static @Nullable JsonElement reply(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement value = JsonParser.parseReader(reader);
            return reader.peek() == JsonToken.END_DOCUMENT ? value : null;
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return null;
        }
    }

    /** Returns the value as compact JSON in UTF-8. */
    public static byte[] bytes(JsonElement value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ApiException refuse(String reason) {
        return new ApiException(ApiError.badRequest("Could not parse the JSON body of your request: " + reason + "."));
    }

    private static JsonElement read(String text) throws IOException {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MAX_DEPTH);
        // Gson skips a byte order mark; the next reader may not.
        if (text.startsWith("\uFEFF")) {
            throw new MalformedJsonException("byte order mark");
        }
        JsonElement value = value(reader);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedJsonException("trailing data");
        }
        return value;
    }

    private static JsonElement value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(reader);
            case BEGIN_ARRAY -> elements(reader);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> new JsonPrimitive(bounded(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(reader)));
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> throw new MalformedJsonException("unexpected token");
        };
    }

    private static JsonArray elements(JsonReader reader) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(reader));
        }
        reader.endArray();
        return array;
    }

    private static JsonObject members(JsonReader reader) throws IOException {
        JsonObject object = new JsonObject();
        Set<String> seen = new HashSet<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (!seen.add(folded(name))) {
                throw new AmbiguousJsonException("an object has two members that differ at most in case");
            }
            object.add(name, value(reader));
        }
        reader.endObject();
        return object;
    }

    /** Refuses what costs more to evaluate than to send, such as 1e999999999. */
    private static Number bounded(Number number) throws IOException {
        String text = number.toString();
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        boolean huge = exponent >= 0
                && (text.length() - exponent > 6
                        || Math.abs(Integer.parseInt(text.substring(exponent + 1))) > MAX_EXPONENT);
        if (huge || text.length() > MAX_NUMBER_LENGTH) {
            throw new AmbiguousJsonException("a number is out of range");
        }
        return number;
    }

    /**
     * Returns the form that is equal for all names that Ollama takes for the same: Go's {@code encoding/json} compares
     * them by simple case folding. Nobody means one that looks like ASCII only after it (long s, Kelvin sign).
     */
    private static String folded(String name) throws IOException {
        if (isPlain(name)) {
            return name;
        }
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == LONG_S || c == KELVIN) {
                throw new IOException("disguised name");
            }
            char fold = Character.toLowerCase(Character.toUpperCase(c));
            // Java folds the two i of Turkish to ASCII, Go does not.
            folded.append(c >= 0x80 && fold < 0x80 ? c : fold);
        }
        return folded.toString();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    /** Well-formed JSON that two readers may understand differently; the message may be shown to the client. */
    private static final class AmbiguousJsonException extends IOException {
        private static final long serialVersionUID = 1L;

        AmbiguousJsonException(String message) {
            super(message);
        }
    }
}
