package io.github.cloudstackreactive.samples.crawler;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Progress shown on a thread of its own: what is told comes from event loops, too, which must not wait for a terminal.
 *
 * @param shown what shows it, on that thread only
 * @param thread a scheduler of one thread, which this disposes of
 */
record ShownApart(Progress shown, Scheduler thread) implements Progress {

    @Override
    public void began(Tally tally) {
        thread.schedule(() -> shown.began(tally));
    }

    @Override
    public void arrived(Tally tally) {
        thread.schedule(() -> shown.arrived(tally));
    }

    @Override
    public void ended(Tally tally) {
        thread.schedule(() -> shown.ended(tally));
    }

    @Override
    public void say(String line) {
        thread.schedule(() -> shown.say(line));
    }

    /** Shows what was told so far, and nothing more. */
    @Override
    public void close() {
        if (!thread.isDisposed()) {
            Mono.fromRunnable(shown::close).subscribeOn(thread).block();
            thread.dispose();
        }
    }
}
