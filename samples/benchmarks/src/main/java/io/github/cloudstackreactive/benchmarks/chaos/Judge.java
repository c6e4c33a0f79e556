package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.job.JobOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says of each call that is over what was wrong with it, by what the server saw and what the cloud holds. */
final class Judge {

    private final Scene scene;
    private final Sightings sightings;
    private final Holdings holdings;
    private final Stalls stalls;

    Judge(Scene scene, Sightings sightings, Holdings holdings, Stalls stalls) {
        this.scene = scene;
        this.sightings = sightings;
        this.holdings = holdings;
        this.stalls = stalls;
    }

    /** What was late about it; null where nothing was. */
    @Nullable
    String late(CallEnd end) {
        if (end.ends() == 0 && !end.cancelled()) {
            return "has not ended after " + end.after().toMillis() + " ms";
        }
        Duration lost = stalls.between(end.began(), end.at());
        Duration bound = end.call().bound().plus(Bounds.TOLERANCE).plus(lost);
        return end.after().compareTo(bound) > 0
                ? "took " + end.after().toMillis() + " ms, more than " + bound.toMillis()
                        + " of which the machine stood still for " + lost.toMillis()
                : null;
    }

    /** Which of its commands the server was given twice, or carried out twice. */
    List<String> doubled(PlannedCall call) {
        List<String> doubled = new ArrayList<>();
        for (String marker : call.kind().family.changesState() ? call.markers() : List.<String>of()) {
            int seen = sightings.of(marker).size();
            int held = holdings.of(marker).size();
            if (seen > 1 || held > 1) {
                doubled.add(marker + " was seen " + seen + " times and made " + held + " times");
            }
        }
        return doubled;
    }

    /** What was wrong with its end; null where nothing was. */
    @Nullable
    String wrong(CallEnd end) {
        if (end.ends() > 1) {
            return "ended " + end.ends() + " times";
        }
        if (end.cancelled() || end.ends() == 0) {
            return null;
        }
        Throwable failure = end.failure();
        PlannedCall call = end.call();
        return switch (call.kind().family) {
            case READS -> failure == null ? wrongRows(end) : wrongOfReading(end, failure);
            case IS_REFUSED ->
                failure instanceof InvalidParameterException
                        ? null
                        : failure == null ? "was not refused" : wrongOfReading(end, failure);
            case CHANGES, RUNS_JOB ->
                failure == null ? wrongRows(end) : wrongOfChange(call.marker(), failure, end, end.at(), false);
            case JOB_FAILS ->
                failure == null
                        ? "succeeded, and its job failed"
                        : wrongOfChange(call.marker(), failure, end, end.at(), true);
            case RUNS_JOBS -> failure == null ? wrongOutcomes(end) : "failed as a whole: " + failure;
        };
    }

    private @Nullable String wrongRows(CallEnd end) {
        PlannedCall call = end.call();
        List<?> expected = call.kind().expected(scene, call);
        boolean same = call.kind().inOrder()
                ? expected.equals(end.values())
                : sorted(expected).equals(sorted(end.values()));
        if (!same) {
            return "gave " + end.values() + " and not " + expected;
        }
        return call.kind().family.changesState() ? wrongSuccess(call.marker()) : null;
    }

