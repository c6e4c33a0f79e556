package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.reply.JobReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The search for a job whose start reply was lost; private to one subscriber.
 *
 * <p>That the server does not know the job means "not yet" until it has said so for the grace period. That the server
 * cannot be asked means nothing.
 */
final class Search {

    private static final long NEVER = Long.MIN_VALUE;
    private static final Step AGAIN = new Step(null, false);
    private static final Step GIVEN_UP = new Step(null, true);

    private final JobLook look;
    private final String id;
    private final JobSettings settings;
    private final PollSchedule polling;
    private int looks;
    private long firstUnknown = NEVER;

    Search(JobLook look, String id, PollSchedule polling, JobSettings settings) {
        this.look = look;
        this.id = id;
        this.polling = polling;
        this.settings = settings;
    }

    /** The first report of the job; empty where there is none within the grace period; an error where asking is hopeless. */
    Mono<JobReport> report() {
        return Mono.defer(this::step).repeat().filter(Step::last).next().mapNotNull(Step::report);
    }

    private Mono<Step> step() {
        Mono<Step> step = look.inTurn(id).map(report -> new Step(report, true)).onErrorResume(this::afterFailure);
        return looks++ == 0
                ? step
                : Mono.delay(polling.waitBefore(looks - 2), settings.tracking().timer())
                        .then(step);
    }

    private Mono<Step> afterFailure(Throwable failure) {
        if (!JobLook.knowsNoSuchJob(failure)) {
            return JobLook.mayPass(failure) ? Mono.just(AGAIN) : Mono.error(failure);
        }
        long now = WatchedJob.now(settings);
        if (firstUnknown == NEVER) {
            firstUnknown = now;
        }
        boolean givenUp = Duration.ofNanos(now - firstUnknown).compareTo(settings.grace()) >= 0;
        return Mono.just(givenUp ? GIVEN_UP : AGAIN);
    }

    /** What one look came to; the last one has the job's report, or there is none. */
    private record Step(@Nullable JobReport report, boolean last) {}
}
