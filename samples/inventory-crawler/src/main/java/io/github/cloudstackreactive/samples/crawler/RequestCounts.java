package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.exchange.Call;
import io.github.cloudstackreactive.exchange.CallListener;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts each list's requests, and says when the server takes no page as large as was asked for. */
final class RequestCounts implements CallListener {

    private final Map<String, Tally> tallies;
    private final Consumer<String> notes;
    private final Set<Integer> learned = ConcurrentHashMap.newKeySet();

    RequestCounts(List<Tally> tallies, Consumer<String> notes) {
        this.tallies = tallies.stream().collect(Collectors.toMap(Tally::list, Function.identity()));
        this.notes = notes;
    }

    @Override
    public void onSent(Call call, int attempt) {
        tell(call, Tally::requested);
    }

    @Override
    public void onRetry(Call call, CloudStackException failure, Duration wait) {
        tell(call, Tally::erred);
    }

    @Override
    public void onPageSizeLearned(String command, int asked, int allowed) {
        if (learned.add(allowed)) {
            notes.accept(String.format(
                    Locale.ROOT,
                    "The server takes pages of %,d rows at most: the crawl asks for that, not for %,d.",
                    allowed,
                    asked));
        }
    }

    private void tell(Call call, Consumer<Tally> event) {
        Tally tally = tallies.get(call.command());
        if (tally != null) {
            event.accept(tally);
        }
    }
}
