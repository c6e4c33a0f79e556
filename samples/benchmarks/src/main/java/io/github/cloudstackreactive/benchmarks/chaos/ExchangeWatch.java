package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.exchange.Call;
import io.github.cloudstackreactive.exchange.CallListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the client to its word about every single request: begun once, ended once, and nothing sent after the end. */
final class ExchangeWatch implements CallListener {

    // Who cancels on one thread while another sends is told of both in whichever order.
    private static final Duration RACE = Duration.ofMillis(50);

    private record Ended(String how, long at) {}

    private final Set<Long> open = new HashSet<>();
    private final Map<Long, Ended> ended = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long sent;

    @Override
    public synchronized void onStart(Call call) {
        if (!open.add(call.number())) {
            wrong.add(call + " began twice");
        }
    }

    @Override
    public synchronized void onSent(Call call, int attempt) {
        sent++;
        Ended how = ended.get(call.number());
        if (how != null && System.nanoTime() - how.at() > RACE.toNanos()) {
            wrong.add(call + " was sent, for the " + attempt + ". time, after it had " + how.how());
        }
    }

    @Override
    public synchronized void onRetry(Call call, CloudStackException failure, Duration wait) {
        Ended how = ended.get(call.number());
        if (how != null && System.nanoTime() - how.at() > RACE.toNanos()) {
            wrong.add(call + " was to be tried again after it had " + how.how());
        }
    }

    @Override
    public synchronized void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {
        String how = cancelled ? "been cancelled" : failure == null ? "succeeded" : "failed with " + failure;
        if (!open.remove(call.number()) || ended.put(call.number(), new Ended(how, System.nanoTime())) != null) {
            wrong.add(call + " ended twice");
        }
    }

    synchronized long sent() {
        return sent;
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** How many calls have begun and not ended. */
    synchronized int open() {
        return open.size();
    }
}
