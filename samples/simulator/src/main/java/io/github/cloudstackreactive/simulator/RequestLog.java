package io.github.cloudstackreactive.simulator;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts all requests, and remembers the last of them without what is secret in them. */
final class RequestLog {

    private static final int MOST_NAMES = 4096;
    private static final int LONGEST_VALUE = 2048;
    private static final Set<String> SECRET = Set.of(
            "apikey",
            "signature",
            "password",
            "secretkey",
            "sessionkey",
            "privatekey",
            "userdata",
            "newpassword",
            "codefor2fa");

    private final Clock clock;
    private final int remembered;
    private final @Nullable Consumer<RequestRecord> onRequest;
    private final Tally all = new Tally();
    private final Map<String, Tally> byCommand = new ConcurrentHashMap<>();
    private final Deque<RequestRecord> last = new ArrayDeque<>();

    RequestLog(Settings settings) {
        this.clock = settings.clock;
        this.remembered = settings.rememberedRequests;
        this.onRequest = settings.onRequest;
    }

    /** Counts a request, and what comes of it until it ends. */
    Flight begin(Call call) {
        if (onRequest != null) {
            onRequest.accept(record(call, 0));
        }
        Tally ofCommand = byCommand.size() < MOST_NAMES || byCommand.containsKey(call.name())
                ? byCommand.computeIfAbsent(call.name(), name -> new Tally())
                : new Tally();
        return new Flight(ofCommand, all);
    }

    void answered(Call call, int status) {
        if (remembered == 0) {
            return;
        }
        RequestRecord record = record(call, status);
        synchronized (last) {
            if (last.size() == remembered) {
                last.removeFirst();
            }
            last.addLast(record);
        }
    }

    private RequestRecord record(Call call, int status) {
        Map<String, String> shown = new LinkedHashMap<>();
        call.parameters().asSent().forEach((name, value) -> shown.put(name, shown(name, value)));
        return new RequestRecord(clock.instant(), call.method(), call.command(), Map.copyOf(shown), status);
    }

    int total() {
        return all.requests();
    }

    Tally of(String command) {
        return byCommand.getOrDefault(command, new Tally());
    }

    List<RequestRecord> last() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    void reset() {
        all.reset();
        byCommand.values().forEach(Tally::reset);
        synchronized (last) {
            last.clear();
        }
    }

    private static String shown(String name, String value) {
        if (SECRET.contains(name.toLowerCase(Locale.ROOT))) {
            return "***";
        }
        return value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
    }
}
