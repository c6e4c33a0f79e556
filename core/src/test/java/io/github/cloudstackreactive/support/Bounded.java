package io.github.cloudstackreactive.support;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Work on a thread of its own, which must end in time, and whose allocations are counted. */
public final class Bounded implements AutoCloseable {

    /**
     * How work ended.
     *
     * @param thrown null where a value came, and the other way round
     * @param allocated in bytes, on that thread alone
     */
    public record Outcome<T>(@Nullable T value, @Nullable Throwable thrown, long allocated) {}

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long limitSeconds;
    private final ExecutorService worker;
    private volatile @Nullable Thread thread;

    public Bounded(long limitSeconds) {
        this.limitSeconds = limitSeconds;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "bounded");
            made.setDaemon(true);
            thread = made;
            return made;
        });
    }

    /**
     * @param what named where it does not end
     */
    public <T> Outcome<T> run(Object what, Callable<T> work) {
        Future<Outcome<T>> ending = worker.submit(() -> measured(work));
        try {
            return ending.get(limitSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException hangs) {
            Thread busy = thread;
            AssertionError failure = new AssertionError(what + " did not end within " + limitSeconds + " s.");
            if (busy != null) {
                failure.setStackTrace(busy.getStackTrace());
            }
            throw failure;
        } catch (InterruptedException | ExecutionException fault) {
            throw new AssertionError(what + " was not run.", fault);
        }
    }

    private static <T> Outcome<T> measured(Callable<T> work) {
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        T value = null;
        Throwable thrown = null;
        try {
            value = work.call();
        } catch (Throwable any) {
            thrown = any;
        }
        return new Outcome<>(value, thrown, THREADS.getThreadAllocatedBytes(id) - before);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
