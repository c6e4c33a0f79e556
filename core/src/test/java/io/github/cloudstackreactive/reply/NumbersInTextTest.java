package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ServerFaultException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts of 200,000 digits and a letter, in the place of a number: each is read in a moment and taken for no number. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NumbersInTextTest {

    private static final String NUMBER = "\"" + "1".repeat(200_000) + "x\"";
    private static final Duration A_MOMENT = Duration.ofSeconds(10);

    private final ReplyReader reader = new ReplyReader(Clock.systemUTC(), ReplyForm.JSON);

    private record Sizes(
            @Nullable Integer whole,
            @Nullable Long large,
            @Nullable Double fraction,
            @Nullable BigDecimal exact) {}

    @Test
    void itIsNoFieldsValue() {
        for (String field : new String[] {"whole", "large", "fraction", "exact"}) {
            Object read = inAMoment(() -> {
                try {
                    return reader.answer(
                            Command.of("getSizes", Sizes.class),
                            reply(200, "{\"r\":{\"" + field + "\":" + NUMBER + "}}"));
                } catch (RuntimeException typed) {
                    return typed;
                }
            });
            assertThat(read.toString()).doesNotContain("11111");
        }
    }

    @Test
    void itIsNoErrorCodeAndNoCount() {
        inAMoment(() -> {
            assertThatThrownBy(() -> reader.answer(
                            Command.of("getSizes"),
                            reply(530, "{\"r\":{\"errorcode\":" + NUMBER + ",\"cserrorcode\":" + NUMBER + "}}")))
                    .isInstanceOf(ServerFaultException.class);
            return reader.rows(
                    Command.of("listSizes"),
                    Parameters.NONE,
                    reply(200, "{\"r\":{\"count\":" + NUMBER + ",\"size\":[{\"id\":\"1\"}]}}"),
                    true);
        });
    }

    @Test
    void itIsNoStateOfAJob() {
        Object read = inAMoment(() -> {
            assertThatThrownBy(() -> reader.job(
                            Parameters.NONE,
                            reply(
                                    200,
                                    "{\"r\":{\"jobid\":\"j\",\"jobstatus\":" + NUMBER + ",\"jobresultcode\":" + NUMBER
                                            + "}}")))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("the job's state is missing");
            return true;
        });
        assertThat(read).isEqualTo(true);
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T inAMoment(Reading<T> reading) {
        long began = System.nanoTime();
        T read = reading.read();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(A_MOMENT);
        return read;
    }

    private static Reply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(status, "application/json", bytes.length).with(bytes, bytes.length);
    }
}
