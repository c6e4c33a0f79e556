package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.job.JobTracking;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.limit.Load;
import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.simulator.chaos.ChaosCounts;
import io.github.cloudstackreactive.simulator.chaos.ChaosProxy;
import io.github.cloudstackreactive.simulator.chaos.ChaosSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One schedule from its beginning to the count of what is left: a cloud, a proxy before it, a client, and its calls. */
final class SeededRun {

    private static final int CONNECTIONS = 24;
    private static final int SYSTEMS = PlannedCall.PAGES * 7 - 2;
    private static final double SPOILED_CONNECTIONS = 0.12;
    private static final double SPOILED_REQUESTS = 0.35;
    private static final Duration LONGEST_RUN = Duration.ofSeconds(60);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);
    private static final Duration TOGETHER = Duration.ofMillis(400);
    private static final int TRIES = 5;

    private final long seed;
    private final boolean resendRuleBroken;
    private final boolean unhurried;
    private final Sightings sightings = new Sightings();
    private final ExchangeWatch watch = new ExchangeWatch();
    private final List<String> leaked = new ArrayList<>();

    private SeededRun(long seed, boolean resendRuleBroken, boolean unhurried) {
        this.seed = seed;
        this.resendRuleBroken = resendRuleBroken;
        this.unhurried = unhurried;
    }

    /** Runs the schedule of this seed. Blocks for some seconds. */
    static Verdict of(long seed) {
        return new SeededRun(seed, false, false).run(ChaosSchedule.seeded(seed, SPOILED_CONNECTIONS, SPOILED_REQUESTS));
    }

    /** The same with a network that does not fail, and calls that are in no hurry. */
    static Verdict calm(long seed) {
        return new SeededRun(seed, false, true).run(ChaosSchedule.NONE);
    }

    /** The same with commands that lie: what changes something is given out as safe to repeat, and has no job id. */
    static Verdict withResendRuleBroken(long seed) {
        return new SeededRun(seed, true, false).run(ChaosSchedule.seeded(seed, SPOILED_CONNECTIONS, SPOILED_REQUESTS));
    }

    private Verdict run(ChaosSchedule schedule) {
        try (Stalls stalls = Stalls.watched();
                Simulator simulator = simulator();
                ChaosProxy proxy = ChaosProxy.start(simulator.endpoint(), schedule)) {
            CloudStackClient client = client(simulator, proxy);
            Scene scene = Scene.of(client, resendRuleBroken, simulator);
            List<CallEnd> ends = all(scene);
            proxy.heal();
            look(simulator, client);
            client.closeLater().block(LONGEST_CLOSE);
            await(
                    "connections of the client are open after its close",
                    () -> proxy.counts().open() == 0);
            await("connections are open behind the proxy", () -> proxy.counts().openBehind() == 0);
            await(
                    "connections are open at the server",
                    () -> simulator.connections().open() == 0);
            Judge judge = new Judge(scene, sightings, Holdings.of(simulator), stalls);
            return verdict(judge, ends, proxy.counts());
        }
    }

    private Simulator simulator() {
        return Simulator.builder()
                .seed(seed)
                .eventLoops(1)
                .vms(0)
                .volumes(0)
                .networks(0)
                .rows("listOsTypes", SYSTEMS)
                .rows("listSSHKeyPairs", 0)
                .rows("listSecurityGroups", 0)
                .rows("listAffinityGroups", 0)
                .jobDuration(Duration.ofMillis(20), Duration.ofMillis(700))
                .failJobs(job -> job.parameters().getOrDefault("name", "").startsWith("fails"))
                .rememberRequests(0)
                .onRequest(sightings::saw)
                .start();
    }

    private CloudStackClient client(Simulator simulator, ChaosProxy proxy) {
        Duration patience = unhurried ? Bounds.LONG_PATIENCE : Bounds.PATIENCE;
        CloudStackClientBuilder builder = CloudStackClient.builder()
                .endpoint(proxy.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .connections(CONNECTIONS)
                .connectTimeout(unhurried ? Bounds.LONG_PATIENCE : Bounds.CONNECT)
                .replyTimeout(patience, patience)
                .retry(Bounds.RETRY)
                .jobPolling(
                        PollSchedule.DEFAULT.withFirst(Duration.ofMillis(50)).withCap(Duration.ofMillis(400)))
                .jobTracking(JobTracking.DEFAULT.perSecond(200).between(Duration.ofMillis(100)))
                .jobDeadline(Bounds.JOB_DEADLINE)
                .lostReplyGrace(Bounds.GRACE)
                .listener(watch);
        return (resendRuleBroken ? builder.withoutJobIds() : builder).build();
    }

    /** Makes all calls at their times, and waits for their ends. */
    private List<CallEnd> all(Scene scene) {
        ConcurrentLinkedQueue<CallInFlight> begun = new ConcurrentLinkedQueue<>();
        List<PlannedCall> calls = PlannedCall.of(seed).stream()
                .map(call -> unhurried ? call.unhurried() : call)
                .toList();
        Flux.fromIterable(calls)
                .flatMap(
                        call -> Mono.delay(call.begins())
                                .then(CallInFlight.of(call, call.kind().of(scene, call), begun::add)),
                        calls.size())
                .then()
                .timeout(LONGEST_RUN, Mono.empty())
                .block(LONGEST_RUN.multipliedBy(2));
        return begun.stream().map(CallInFlight::end).toList();
    }

    /** As many calls at once as are let out: none of the connections may still be held by a call that is over. */
    private void look(Simulator simulator, CloudStackClient client) {
        await("calls that are over have places in the queue or under way", () -> {
            Load load = client.load();
            return load.underWay() + load.waiting() + load.waitingInBulk() == 0;
        });
        int free = Math.min(CONNECTIONS, client.load().limit());
        simulator.faults().onCommand("getTimeOfDay").always().latency(TOGETHER);
        int most = 0;
        for (int i = 0; i < TRIES && most < free; i++) {
            simulator.resetRequests();
            Flux.range(0, CONNECTIONS)
                    .flatMap(
                            number -> client.execute(Command.of("getTimeOfDay")).onErrorResume(lost -> Mono.empty()),
                            CONNECTIONS)
                    .blockLast(LONGEST_RUN);
            most = Math.max(most, simulator.mostAtOnce("getTimeOfDay"));
        }
        simulator.faults().clear();
        if (most < free) {
            leaked.add("only " + most + " of " + free + " connections can be had when all calls are over");
        }
    }

    private void await(String what, BooleanSupplier isSo) {
        long latest = System.nanoTime() + LONGEST_CLOSE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > latest) {
                leaked.add(what);
                return;
            }
            Mono.delay(Duration.ofMillis(10)).block();
        }
    }

    private Verdict verdict(Judge judge, List<CallEnd> ends, ChaosCounts proxy) {
        Map<String, Long> calls = new TreeMap<>();
        List<String> wrong = new ArrayList<>(watch.wrong());
        List<String> doubled = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (CallEnd end : ends) {
            calls.merge(end.call().kind() + " " + end.outcome(), 1L, Long::sum);
            String isWrong = judge.wrong(end);
            if (isWrong != null) {
                wrong.add(end.call() + ": " + isWrong);
            }
            String isLate = judge.late(end);
            if (isLate != null) {
                late.add(end.call() + ": " + isLate);
            }
            doubled.addAll(judge.doubled(end.call()));
        }
        if (watch.open() > 0) {
            leaked.add(watch.open() + " requests of the client have not ended");
        }
        if (proxy.passedOn() > watch.sent()) {
            doubled.add("the proxy passed on " + proxy.passedOn() + " requests of " + watch.sent() + " that were sent");
        }
        return new Verdict(seed, calls, watch.sent(), proxy, wrong, doubled, List.copyOf(leaked), late);
    }
}
