package io.github.cloudstackreactive.extras.metrics;

import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.exchange.Call;
import io.github.cloudstackreactive.exchange.CallListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times a client's calls in a Micrometer registry.
 *
 * <pre>{@code
 * CloudStackClient.builder().listener(MeteredCalls.in(registry)).build();
 * }</pre>
 *
 * <p>Meters, each with the tag {@code command}:
 *
 * <ul>
 *   <li>{@code cloudstack.calls} (timer): whole calls, retries and their waits included; tag {@code outcome} is {@code ok},
 *       {@code cancelled}, or the failure's class, tag {@code code} the server's error code or {@code none};
 *   <li>{@code cloudstack.replies} (timer): single replies; tag {@code status} is the HTTP status;
 *   <li>{@code cloudstack.reply.size} (summary, bytes): the size of each reply, decompressed;
 *   <li>{@code cloudstack.retries} (counter): attempts beyond the first; tag {@code cause} is the failure's class.
 * </ul>
 *
 * <p>There is a series for each command used, and none for any value of a parameter.
 */
public final class MeteredCalls implements CallListener {

    private static final String COMMAND = "command";

    private final MeterRegistry registry;

    private MeteredCalls(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A listener that keeps its meters in this registry. */
    public static MeteredCalls in(MeterRegistry registry) {
        return new MeteredCalls(registry);
    }

    @Override
    public void onReply(Call call, int status, long bytes, Duration took) {
        Timer.builder("cloudstack.replies")
                .tag(COMMAND, call.command())
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
        DistributionSummary.builder("cloudstack.reply.size")
                .baseUnit("bytes")
                .tag(COMMAND, call.command())
                .register(registry)
                .record(bytes);
    }

    @Override
    public void onRetry(Call call, CloudStackException failure, Duration wait) {
        registry.counter("cloudstack.retries", COMMAND, call.command(), "cause", name(failure))
                .increment();
    }

    @Override
    public void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {
        Timer.builder("cloudstack.calls")
                .tag(COMMAND, call.command())
                .tag("outcome", cancelled ? "cancelled" : failure == null ? "ok" : name(failure))
                .tag("code", failure instanceof ApiException error ? Integer.toString(error.errorCode()) : "none")
                .register(registry)
                .record(took);
    }

    private static String name(Throwable failure) {
        return failure.getClass().getSimpleName();
    }
}
