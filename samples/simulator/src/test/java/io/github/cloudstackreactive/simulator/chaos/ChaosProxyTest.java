package io.github.cloudstackreactive.simulator.chaos;

import static io.github.cloudstackreactive.simulator.chaos.RawClient.End.CLOSED;
import static io.github.cloudstackreactive.simulator.chaos.RawClient.End.QUIET;
import static io.github.cloudstackreactive.simulator.chaos.RawClient.End.RESET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import io.github.cloudstackreactive.simulator.chaos.RawClient.Got;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of the proxy as a plain socket sees it, and what proxy and server have counted then. */
@Timeout(30)
class ChaosProxyTest {

    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final String LIST = "listZones";

    private final Simulator cloud =
            Simulator.builder().unauthenticated(true).zones(2).start();
    private ChaosProxy proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        cloud.close();
    }

    private Got asking(Fault... faults) throws IOException {
        try (RawClient client = clientOf(faults)) {
            return client.get(LIST).read();
        }
    }

    private RawClient clientOf(Fault... faults) throws IOException {
        proxy = ChaosProxy.start(cloud.endpoint(), ChaosSchedule.of(faults));
        return new RawClient(proxy.endpoint());
    }

    private Got direct() throws IOException {
        try (RawClient client = new RawClient(cloud.endpoint())) {
            Got got = client.get(LIST).read();
            cloud.resetRequests();
            return got;
        }
    }

    @Test
    void withoutAFaultRequestAndReplyPassAsTheyAreAndTheConnectionServesTheNext() throws IOException {
        Got direct = direct();
        try (RawClient client = clientOf()) {
            assertThat(client.get(LIST).read().body()).isEqualTo(direct.body());
            Got form = client.post("command=createSSHKeyPair&response=json&name=one")
                    .read();
            assertThat(form.text()).contains("keypair");
        }
        assertThat(cloud.requests(LIST)).isEqualTo(1);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(1);
        ChaosCounts counts = proxy.counts();
        assertThat(counts.accepted()).isEqualTo(1);
        assertThat(counts.requests()).isEqualTo(2);
        assertThat(counts.passedOn()).isEqualTo(2);
        assertThat(counts.replies()).isEqualTo(2);
        assertThat(counts.faults()).isEmpty();
    }

    @Test
    void aRequestThatComesInPiecesIsPassedOnWhole() throws IOException {
        try (RawClient client = clientOf()) {
            client.send("GET /client/api?command=listZones&resp");
            assertThat(client.readFor(Duration.ofMillis(50)).text()).isEmpty();
            assertThat(proxy.counts().requests()).isZero();
            client.send("onse=json HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().heads()).isEqualTo(1);
        }
        assertThat(proxy.counts().passedOn()).isEqualTo(1);
        assertThat(cloud.requests(LIST)).isEqualTo(1);
    }

    @Test
    void latencyHoldsTheRequestBack() throws IOException {
        // The first request of all takes its time by itself.
        direct();
        Duration late = SOON.multipliedBy(5);
        try (RawClient client = clientOf(Fault.of(Kind.LATENCY, late))) {
            long began = System.nanoTime();
            client.get(LIST);
            until(() -> cloud.requests(LIST) == 1);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(late.toNanos());
            assertThat(client.read().heads()).isEqualTo(1);
        }
        happened(Kind.LATENCY, 1, 1);
    }

    @Test
    void jitterAndDribbleGiveTheWholeReplyInTime() throws IOException {
        Got direct = direct();
        for (Kind kind : List.of(Kind.JITTER, Kind.DRIBBLE)) {
            Got got = asking(Fault.of(kind, Duration.ofMillis(100)));
            assertThat(got.body()).isEqualTo(direct.body());
            happened(kind, 1, 1);
            proxy.close();
            cloud.resetRequests();
        }
    }

    @Test
    void aResetBeforeTheRequestLeavesTheServerUnasked() throws IOException {
        Got got = asking(Fault.of(Kind.RESET_BEFORE_REQUEST));
        assertThat(got.text()).isEmpty();
        assertThat(got.end()).isEqualTo(RESET);
        happened(Kind.RESET_BEFORE_REQUEST, 0, 0);
        assertThat(cloud.connections().everOpened()).isZero();
    }

    @Test
    void aResetBeforeTheHeadersGivesNothingOfWhatTheServerAnswered() throws IOException {
        Got got = asking(Fault.of(Kind.RESET_BEFORE_HEADERS));
        assertThat(got.text()).isEmpty();
        assertThat(got.end()).isEqualTo(RESET);
        happened(Kind.RESET_BEFORE_HEADERS, 1, 0);
    }

    @Test
    void aResetWithinTheHeadersComesBeforeTheirEnd() throws IOException {
        Got got = asking(Fault.of(Kind.RESET_WITHIN_HEADERS, 0.5));
        assertThat(got.text()).startsWith("HTTP/1.1 200").doesNotContain("\r\n\r\n");
        assertThat(got.end()).isEqualTo(RESET);
        happened(Kind.RESET_WITHIN_HEADERS, 1, 0);
    }

    @Test
    void aResetWithinTheBodyComesAfterTheHeaders() throws IOException {
        Got direct = direct();
        Got got = asking(Fault.of(Kind.RESET_MID_BODY, 0.5));
        assertThat(got.text()).contains("\r\n\r\n");
        assertThat(got.body()).isNotEmpty().hasSizeLessThan(direct.body().length());
        assertThat(got.end()).isEqualTo(RESET);
        happened(Kind.RESET_MID_BODY, 1, 0);
    }

    @Test
    void aTruncatedReplyEndsInGoodOrderBeforeItsEnd() throws IOException {
        Got direct = direct();
        Got got = asking(Fault.of(Kind.TRUNCATED_REPLY, 0.5));
        assertThat(direct.body()).startsWith(got.body());
        assertThat(got.body()).hasSizeLessThan(direct.body().length());
        assertThat(got.end()).isEqualTo(CLOSED);
        happened(Kind.TRUNCATED_REPLY, 1, 0);
    }

    @Test
    void aShortenedReplyIsWholeByItsHeadAndLeavesTheConnectionOpen() throws IOException {
        Got got = asking(Fault.of(Kind.SHORTENED_REPLY, 0.5));
        assertThat(got.contentLength()).isPositive().isEqualTo(got.body().length());
        assertThat(got.body()).startsWith("{\"listzonesresponse\"").doesNotEndWith("}}");
        assertThat(got.end()).isEqualTo(QUIET);
        happened(Kind.SHORTENED_REPLY, 1, 1);
    }

    @Test
    void aDuplicateReplyIsTwoToOneRequest() throws IOException {
        Got got = asking(Fault.of(Kind.DUPLICATE_REPLY));
        assertThat(got.heads()).isEqualTo(2);
        assertThat(got.text().substring(0, got.text().length() / 2).repeat(2)).isEqualTo(got.text());
        happened(Kind.DUPLICATE_REPLY, 1, 1);
    }

    @Test
    void aDuplicateBodyFollowsOneHead() throws IOException {
        Got got = asking(Fault.of(Kind.DUPLICATE_BODY));
        assertThat(got.heads()).isEqualTo(1);
        assertThat(got.body().substring(0, got.body().length() / 2).repeat(2)).isEqualTo(got.body());
        happened(Kind.DUPLICATE_BODY, 1, 1);
    }

    @Test
    void aHalfOpenConnectionPassesOnAndNeverAnswers() throws IOException {
        try (RawClient client = clientOf(Fault.of(Kind.HALF_OPEN))) {
            client.get(LIST);
            until(() -> proxy.counts().allFaults() == 1);
            Got got = client.readFor(SOON);
            assertThat(got.text()).isEmpty();
            assertThat(got.end()).isEqualTo(QUIET);
        }
        happened(Kind.HALF_OPEN, 1, 0);
    }

    @Test
    void aSlowLorisGivesAByteAtATime() throws IOException {
        Duration each = Duration.ofMillis(20);
        try (RawClient client = clientOf(Fault.of(Kind.SLOW_LORIS, each))) {
            long began = System.nanoTime();
            client.get(LIST);
            LockSupport.parkNanos(SOON.toNanos());
            String some = client.readFor(Duration.ofMillis(1)).text();
            assertThat(some.length()).isBetween(1, (int) ((System.nanoTime() - began) / each.toNanos()));
        }
        happened(Kind.SLOW_LORIS, 1, 0);
    }

    @Test
    void anIdleConnectionIsClosedAfterTheReply() throws IOException {
        long began = System.nanoTime();
        try (RawClient client = clientOf(Fault.of(Kind.IDLE_CLOSE, SOON))) {
            Got got = client.get(LIST).readFor(LONG);
            assertThat(got.heads()).isEqualTo(1);
            assertThat(got.end()).isEqualTo(CLOSED);
            assertThat(System.nanoTime() - began).isBetween(SOON.toNanos(), LONG.toNanos());
        }
        happened(Kind.IDLE_CLOSE, 1, 1);
    }

    @Test
    void whatIsAskedInTimeKeepsAConnectionThatWouldBeClosedForIdleness() throws IOException {
        try (RawClient client = clientOf(Fault.of(Kind.IDLE_CLOSE, SOON))) {
            client.get(LIST).readFor(Duration.ofMillis(50));
            assertThat(client.get(LIST).readFor(SOON.multipliedBy(2)).end()).isEqualTo(QUIET);
        }
        assertThat(proxy.counts().faults()).isEmpty();
        assertThat(cloud.requests(LIST)).isEqualTo(2);
    }

    @Test
    void whoIsRefusedIsResetAndNobodyListensForAWhile() throws IOException {
        try (RawClient client = clientOf(Fault.of(Kind.REFUSED, SOON))) {
            assertThat(client.read().end()).isEqualTo(RESET);
        }
        URI endpoint = proxy.endpoint();
        assertThatThrownBy(() -> new RawClient(endpoint)).isInstanceOf(ConnectException.class);
        LockSupport.parkNanos(SOON.toNanos());
        until(() -> listens(endpoint));
        assertThat(proxy.counts().faults()).isEqualTo(Map.of(Kind.REFUSED, 1L));
        try (RawClient client = new RawClient(endpoint)) {
            assertThat(client.get(LIST).read().heads()).isEqualTo(1);
        }
    }

    private static boolean listens(URI endpoint) {
        try (RawClient client = new RawClient(endpoint)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aBlackHoleTakesTheConnectionAndNothingElse() throws IOException {
        try (RawClient client = clientOf(Fault.of(Kind.BLACK_HOLE, Duration.ofMillis(50)))) {
            Got got = client.get(LIST).readFor(SOON);
            assertThat(got.text()).isEmpty();
            assertThat(got.end()).isEqualTo(QUIET);
            assertThat(proxy.counts().open()).isEqualTo(1);
            assertThat(proxy.counts().requests()).isZero();
        }
        happened(Kind.BLACK_HOLE, 0, 0);
        assertThat(cloud.connections().everOpened()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whateverHappensNoConnectionIsLeftWhenTheClientHasGone(Kind kind) throws IOException {
        try (RawClient client = clientOf(new Fault(kind, Duration.ofMillis(20), 0.3))) {
            client.get(LIST).readFor(Duration.ofMillis(200));
        }
        until(() -> proxy.counts().open() == 0 && proxy.counts().openBehind() == 0);
        until(() -> cloud.connections().open() == 0);
        assertThat(cloud.requests()).isLessThanOrEqualTo((int) proxy.counts().passedOn());
    }

    @Test
    void aServerThatIsDownMeansAReset() throws IOException {
        cloud.stop();
        assertThat(asking().end()).isEqualTo(RESET);
        assertThat(proxy.counts().requests()).isEqualTo(1);
        assertThat(proxy.counts().passedOn()).isZero();
    }

    @Test
    void aHealedProxySpoilsNothingMore() throws IOException {
        proxy = ChaosProxy.start(cloud.endpoint(), ChaosSchedule.seeded(1, 1, 1));
        proxy.heal();
        try (RawClient client = new RawClient(proxy.endpoint())) {
            assertThat(client.get(LIST).read().heads()).isEqualTo(1);
        }
        assertThat(proxy.counts().faults()).isEmpty();
    }

    @Test
    void aClosedProxyListensNoMoreAndHasNoConnection() throws IOException {
        try (RawClient client = clientOf()) {
            client.get(LIST).readFor(Duration.ofMillis(100));
            proxy.close();
            assertThat(client.read().end()).isNotEqualTo(QUIET);
        }
        assertThatThrownBy(() -> new RawClient(proxy.endpoint())).isInstanceOf(ConnectException.class);
        assertThat(proxy.counts().open()).isZero();
        until(() -> cloud.connections().open() == 0);
    }

    @Test
    void aSeedGivesTheSameFaultsToTheSameNumbersInWhateverOrderTheyAreAskedFor() {
        ChaosSchedule one = ChaosSchedule.seeded(17, 0.3, 0.3);
        ChaosSchedule same = ChaosSchedule.seeded(17, 0.3, 0.3);
        List<Fault> forwards = new ArrayList<>();
        LongStream.range(0, 500).forEach(n -> forwards.add(one.ofRequest(n)));
        List<Fault> backwards = new ArrayList<>();
        LongStream.range(0, 500).forEach(n -> backwards.add(0, same.ofRequest(499 - n)));
        assertThat(forwards).isEqualTo(backwards);
        assertThat(LongStream.range(0, 500).mapToObj(ChaosSchedule.seeded(18, 0.3, 0.3)::ofRequest))
                .isNotEqualTo(forwards);
        assertThat(forwards.stream().filter(fault -> fault.kind() != Kind.NONE).count() / 500.0)
                .isCloseTo(0.3, within(0.08));
    }

    @Test
    void seedsGiveFaultsOfEveryKind() {
        ChaosSchedule all = ChaosSchedule.seeded(3, 1, 1);
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        LongStream.range(0, 2_000).forEach(n -> {
            kinds.add(all.ofConnection(n).kind());
            kinds.add(all.ofRequest(n).kind());
        });
        Set<Kind> expected = EnumSet.copyOf(Arrays.asList(Kind.values()));
        expected.remove(Kind.NONE);
        assertThat(kinds).isEqualTo(expected);
    }

    private void happened(Kind kind, int requestsOfServer, int replies) {
        until(() -> proxy.counts().faults().equals(Map.of(kind, 1L)));
        assertThat(cloud.requests()).isEqualTo(requestsOfServer);
        assertThat(proxy.counts().passedOn()).isEqualTo(requestsOfServer);
        assertThat(proxy.counts().replies()).isEqualTo(replies);
    }

    private static void until(BooleanSupplier isSo) {
        long latest = System.nanoTime() + LONG.toNanos();
        while (!isSo.getAsBoolean() && System.nanoTime() < latest) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(isSo.getAsBoolean()).isTrue();
    }
}
