package io.github.ollamaguard.internal.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who watches the watchmen. */
class LikenessTest {
    private static final String ID = "abcdefghijklmnopqrstuvwx";
    private static final String OTHER_ID = "ABCDEFGHIJKLMNOPQRSTUVWX";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1,"b":[]}                    | {"b":[],"a":1}
                    {"a":1.50}                        | {"a":1.50}
                    {"a":null}                        | {"a":null}
                    {"a":"*"}                         | {"a":"anything"}
                    {"a":"*"}                         | {"a":"*"}
                    {"a":1,"...":"*"}                 | {"a":1,"b":2}
                    {"arguments":{"a":1,"b":2}}       | {"arguments":{"a":1,"b":2}}
                    ["call_<ID>","call_<ID>"]         | ["call_ID","call_OTHER"]
                    ["x-<ID:a>","<ID:a>-y"]           | ["x-ID","ID-y"]
                    ["<ID:a>","<ID:b>"]               | ["ID","OTHER"]
                    """)
    void alike(String expected, String actual) {
        assertThat(difference(expected, actual)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a":1}                           | {"a":1.0}
                    {"a":1}                           | {"a":"1"}
                    {"a":"1"}                         | {"a":1}
                    {"a":1}                           | {}
                    {}                                | {"a":1}
                    {"a":null}                        | {}
                    {"a":null}                        | {"a":0}
                    {"a":"*"}                         | {"a":""}
                    {"a":"*"}                         | {"a":null}
                    {"a":{}}                          | {"a":[]}
                    {"a":1,"...":"*"}                 | {"b":2}
                    [1,2]                             | [2,1]
                    [1]                               | [1,1]
                    {"arguments":{"a":1,"b":2}}       | {"arguments":{"b":2,"a":1}}
                    {"format":{"x":[{"a":1,"b":2}]}}  | {"format":{"x":[{"b":2,"a":1}]}}
                    "call_<ID>"                       | "call_1"
                    "call_<ID>"                       | "fc_ID"
                    ["<ID:a>","<ID:a>"]               | ["ID","OTHER"]
                    ["<ID:a>","<ID:b>"]               | ["ID","ID"]
                    "<NOW>"                           | 1
                    "<NOW>"                           | "now"
                    """)
    void notAlike(String expected, String actual) {
        assertThat(difference(expected, actual)).startsWith("$");
    }

    private static String difference(String expected, String actual) {
        String filled = actual.replace("ID", ID).replace("OTHER", OTHER_ID);
        return Likeness.difference(JsonParser.parseString(expected), JsonParser.parseString(filled));
    }
}
