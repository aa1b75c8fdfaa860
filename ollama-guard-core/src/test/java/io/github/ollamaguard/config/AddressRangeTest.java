package io.github.ollamaguard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,      10.255.0.1,       true",
        "10.0.0.0/8,      11.0.0.1,         false",
        "10.1.2.3/8,      10.9.9.9,         true",
        "192.168.4.0/22,  192.168.7.255,    true",
        "192.168.4.0/22,  192.168.8.0,      false",
        "10.0.0.7,        10.0.0.7,         true",
        "10.0.0.7,        10.0.0.6,         false",
        "0.0.0.0/0,       203.0.113.9,      true",
        "0.0.0.0/0,       ::1,              false",
        "::/0,            203.0.113.9,      false",
        "fd00::/8,        fdff::1,          true",
        "fd00::/8,        fe00::1,          false",
        "2001:db8::/63,   2001:db8:0:1::9,  true",
        "2001:db8::/63,   2001:db8:0:2::9,  false",
        "127.0.0.1,       ::ffff:127.0.0.1, true",
    })
    void addressesAreInsideOrNot(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).contains(AddressRange.address(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "::/129",
                ":::",
                "1:2",
                "g::1",
                "fe80::1%eth0",
                "10.0.0.1:80",
                "[::1]"
            })
    void othersAreRefusedWithoutALookUp(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
