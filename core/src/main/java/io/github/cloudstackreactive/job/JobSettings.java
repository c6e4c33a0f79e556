package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Command;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How jobs are waited for.
 *
 * @param polling when to look at a job; null for as soon as its command's pace says, and then ever more rarely
 * @param deadline how long to wait for a job, counted from the subscription that submits it
 * @param grace how long a job that the server does not know yet is looked for, when the reply that should have named it
 *     was lost
 * @param chooseIds whether commands known to be async carry a job id of this client's choosing
 * @param tracking how the jobs of an account are looked at together
 */
public record JobSettings(
        @Nullable PollSchedule polling, Duration deadline, Duration grace, boolean chooseIds, JobTracking tracking) {

    // What no clock overflows at.
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** As soon as the pace says, one hour, 30 s, yes, the default tracking. */
    public static final JobSettings DEFAULT =
            new JobSettings(null, Duration.ofHours(1), Duration.ofSeconds(30), true, JobTracking.DEFAULT);

    public JobSettings {
        deadline = deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
        grace = grace.compareTo(LONGEST) > 0 ? LONGEST : grace;
    }

    /** When to look at a job of this command. */
    PollSchedule pollingOf(Command<?> command) {
        return polling == null ? PollSchedule.of(command.description().pace()) : polling;
    }

    JobSettings withPolling(PollSchedule polling) {
        return new JobSettings(polling, deadline, grace, chooseIds, tracking);
    }

    JobSettings withDeadline(Duration deadline) {
        return new JobSettings(polling, deadline, grace, chooseIds, tracking);
    }
}
