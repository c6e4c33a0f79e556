package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.ApiKeyAuthenticator;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.paging.ListFlux;
import io.github.cloudstackreactive.paging.Pager;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Snapshots of which nobody takes anything, on a transport that gives them up after 2 s and not after 25. */
@Timeout(60)
class StalledSnapshotTest {

    private static final String LIST = "listVirtualMachines";

    private Simulator cloud;
    private HttpTransport transport;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(30_000).start();
        transport = HttpTransport.pooled(
                cloud.endpoint(), WireSettings.of(1, Duration.ofSeconds(5), 64 << 20, false), Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        transport.close().block(Duration.ofSeconds(5));
        cloud.close();
    }

    private ListFlux<JsonNode> snapshot(Duration patience) {
        ExchangeSettings usual = ExchangeSettings.DEFAULT;
        ExchangeSettings settings = new ExchangeSettings(
                patience,
                patience,
                usual.retry(),
                usual.getOnly(),
                usual.listener(),
                usual.form(),
                usual.limits(),
                LimitSettings.DEFAULT);
        Exchange exchange = new Exchange(
                transport,
                ApiKeyAuthenticator.of(
                        Credentials.of(cloud.apiKey(), cloud.secretKey()), Duration.ofMinutes(10), Clock.systemUTC()),
                settings);
        return new Pager(exchange, new Decoder(Clock.systemUTC(), ReplyForm.JSON), 500)
                .list(Command.of(LIST).with("listall", true))
                .snapshot();
    }

    /** The connection ends meanwhile; the error comes, as any does, after the rows that had come. */
    @Test
    void whoTakesNothingForTooLongIsToldToAskForPages() {
        List<JsonNode> received = new ArrayList<>();

        StepVerifier.create(snapshot(Duration.ofSeconds(60)), 3)
                .recordWith(() -> received)
                .expectNextCount(3)
                .then(() -> {
                    assertThat(cloud.connections().open()).isEqualTo(1);
                    untilNoneIsOpen();
                })
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(row -> true)
                .expectErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("nothing was taken for 2 s")
                        .hasMessageContaining("ask for pages"))
                .verify(Duration.ofSeconds(20));
        assertThat(received.size()).isBetween(3, 3_000);
        assertThat(cloud.requests(LIST)).isEqualTo(1);
    }

    private void untilNoneIsOpen() {
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (cloud.connections().open() > 0) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(end);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Neither for the stall nor for the time that a reply may take. */
    @Test
    void shorterPausesAreNobodysFault() {
        StepVerifier.create(snapshot(Duration.ofSeconds(1)), 10)
                .expectNextCount(10)
                .thenAwait(Duration.ofMillis(1_300))
                .thenRequest(10_000)
                .expectNextCount(10_000)
                .thenAwait(Duration.ofMillis(1_300))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(19_990)
                .expectComplete()
                .verify(Duration.ofSeconds(40));
    }

    /** Its pieces are taken one after the other, each long before the stall would count. */
    @Test
    void whoIsSlowButSteadyIsNotStalled() {
        StepVerifier.create(snapshot(Duration.ofSeconds(60))
                        .doOnNext(row -> busyFor(Duration.ofMillis(7)))
                        .take(900))
                .expectNextCount(900)
                .expectComplete()
                .verify(Duration.ofSeconds(40));
    }

    /** The time that a page may take is the server's; what its reader takes between its pieces does not count. */
    @Test
    void aPageWhoseReaderIsBusyIsNotLate() {
        StepVerifier.create(snapshot(Duration.ofSeconds(2))
                        .pageSize(-1)
                        .doOnNext(row -> busyFor(Duration.ofNanos(150_000))))
                .expectNextCount(30_000)
                .expectComplete()
                .verify(Duration.ofSeconds(40));
        assertThat(cloud.requests(LIST)).isEqualTo(1);
    }

    private static void busyFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            // On a thread that must not block, so not by a wait.
        }
    }

    @Test
    void aServerThatDoesNotGoOnIsNotWaitedForLongerThanForAnyReply() {
        cloud.faults().onCommand(LIST).pauseAfter(1_000_000, Duration.ofSeconds(30));

        StepVerifier.create(snapshot(Duration.ofSeconds(1)))
                .thenConsumeWhile(row -> true)
                .expectErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("no whole reply within 1.0 s"))
                .verify(Duration.ofSeconds(20));
        assertThat(cloud.requests(LIST)).isEqualTo(1);
    }
}
