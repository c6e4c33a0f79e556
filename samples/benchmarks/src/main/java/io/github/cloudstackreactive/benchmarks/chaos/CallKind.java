package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.job.JobOutcome;
import io.github.cloudstackreactive.paging.ListFlux;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/** The kinds of calls that a schedule is mixed of: how each is made, and what it gives where all goes well. */
enum CallKind {
    VERSION(Family.READS, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .execute(Command.of("listCapabilities"))
                    .map(capability -> capability.path("cloudstackversion").asString(""));
        }

        @Override
        List<?> expected(Scene scene, PlannedCall call) {
            return List.of(scene.version());
        }
    },

    /** Answers what it is asked, so that another call's reply is known for what it is. */
    ECHO(Family.READS, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .execute(Command.of("getTimeOfDay").with("example", call.marker()))
                    .map(time -> time.path("exampleEcho").asString(""));
        }

        @Override
        List<?> expected(Scene scene, PlannedCall call) {
            return List.of(call.marker().toUpperCase(Locale.ROOT));
        }
    },

    ONE_ROW(Family.READS, Bounds.requests(2)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .list(Command.of("listOsTypes").with("id", chosen(scene, call)))
                    .map(CallKind::id);
        }

        @Override
        List<?> expected(Scene scene, PlannedCall call) {
            return List.of(chosen(scene, call));
        }

        private String chosen(Scene scene, PlannedCall call) {
            return scene.systems().get(call.number() % scene.systems().size());
        }
    },

    PAGES(Family.READS, Bounds.requests(PlannedCall.PAGES + 1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return systems(scene).map(CallKind::id);
        }
    },

    PREFETCHED(Family.READS, Bounds.requests(2 * (PlannedCall.PAGES + 1))) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return systems(scene).prefetch(3).map(CallKind::id);
        }
    },

    UNORDERED(Family.READS, Bounds.requests(2 * (PlannedCall.PAGES + 1))) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return systems(scene).prefetch(3).unordered().map(CallKind::id);
        }
    },

    BY_PAGE(Family.READS, Bounds.requests(PlannedCall.PAGES + 1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return systems(scene)
                    .byPage()
                    .concatMapIterable(page -> page.rows())
                    .map(CallKind::id);
        }
    },

    SNAPSHOT(Family.READS, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client().list(Command.of("listOsTypes")).snapshot().map(CallKind::id);
        }
    },

    FIRST_ROWS(Family.READS, Bounds.requests(2)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return systems(scene).take(9).map(CallKind::id);
        }

        @Override
        List<?> expected(Scene scene, PlannedCall call) {
            return scene.systems().subList(0, 9);
        }
    },

    TOTAL(Family.READS, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return systems(scene).reportedTotal();
        }

        @Override
        List<?> expected(Scene scene, PlannedCall call) {
            return List.of((long) scene.systems().size());
        }
    },

    /** Is refused by the server, and by nobody else. */
    REFUSED(Family.IS_REFUSED, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client().list(Command.of("listOsTypes").with("id", UUID.nameUUIDFromBytes(new byte[] {
                (byte) call.number()
            })));
        }

        @Override
        List<?> expected(Scene scene, PlannedCall call) {
            return List.of();
        }
    },

    KEY_PAIR(Family.CHANGES, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .execute(scene.change("createSSHKeyPair").with("name", call.marker()))
                    .map(Scene::nameOf);
        }
    },

    SECURITY_GROUP(Family.CHANGES, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .execute(scene.change("createSecurityGroup").with("name", call.marker()))
                    .map(Scene::nameOf);
        }
    },

    NETWORK(Family.CHANGES, Bounds.requests(1)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .execute(scene.change("createNetwork")
                            .with("name", call.marker())
                            .with("networkofferingid", scene.networkOffering())
                            .with("zoneid", scene.zone()))
                    .map(Scene::nameOf);
        }
    },

    DEPLOYMENT(Family.RUNS_JOB, Bounds.JOB_DEADLINE) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client().submit(scene.deploy(call.marker())).map(Scene::nameOf);
        }
    },

    AFFINITY_GROUP(Family.RUNS_JOB, Bounds.JOB_DEADLINE) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .submit(scene.job("createAffinityGroup")
                            .with("name", call.marker())
                            .with("type", "host anti-affinity"))
                    .submit()
                    .flatMap(job -> job.result())
                    .map(Scene::nameOf);
        }
    },

    /** Starts a job that the client learns of from the reply alone. */
    UNKNOWN_JOB(Family.RUNS_JOB, Bounds.JOB_DEADLINE) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .execute(scene.change("createVolume").with("name", call.marker()))
                    .map(Scene::nameOf);
        }
    },

    /** Is tried again by its caller where nobody knows, as a fresh job id allows. */
    PINNED_JOB(Family.RUNS_JOB, Bounds.JOB_DEADLINE.multipliedBy(2)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client()
                    .submit(scene.deploy(call.marker()))
                    .freshJobId(UUID.nameUUIDFromBytes(call.marker().getBytes(StandardCharsets.UTF_8)))
                    .map(Scene::nameOf)
                    .retryWhen(Retry.max(1)
                            .filter(OutcomeUnknownException.class::isInstance)
                            .onRetryExhaustedThrow((retry, last) -> last.failure()));
        }
    },

    FAILING_JOB(Family.JOB_FAILS, Bounds.JOB_DEADLINE) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            return scene.client().submit(scene.deploy(call.marker())).map(Scene::nameOf);
        }
    },

    MANY_JOBS(Family.RUNS_JOBS, Bounds.JOB_DEADLINE.multipliedBy(2)) {
        @Override
        Publisher<?> of(Scene scene, PlannedCall call) {
            Flux<AsyncCommand<JsonNode>> commands =
                    Flux.fromIterable(call.markers()).map(scene::deploy);
            return scene.client().submitAll(commands, 2);
        }
    };

    /** What may become of a call. */
    enum Family {
        READS,
        IS_REFUSED,
        CHANGES,
        RUNS_JOB,
        JOB_FAILS,
        RUNS_JOBS;

        /** Whether the server must not see a command of it twice. */
        boolean changesState() {
            return this != READS && this != IS_REFUSED;
        }
    }

    private static final int ROWS_A_PAGE = 7;

    final Family family;
    final Duration bound;

    CallKind(Family family, Duration bound) {
        this.family = family;
        this.bound = bound;
    }

    /** The call, which nobody has subscribed to yet. */
    abstract Publisher<?> of(Scene scene, PlannedCall call);

    /** What it emits where it succeeds; of many jobs, the names of what they make. */
    List<?> expected(Scene scene, PlannedCall call) {
        return family.changesState() ? call.markers() : scene.systems();
    }

    boolean inOrder() {
        return this != UNORDERED && this != MANY_JOBS;
    }

    /** How many things a call of this kind makes. */
    int makes() {
        return this == MANY_JOBS ? 4 : 1;
    }

    private static ListFlux<JsonNode> systems(Scene scene) {
        return scene.client().list(Command.of("listOsTypes")).pageSize(ROWS_A_PAGE);
    }

    private static String id(JsonNode row) {
        return row.path("id").asString("");
    }

    /** The marker of what an outcome is about. */
    static String markerOf(JobOutcome<?> outcome) {
        return String.valueOf(outcome.command().parameters().get("name"));
    }

    List<String> markers(String marker) {
        return makes() == 1
                ? List.of(marker)
                : IntStream.range(0, makes()).mapToObj(i -> marker + "-" + i).toList();
    }
}
