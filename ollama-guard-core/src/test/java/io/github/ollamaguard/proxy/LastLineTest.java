package io.github.ollamaguard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":{\"content\":\"x\"},\"done\":false}\n{\"done\":true}\n",
                "{\"done\": true, \"context\":[1,2,3]}\n",
                "{\"status\":\"pulling\"}\n{\"status\":\"success\"}\n",
                "{\"error\":\"out of memory\"}\n",
                "{\"done_reason\":\"\",\"done\":true}"
            })
    void lastLineIsSeenAtEverySplit(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= bytes.length; split++) {
            LastLine line = new LastLine();
            line.pass(bytes, split);
            byte[] rest = Arrays.copyOfRange(bytes, split, bytes.length);
            line.pass(rest, rest.length);

            assertThat(line.isSeen()).as("split at %s", split).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"message\":{\"content\":\"x\"},\"done\":false}\n",
                "{\"message\":{\"content\":\"\\\"done\\\":true\"},\"done\":false}\n",
                "{\"status\":\"pulling\"}\n",
                "{\"message\":{\"content\":\"error\"},\"done\":fal"
            })
    void anyOtherLineIsNot(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        LastLine line = new LastLine();
        line.pass(bytes, bytes.length);

        assertThat(line.isSeen()).isFalse();
    }
}
