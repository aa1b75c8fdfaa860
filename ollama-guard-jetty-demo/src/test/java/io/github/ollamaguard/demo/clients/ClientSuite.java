package io.github.ollamaguard.demo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every client can do, told in the client's own words by each subclass. Clients are told not to retry. */
@Timeout(60)
@ExtendWith(Guards.Extension.class)
abstract class ClientSuite {
    /** The longest answer that a client asks for, in tokens: the demo model takes its time for each. */
    static final int LIMIT = 10;

    /** One pixel. */
    static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /** What the model is to find in a text. */
    record Person(String name, int age) {}

    /** Asks, and returns the whole answer. */
    abstract String chat(Target target, String question) throws Exception;

    /** Asks, gives out each piece of the answer as it comes, and returns at its end or throws what broke it. */
    abstract void stream(Target target, String question, Consumer<String> piece) throws Throwable;

    /** Offers the tool {@link #weather}, asks, runs the tool that the model calls and returns the final answer. */
    abstract String chatWithTool(Target target, String question) throws Exception;

    /** Asks for an answer in the form of a person. */
    abstract Person structured(Target target, String question) throws Exception;

    /** Asks about {@link #PNG} and returns the answer. */
    abstract String describe(Target target, String question) throws Exception;

    /** Returns what the client throws when it does not stream and Ollama refuses; 401 stands for a wrong key. */
    abstract Raised refusal(int status);

    /** Returns what the client throws when it streams and Ollama refuses with status 429. */
    Raised refusedStream() {
        return refusal(429);
    }

    /** Returns what the client throws when an error that says this text breaks the stream. */
    abstract Raised brokenStream(String text);

    static String weather(String city) {
        return "sunny in " + city;
    }

    @Test
    void chatIsAnswered(Guards guards) throws Exception {
        assertThat(chat(guards.demo(), "Hello")).startsWith("Hello from the demo model");
    }

    @Test
    void streamSaysTheSameAsTheWholeAnswer(Guards guards) throws Throwable {
        List<String> pieces = new ArrayList<>();

        stream(guards.demo(), "Hello", pieces::add);

        assertThat(String.join("", pieces)).isEqualTo(chat(guards.demo(), "Hello"));
    }

    @Test
    void piecesArriveOneByOne(Guards guards) throws Throwable {
        List<String> pieces = new ArrayList<>();

        stream(guards.scripted(Script.STEPS), "Count", piece -> {
            if (!piece.isEmpty()) {
                pieces.add(piece);
                guards.received();
            }
        });

        assertThat(pieces).containsExactly("one", "two", "three");
    }

    @Test
    void toolIsCalledAndItsResultArrives(Guards guards) throws Exception {
        assertThat(chatWithTool(guards.demo(), "Tell me the weather in Paris, please."))
                .startsWith("The tool answered")
                .contains("sunny in Paris");
    }

    @Test
    void answerHasTheFormOfItsSchema(Guards guards) throws Exception {
        assertThat(structured(guards.demo(), "This is Ada, she is 36.")).isEqualTo(new Person("Ada", 36));
    }

    @Test
    void imageArrivesAsItWasSent(Guards guards) throws Exception {
        String seen = describe(guards.scripted(Script.SEES), "What is this?");

        assertThat(seen).isEqualTo(Base64.getEncoder().encodeToString(PNG));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 429, 500, 503})
    void refusalOfOllamaIsRaised(int status, Guards guards) {
        refusal(status).by(() -> chat(guards.scripted(Script.refusesWith(status)), "Hello"));
    }

    @Test
    void wrongKeyIsRaised(Guards guards) {
        refusal(401).by(() -> chat(guards.demo().withKey("sk-nobody"), "Hello"));
    }

    @Test
    void refusedStreamIsRaised(Guards guards) {
        refusedStream().by(() -> stream(guards.scripted(Script.refusesWith(429)), "Hello", piece -> {}));
    }

    @Test
    void errorInAStreamIsRaised(Guards guards) {
        brokenStream(Script.ERROR).by(() -> stream(guards.scripted(Script.FAILS), "Hello", piece -> {}));
    }

    @Test
    void cutStreamIsRaised(Guards guards) {
        brokenStream("ended unexpectedly").by(() -> stream(guards.scripted(Script.DIES), "Hello", piece -> {}));
    }
}
