package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.reply.JobReport;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * The search for a job whose start reply was lost; private to one subscriber.
 *
 * <p>That the server does not know the job means "not yet" until it has said so for the grace period. That the server
 * cannot be asked means nothing.
 */
final class Search {

    private static final long NEVER = Long.MIN_VALUE;

    private final JobLook look;
    private final String id;
    private final JobSettings settings;
    private int looks;
    private long firstUnknown = NEVER;

    Search(JobLook look, String id, JobSettings settings) {
        this.look = look;
        this.id = id;
        this.settings = settings;
    }

    /** The first report of the job; empty where there is none within the grace period; an error where asking is hopeless. */
    Mono<JobReport> report() {
        return Mono.defer(() -> look.at(id))
                .onErrorResume(failure -> JobLook.knowsNoSuchJob(failure) || JobLook.mayPass(failure), this::again);
    }

    private Mono<JobReport> again(Throwable failure) {
        if (JobLook.knowsNoSuchJob(failure)) {
            long now = WatchedJob.now();
            if (firstUnknown == NEVER) {
                firstUnknown = now;
            }
            if (Duration.ofNanos(now - firstUnknown).compareTo(settings.grace()) >= 0) {
                return Mono.empty();
            }
        }
        return Mono.delay(settings.polling().waitBefore(looks++)).then(report());
    }
}
