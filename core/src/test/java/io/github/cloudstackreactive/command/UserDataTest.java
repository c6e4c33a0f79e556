package io.github.cloudstackreactive.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UserDataTest {

    private static final String HELLO = "#cloud-config\nhostname: schön\n";

    @Test
    void textGoesInUtf8AndIsEncodedOnce() {
        String encoded = Base64.getEncoder().encodeToString(HELLO.getBytes(StandardCharsets.UTF_8));

        assertThat(written(Command.of("x").with("userdata", UserData.of(HELLO))))
                .containsExactly(Map.entry("userdata", encoded));
        assertThat(UserData.of(HELLO))
                .isEqualTo(UserData.of(HELLO.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(UserData.encoded(encoded))
                .hasSameHashCodeAs(UserData.encoded(encoded))
                .isNotEqualTo(UserData.of("other"));
    }

    @Test
    void whatIsEncodedIsTakenAsItIsButForLineBreaks() {
        assertThat(written(Command.of("x").with("userdata", UserData.encoded("YWJj\r\nZGVm\n"))))
                .containsEntry("userdata", "YWJjZGVm");
        assertThat(written(Command.of("x").with("userdata", UserData.encoded("-_-_"))))
                .containsEntry("userdata", "-_-_");
        assertThat(UserData.encoded("YQ").length()).isEqualTo(2);
    }

    @Test
    void whatIsNotInBase64IsRefusedWithoutBeingShown() {
        for (String text : List.of("#cloud-config", "YWJj ZGVm", "YQ==YQ==", "a+-b")) {
            assertThatThrownBy(() -> UserData.encoded(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UserData.of")
                    .hasMessageNotContaining(text)
                    .hasNoCause();
        }
    }

    /** Tried on a server: 30,000 bytes are refused, since the limit counts the Base64. */
    @Test
    void theLimitCountsBase64() {
        byte[] fits = new byte[24_576];

        assertThat(UserData.of(fits).length()).isEqualTo(UserData.DEFAULT_LIMIT);
        assertThatThrownBy(() -> UserData.of(new byte[24_577]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32772 characters")
                .hasMessageContaining("32768")
                .hasMessageContaining("vm.userdata.max.length");
        assertThatThrownBy(() -> UserData.encoded("A".repeat(32_772))).hasMessageContaining("32772");
    }

    @Test
    void aServerMayTakeMore() {
        assertThat(UserData.of(new byte[30_000], 65_536).length()).isEqualTo(40_000);
        assertThat(UserData.of("a".repeat(30_000), 40_000).length()).isEqualTo(40_000);
        assertThatThrownBy(() -> UserData.of(new byte[30_000], 39_999)).hasMessageContaining("39999");
        assertThatThrownBy(() -> UserData.of("", UserData.LARGEST_LIMIT + 1)).hasMessageContaining("1 to 1048576");
        assertThatThrownBy(() -> UserData.encoded("", 0)).hasMessageContaining("1 to 1048576");
    }

    @Test
    void itIsASecretUnderAnyName() {
        UserData data = UserData.of("hunter2");

        assertThat(Command.of("listX").with("script", data).parameters().anySensitive())
                .isTrue();
        assertThat(Command.of("listX")
                        .with("scripts", List.of(data))
                        .parameters()
                        .anySensitive())
                .isTrue();
        assertThat(Command.of("listX")
                        .with("parts", List.of(Map.of("body", data)))
                        .parameters()
                        .anySensitive())
                .isTrue();
        assertThat(Command.of("listX")
                        .withEntries("parts", Map.of("body", data))
                        .parameters()
                        .anySensitive())
                .isTrue();
        assertThat(data).hasToString("UserData[12 characters of Base64]");
    }

    private static Map<String, String> written(Command<?> command) {
        Map<String, String> written = new TreeMap<>();
        command.parameters().forEach(written::put);
        return written;
    }
}
