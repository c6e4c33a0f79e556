package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.benchmarks.LiveHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Counts what the clients that are closed have left behind in this process: their requests, timers, jobs, pages and places
 * in a queue, and whatever waits in a scheduler of Reactor's.
 *
 * <p>Each of them is an object that something still leads to: a timer that is set, a connection that is open, a queue.
 */
final class ObjectWatch {

    private static final Predicate<String> OURS = Pattern.compile(
                    "io\\.github\\.cloudstackreactive\\.(transport|exchange|limit|session|paging|job|call)\\..*")
            .asMatchPredicate();
    private static final Predicate<String> TASKS =
            Pattern.compile(Pattern.quote(Task.class.getName())).asMatchPredicate();
    private static final String HOOK = "chaos";
    // One instance of a lambda that holds nothing, or one thing: made when it is first met, and kept for good.
    private static final long LAMBDA = 16;
    private static final int TRIES = 15;

    private final LiveHeap before;

    private ObjectWatch(LiveHeap before) {
        this.before = before;
    }

    /** Begins to watch, when nothing is under way. */
    static ObjectWatch begin() {
        Schedulers.onScheduleHook(HOOK, Task::new);
        return new ObjectWatch(LiveHeap.now());
    }

    /** What has been left since, a line for each class. Waits for what is about to end. */
    List<String> found() {
        List<String> left = List.of();
        for (int i = 0; i < TRIES; i++) {
            left = left();
            if (left.isEmpty()) {
                break;
            }
            Mono.delay(Duration.ofMillis(500)).block();
        }
        return left;
    }

    private List<String> left() {
        LiveHeap growth = LiveHeap.now().growthSince(before).of(OURS.or(TASKS));
        List<String> left = new ArrayList<>();
        growth.bytesByClass().forEach((type, bytes) -> {
            if (bytes > LAMBDA || !type.contains("$$Lambda")) {
                left.add(bytes + " bytes of " + type + " are left");
            }
        });
        return left;
    }

    void end() {
        Schedulers.resetOnScheduleHook(HOOK);
    }

    /** Something that waits in a scheduler. */
    private record Task(Runnable task) implements Runnable {

        @Override
        public void run() {
            task.run();
        }
    }
}
