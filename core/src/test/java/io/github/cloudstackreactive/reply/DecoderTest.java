package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.support.ReadPage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Where a reply is read. */
class DecoderTest {

    record Zone(String id) {}

    private static final String SMALL = "{\"r\":{\"zone\":[{\"id\":\"1\"}]}}";
    private static final String LARGE = "{\"r\":{\"zone\":[{\"id\":\"" + "1".repeat(40_000) + "\"}]}}";

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    @Test
    void theFirstOfAClassIsReadWhereALockMayBeWaitedForAndTheRestWhereTheyCome() {
        assertThat(threadOf(Zone.class, SMALL)).startsWith("boundedElastic");
        assertThat(threadOf(Zone.class, SMALL)).startsWith("loop");
        assertThat(threadOf(Zone.class, LARGE)).startsWith("parallel");
    }

    @Test
    void aTreeNeedsNoLearning() {
        assertThat(threadOf(JsonNode.class, SMALL)).startsWith("loop");
        assertThat(threadOf(JsonNode.class, LARGE)).startsWith("parallel");
    }

    /** XML takes longer, and what reads it is loaded with the first. */
    @Test
    void xmlMayHoldAnEventLoopNoLongerThanJson() {
        String small = "<r><zone><id>1</id></zone></r>";
        String middling = "<r><zone><id>" + "1".repeat(10_000) + "</id></zone></r>";

        assertThat(threadOf(JsonNode.class, small)).startsWith("boundedElastic");
        assertThat(threadOf(JsonNode.class, small)).startsWith("loop");
        assertThat(threadOf(JsonNode.class, middling)).startsWith("parallel");
        assertThat(threadOf(Zone.class, small)).startsWith("boundedElastic");
        assertThat(threadOf(Zone.class, small)).startsWith("loop");
    }

    /** A class that cannot be initialised, that was compiled against another jar, or that calls itself for ever. */
    static final class Broken {

        @JsonCreator
        Broken(@JsonProperty("id") String id) {
            switch (id) {
                case "1" -> throw new ExceptionInInitializerError("of another class");
                case "2" -> throw new NoSuchMethodError("of another jar");
                default -> new Broken(id);
            }
        }
    }

    /** Reactor ends nobody's waiting by such an error: whoever asked would wait for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void anErrorOfTheCallersClassEndsTheCall(String id) {
        Command<Broken> command = Command.of("listZones", Broken.class);
        byte[] bytes = ("{\"r\":{\"zone\":[{\"id\":\"" + id + "\"}]}}").getBytes(StandardCharsets.UTF_8);
        Reply reply = new ReplyHead(200, "application/json;charset=utf-8", bytes.length).with(bytes, bytes.length);

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(ReadPage.of(decoder, command, command.parameters(), reply, true))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("row 1 cannot be read as a Broken"))
                    .verify(Duration.ofSeconds(10));
        }
        Command<Broken> one = Command.of("getZone", Broken.class);
        StepVerifier.create(decoder.answer(one, reply))
                .expectError(ProtocolException.class)
                .verify(Duration.ofSeconds(10));
    }

    private String threadOf(Class<?> type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String contentType = body.startsWith("<") ? "text/xml;charset=utf-8" : "application/json;charset=utf-8";
        Reply reply = new ReplyHead(200, contentType, bytes.length).with(bytes, bytes.length);
        Command<?> command = Command.of("listZones", type);
        Scheduler loop = Schedulers.newSingle("loop");
        try {
            return Mono.defer(() -> ReadPage.of(decoder, command, command.parameters(), reply, true))
                    .map(rows -> Thread.currentThread().getName())
                    .subscribeOn(loop)
                    .block();
        } finally {
            loop.dispose();
        }
    }
}
