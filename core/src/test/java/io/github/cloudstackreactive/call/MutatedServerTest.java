package io.github.cloudstackreactive.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.job.JobTracking;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyLimits;
import io.github.cloudstackreactive.support.MutatedReply;
import io.github.cloudstackreactive.support.PiecewiseTransport;
import io.github.cloudstackreactive.support.PiecewiseTransport.Arriving;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Signal;
import tools.jackson.databind.JsonNode;

/**
 * A server whose every reply is the same one, made wrong by chance: each call ends, in values or in a {@link
 * CloudStackException}, and every piece of the reply is given back.
 */
class MutatedServerTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Queue<Throwable> DROPPED = new ConcurrentLinkedQueue<>();

    private static volatile MutatedReply sample = MutatedReply.of(0);
    private static final PiecewiseTransport WIRE = new PiecewiseTransport(asked -> arriving(sample));
    private static final List<ReplyForm> FORMS =
            List.of(ReplyForm.JSON, new ReplyForm(true, false), new ReplyForm(false, true));

    @BeforeContainer
    static void watch() {
        Hooks.onErrorDropped(DROPPED::add);
    }

    @AfterContainer
    static void stop() {
        Hooks.resetOnErrorDropped();
    }

    private static Wiring client(ReplyForm form) {
        Duration patience = Duration.ofSeconds(5);
        PollSchedule polling = new PollSchedule(Duration.ofMillis(2), 1, Duration.ofMillis(2), () -> 0);
        return new Wiring(
                WIRE,
                Authenticator.none(),
                Clock.systemUTC(),
                new ExchangeSettings(
                        patience,
                        patience,
                        RetryPolicy.DEFAULT.withAttempts(1),
                        false,
                        CallListener.NONE,
                        form,
                        ReplyLimits.DEFAULT,
                        ExchangeSettings.DEFAULT.admission()),
                new JobSettings(polling, Duration.ofMillis(10), Duration.ofMillis(4), true, JobTracking.DEFAULT),
                2);
    }

    private static Arriving arriving(MutatedReply mutated) {
        Reply reply = mutated.reply();
        return new Arriving(reply.head(), Flux.generate(() -> new int[1], (from, pieces) -> {
            if (from[0] >= reply.length()) {
                pieces.complete();
                return from;
            }
            SplittableRandom random = new SplittableRandom(mutated.pieces() + from[0]);
            int to = Math.min(reply.length(), from[0] + 1 + random.nextInt(4_096));
            pieces.next(Arrays.copyOfRange(reply.body(), from[0], to));
            from[0] = to;
            return from;
        }));
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void aCallEndsWhateverComes(@ForAll long seed) {
        callInEveryWay(seed);
    }

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    @Tag("soak")
    void twentyThousandCallsEndWhateverComes(@ForAll long seed) {
        callInEveryWay(seed);
    }

    private static void callInEveryWay(long seed) {
        MutatedReply mutated = MutatedReply.of(seed);
        sample = mutated;
        ReplyForm form = FORMS.get((int) Math.floorMod(seed, (long) FORMS.size()));
        ways(mutated).forEach((name, way) -> {
            String what = mutated + ", asked for by " + name;
            // A client of its own for each: a reply may tell it to rest for a minute.
            Publisher<?> call = way.apply(client(form));
            Signal<? extends List<?>> end =
                    Flux.from(call).collectList().materialize().block(LIMIT);
            if (end.hasError()) {
                assertThat(end.getThrowable()).as(what).isInstanceOf(CloudStackException.class);
            }
            awaitThatAllIsGivenBack();
            assertThat(WIRE.held()).as("pieces not given back of %s", what).isZero();
            assertThat(WIRE.overReleased())
                    .as("pieces given back twice of %s", what)
                    .isZero();
            // A reply may turn out to be broken when its job's deadline has just passed.
            assertThat(DROPPED)
                    .as("errors that nobody heard of after %s", what)
                    .allMatch(CloudStackException.class::isInstance);
        });
    }

    // What is read on another thread is given back there.
    private static void awaitThatAllIsGivenBack() {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (WIRE.held() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000);
        }
    }

    private static Map<String, Function<Wiring, Publisher<?>>> ways(MutatedReply mutated) {
        UntypedCommand<JsonNode> untyped = command(mutated, JsonNode.class);
        UntypedCommand<VirtualMachine> machine = command(mutated, VirtualMachine.class);
        Map<String, Function<Wiring, Publisher<?>>> ways = new LinkedHashMap<>();
        ways.put("execute", client -> client.execute(untyped));
        ways.put("execute for a machine", client -> client.execute(machine));
        ways.put("execute for a list", client -> client.execute(machine.answersList()));
        ways.put("submit", client -> client.submit(machine));
        ways.put("list", client -> client.list(machine));
        ways.put("list by page", client -> client.list(untyped).byPage());
        ways.put("list ahead", client -> client.list(machine).prefetch(2));
        ways.put("list in any order", client -> client.list(untyped).unordered());
        ways.put("list in a snapshot", client -> client.list(untyped).snapshot());
        ways.put("the reported total", client -> client.list(untyped).reportedTotal());
        ways.put(
                "jobs",
                client -> client.jobs()
                        .attach("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63", machine)
                        .updates());
        ways.put("the server's version", Wiring::serverVersion);
        ways.put("discovery", client -> ApiCatalog.read(client).map(ApiCatalog::toJson));
        return ways;
    }

    private static <T> UntypedCommand<T> command(MutatedReply mutated, Class<T> type) {
        String name = mutated.capture().command();
        return Command.of(name.matches("[A-Za-z0-9]+") ? name : "listZones", type)
                .safe(true);
    }
}