    private static List<String> sorted(List<?> values) {
        return values.stream()
                .map(String::valueOf)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private @Nullable String wrongSuccess(String marker) {
        List<String> held = holdings.of(marker);
        boolean spoiled = held.contains("Error") || held.contains("Starting");
        return held.isEmpty() || spoiled ? "succeeded, and the cloud has " + held + " of " + marker : null;
    }

    /** Of a list the rows that came before it failed must be right as well. */
    private @Nullable String wrongOfReading(CallEnd end, Throwable failure) {
        PlannedCall call = end.call();
        if (!(failure instanceof TransportException
                || failure instanceof ProtocolException
                || failure instanceof OverloadedException)) {
            return "failed with " + failure;
        }
        if (call.kind().family == CallKind.Family.IS_REFUSED) {
            return end.values().isEmpty() ? null : "gave " + end.values();
        }
        List<?> expected = call.kind().expected(scene, call);
        int came = end.values().size();
        boolean beginning = call.kind().inOrder()
                ? came <= expected.size() && expected.subList(0, came).equals(end.values())
                : expected.containsAll(end.values()) && new HashSet<>(end.values()).size() == came;
        return beginning ? null : "gave " + end.values() + " before it failed, and not the beginning of " + expected;
    }

    private @Nullable String wrongOutcomes(CallEnd end) {
        List<String> markers = new ArrayList<>();
        for (int i = 0; i < end.values().size(); i++) {
            JobOutcome<?> outcome = (JobOutcome<?>) end.values().get(i);
            String marker = CallKind.markerOf(outcome);
            markers.add(marker);
            String wrong = outcome instanceof JobOutcome.Failed<?> failed
                    ? wrongOfChange(marker, failed.failure(), end, end.came().get(i), false)
                    : wrongResult(marker, (JobOutcome.Succeeded<?>) outcome);
            if (wrong != null) {
                return wrong;
            }
        }
        return sorted(markers).equals(sorted(end.call().markers()))
                ? null
                : "told of " + markers + " and not of " + end.call().markers();
    }

    private @Nullable String wrongResult(String marker, JobOutcome.Succeeded<?> outcome) {
        Object result = outcome.result();
        boolean named = result instanceof JsonNode row && Scene.nameOf(row).equals(marker);
        return named ? wrongSuccess(marker) : marker + " gave " + result;
    }

    /** @param at when this failure came, in nanoseconds of this machine */
    private @Nullable String wrongOfChange(String marker, Throwable failure, CallEnd end, long at, boolean mayFail) {
        List<Long> seen = sightings.of(marker);
        if (failure instanceof CloudStackException of && Sightings.LOOK.equals(of.command())) {
            // With a pinned id the job is looked for first; where that fails, nothing must have been sent.
            return seen.isEmpty() ? null : marker + " was seen, yet the call failed with " + failure;
        }
        if (failure instanceof TransportException || failure instanceof OverloadedException) {
            boolean saysSent = failure instanceof TransportException transport && transport.sent();
            return seen.isEmpty() && !saysSent ? null : marker + " was seen, yet the call failed with " + failure;
        }
        if (failure instanceof JobFailedException failed) {
            return mayFail ? wrongIds(failed) : marker + " failed with " + failure;
        }
        if (failure instanceof JobDeadlineException late) {
            return late.jobId() == null
                    ? "names no job: " + failure
                    : timeWasUp(end, at) ? null : marker + " was given up before its deadline: " + failure;
        }
        if (failure instanceof OutcomeUnknownException unknown) {
            return wrongUnknown(marker, unknown, end, at);
        }
        return marker + " failed with " + failure;
    }

    private static @Nullable String wrongIds(JobFailedException failed) {
        return failed.jobId() == null || failed.resourceId() == null ? "names no job or resource: " + failed : null;
    }

    /** A job that the server has must be found, unless the time was up or the server said for a while that it has none. */
    private @Nullable String wrongUnknown(String marker, OutcomeUnknownException unknown, CallEnd end, long at) {
        String jobId = unknown.jobId();
        if (jobId == null || holdings.of(marker).isEmpty() || timeWasUp(end, at)) {
            return null;
        }
        // Once for the grace period to begin and once for it to end; and a pinned id is looked for before it is sent.
        int needed = end.call().kind() == CallKind.PINNED_JOB ? 3 : 2;
        Sightings.Looks looks = sightings.looksFor(jobId);
        return looks.before() >= needed
                ? null
                : marker + " was there to be found, yet the call failed with " + unknown + " by " + unknown.getCause()
                        + " and " + List.of(unknown.getSuppressed()) + " after " + looks;
    }

    /** Whether the deadline of the call, or that of its job, had passed then. */
    private static boolean timeWasUp(CallEnd end, long at) {
        Duration given = end.call().bound();
        Duration least = given.compareTo(Bounds.JOB_DEADLINE) < 0 ? given : Bounds.JOB_DEADLINE;
        return at - end.began() >= least.minus(Bounds.TICK).toNanos();
    }
}
