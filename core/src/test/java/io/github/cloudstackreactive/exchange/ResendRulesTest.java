package io.github.cloudstackreactive.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ServerFaultException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.UnavailableException;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Who is sent again after what, and who ends in not knowing: by the command's facts and not by the HTTP verb. */
@Timeout(30)
class ResendRulesTest {

    private static final int ATTEMPTS = 2;
    private static final String JOB = "8b5dbab3-a58f-48f8-ba13-d7256e2f0a63";

    /** How an attempt fails, how often a safe command and any other are then sent, and in what each ends. */
    private enum Failing {
        NO_CONNECTION(
                () -> ScriptedTransport.neverSent(new ConnectException("refused")),
                2,
                TransportException.class,
                2,
                TransportException.class),
        RESET(
                () -> Mono.error(new IOException("reset")),
                2,
                TransportException.class,
                1,
                OutcomeUnknownException.class),
        THROTTLED_BY_THE_SERVER(
                () -> ScriptedTransport.error(429, "slower"), 2, ThrottledException.class, 2, ThrottledException.class),
        THROTTLED_BY_A_PROXY(() -> page(429), 2, ProtocolException.class, 1, OutcomeUnknownException.class),
        BAD_GATEWAY(() -> page(502), 2, ProtocolException.class, 1, OutcomeUnknownException.class),
        GATEWAY_WITHOUT_SERVER(() -> page(503), 2, ProtocolException.class, 1, OutcomeUnknownException.class),
        GATEWAY_TIMEOUT(() -> page(504), 2, ProtocolException.class, 1, OutcomeUnknownException.class),
        NOT_READY(
                () -> ScriptedTransport.error(503, "starting"),
                2,
                UnavailableException.class,
                1,
                UnavailableException.class),
        BROKEN_PROXY(() -> page(500), 1, ProtocolException.class, 1, OutcomeUnknownException.class),
        REQUEST_TIMEOUT(() -> page(408), 1, ProtocolException.class, 1, OutcomeUnknownException.class),
        NO_SUCH_PATH(() -> page(404), 1, ProtocolException.class, 1, ProtocolException.class),
        REFUSED_BY_A_PROXY(() -> page(403), 1, ProtocolException.class, 1, ProtocolException.class),
        EMPTY(() -> ScriptedTransport.ok(""), 1, ProtocolException.class, 1, OutcomeUnknownException.class),
        CUT(
                () -> ScriptedTransport.ok("{\"r\":{\"thing\":"),
                1,
                ProtocolException.class,
                1,
                OutcomeUnknownException.class),
        FAULT(() -> ScriptedTransport.error(530, "no"), 1, ServerFaultException.class, 1, ServerFaultException.class),
        BAD_PARAMETER(
                () -> ScriptedTransport.error(431, "no"),
                1,
                InvalidParameterException.class,
                1,
                InvalidParameterException.class);

        final Supplier<Mono<Reply>> reply;
        final int sendsOfASafeOne;
        final Class<? extends CloudStackException> endOfASafeOne;
        final int sendsOfAnother;
        final Class<? extends CloudStackException> endOfAnother;

        Failing(
                Supplier<Mono<Reply>> reply,
                int sendsOfASafeOne,
                Class<? extends CloudStackException> endOfASafeOne,
                int sendsOfAnother,
                Class<? extends CloudStackException> endOfAnother) {
            this.reply = reply;
            this.sendsOfASafeOne = sendsOfASafeOne;
            this.endOfASafeOne = endOfASafeOne;
            this.sendsOfAnother = sendsOfAnother;
            this.endOfAnother = endOfAnother;
        }

        private static Mono<Reply> page(int status) {
            byte[] body = "<html>no</html>".getBytes(StandardCharsets.UTF_8);
            return Mono.just(new ReplyHead(status, "text/html", body.length).with(body, body.length));
        }
    }

    private final AtomicInteger sends = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void aSafeCommandIsSentAgainWhateverItsVerb(Failing failing) {
        for (String name : new String[] {"getThing", "createThing"}) {
            Throwable failure = failureOf(failing, Command.of(name).safe(true), Parameters.NONE);

            assertThat(failure).isExactlyInstanceOf(failing.endOfASafeOne);
            assertThat(sends).hasValue(failing.sendsOfASafeOne);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherIsSentAgainOnlyWhereTheServerHasNotSeenItOrRefusedIt(Failing failing) {
        for (String name : new String[] {"getThing", "createThing"}) {
            Throwable failure = failureOf(failing, Command.of(name).safe(false), Parameters.NONE);

            assertThat(failure).isExactlyInstanceOf(failing.endOfAnother);
            assertThat(sends).hasValue(failing.sendsOfAnother);
            if (failure instanceof OutcomeUnknownException unknown) {
                assertThat(unknown.command()).isEqualTo(name);
                assertThat(unknown)
                        .hasMessageStartingWith(name + " may have been carried out or not")
                        .hasMessageContaining(
                                unknown.getCause() instanceof ProtocolException
                                        ? "cannot be read. List what it would have changed before you send it again."
                                        : "in time. List what it would have changed before you send it again.");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofAnAsyncOneTheJobsIdIsTold(Failing failing) {
        Throwable failure = failureOf(failing, Command.async("deployThing"), Parameters.NONE.with("customjobid", JOB));

        assertThat(failure).isExactlyInstanceOf(failing.endOfAnother);
        assertThat(sends).hasValue(failing.sendsOfAnother);
        if (failure instanceof OutcomeUnknownException unknown) {
            assertThat(unknown.jobId()).isEqualTo(JOB);
            assertThat(unknown)
                    .hasMessageStartingWith("deployThing may have been carried out or not")
                    .hasMessageContaining("Look for its job by the id (cloud.jobs().attach(id, type)), or list")
                    .hasMessageEndingWith("[job " + JOB + "]");
        }
    }

    private Throwable failureOf(Failing failing, UntypedCommand<JsonNode> command, Parameters parameters) {
        sends.set(0);
        ScriptedTransport wire = new ScriptedTransport(asked -> {
            sends.incrementAndGet();
            return failing.reply.get();
        });
        ExchangeSettings usual = ExchangeSettings.DEFAULT;
        Exchange exchange = new Exchange(
                wire,
                Authenticator.none(),
                new ExchangeSettings(
                        usual.safePatience(),
                        usual.patience(),
                        new RetryPolicy(ATTEMPTS, Duration.ofMillis(1), Duration.ofMillis(1), () -> 0),
                        false,
                        usual.listener(),
                        usual.form(),
                        usual.limits(),
                        usual.admission()));
        Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);
        return exchange.send(command, parameters, reply -> decoder.answer(command, reply))
                .materialize()
                .block(Duration.ofSeconds(10))
                .getThrowable();
    }
}
