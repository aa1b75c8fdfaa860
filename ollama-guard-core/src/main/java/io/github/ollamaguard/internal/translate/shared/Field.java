package io.github.ollamaguard.internal.translate.shared;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.function.Predicate;

/**
 * A field of a client's requests: one row of a {@link FieldTable}.
 *
 * @param isDropped whether a value that is not empty has no effect although it should have, at least in part
 * @param note what there is to say, for the documentation; for refused fields the rest of a sentence that begins with
 *     the name
 * @param examples values, each of which may be followed by further members; the documentation shows what becomes of them
 */
public record Field(String name, Use use, Predicate<JsonElement> isDropped, String note, List<String> examples) {
    /** What becomes of a field. */
    public enum Use {
        /** The translation reads it. */
        READ,
        /** It is one of Ollama's own and travels as it is. */
        COPIED,
        /** It is left out. */
        IGNORED,
        /** The answer would not be what the client expects. */
        REFUSED
    }

    public static Field read(String name, String note, String... examples) {
        return new Field(name, Use.READ, value -> false, note, List.of(examples));
    }

    public static Field copied(String name, String note, String... examples) {
        return new Field(name, Use.COPIED, value -> false, note, List.of(examples));
    }

    /** A field without which the answer is the same. */
    public static Field ignored(String name, String note, String... examples) {
        return new Field(name, Use.IGNORED, value -> false, note, List.of(examples));
    }

    /** A field that Ollama has nothing for; the client is told so. */
    public static Field dropped(String name, String note, String... examples) {
        return new Field(name, Use.IGNORED, value -> true, note, List.of(examples));
    }

    /** A field without which the answer would not be what the client expects. */
    public static Field refused(String name, String note, String... examples) {
        return new Field(name, Use.REFUSED, value -> false, note, List.of(examples));
    }

    /** Returns the same field, values of which may have to be left out. */
    public Field exceptFor(Predicate<JsonElement> values) {
        return new Field(name, use, values, note, examples);
    }
}
