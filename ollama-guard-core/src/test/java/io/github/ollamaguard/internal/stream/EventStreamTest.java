package io.github.ollamaguard.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollamaguard.internal.translate.shared.FrameSequence.Frame;
import io.github.ollamaguard.internal.translate.shared.FrameSequence.TextFrame;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventStream events = new EventStream(out);

    @Test
    void anEventIsALineOrTwo() {
        events.frame(new Frame(null, "{}"));
        events.frame(new Frame("name", "é"));
        events.frame(Frame.DONE);

        assertThat(out.toString(UTF_8)).isEqualTo("data: {}\n\nevent: name\ndata: é\n\ndata: [DONE]\n\n");
    }

    @Test
    void aTextIsPutWhereItBelongs() {
        byte[] json = "??\"é\"??".getBytes(UTF_8);
        events.text(new TextFrame("{\"content\":".getBytes(UTF_8), "}".getBytes(UTF_8)), json, 2, 4);

        assertThat(out.toString(UTF_8)).isEqualTo("data: {\"content\":\"é\"}\n\n");
    }

    @Test
    void aSignOfLifeIsAComment() {
        events.comment();

        assertThat(out.toString(UTF_8)).startsWith(":").endsWith("\n\n").doesNotContain("data", "event");
    }

    @Test
    void mediaTypeNamesTheCharset() {
        assertThat(EventStream.CONTENT_TYPE).isEqualTo("text/event-stream; charset=utf-8");
    }
}
