package io.github.ollamaguard.internal.translate.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ollamaguard.error.ApiException;
import io.github.ollamaguard.internal.translate.shared.Content.Media;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    data:image/png;base64,AAAA                        | AAAA
                    DATA:IMAGE/PNG;BASE64,AAAA                        | AAAA
                    data:;base64,AAAA                                 | AAAA
                    data:image/svg+xml;charset=utf-8;base64,AAAA      | AAAA
                    data:image/png;base64,AA==                        | AA==
                    data:image/png;base64,AA                          | AA==
                    data:image/png;base64,AAA                         | AAA=
                    data:image/png;base64,-_8                         | +/8=
                    data:image/png;base64,%2B%2F8%3D                  | +/8=
                    data:image/png;base64,+%2f8%3d                    | +/8=
                    `data:image/png;base64,A\tA\r\nA A`               | AAAA
                    AAAA                                              | AAAA
                    -_8                                               | +/8=
                    """)
    void everySpellingBecomesStandardBase64(String url, String base64) throws ApiException {
        assertThat(Media.image(url, "p")).isEqualTo(base64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data:",
                "data:image/png",
                "data:image/png,AAAA",
                "data:image/png;base64",
                "data:image/png;base64,",
                "data:image/png;base64,  ",
                "data:image/png;base64,====",
                "data:image/png;base64,A",
                "data:image/png;base64,AAAAA",
                "data:image/png;base64,A!AA",
                "data:image/png;base64,A%",
                "data:image/png;base64,%zz",
                "data:image/png;base64,%C3%A9",
                "http://x.test/a.png",
                "https://x.test/a.png",
                "HTTPS://x.test/a.png",
                "file:///etc/passwd",
                "gopher://x",
                "/etc/passwd.png",
                "not base64",
            })
    void nothingElseIsTaken(String url) {
        assertThatThrownBy(() -> Media.image(url, "the.param")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().param()).isEqualTo("the.param");
            assertThat(e.error().code()).isEqualTo("invalid_image_url");
        });
    }
}
