package io.github.ollamaguard.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void generationEndsWhenTheClientIsGone() {
        GoneAfter client = new GoneAfter(3);

        assertThatThrownBy(() -> reply().stream(client)).isInstanceOf(IOException.class);

        assertThat(client.written).isEqualTo(3);
    }

    private static Reply reply() {
        Question question =
                Question.chat(JsonParser.parseString("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                        .getAsJsonObject());
        return new Reply(Shape.CHAT, question, Author.answer(question), Pace.INSTANT);
    }

    private static final class GoneAfter extends OutputStream {
        private final int lines;
        private int written;

        GoneAfter(int lines) {
            this.lines = lines;
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (written == lines) {
                throw new IOException("Broken pipe");
            }
            written++;
        }
    }
}
