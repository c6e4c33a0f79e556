package io.github.cloudstackreactive.benchmarks.chaos;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts the buffers that were not given back, of all runs of this process together, by Netty's leak detector. */
final class BufferWatch {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    private BufferWatch() {}

    /** Begins to watch. To be called before any buffer is made: each allocator takes its detector once. */
    static void begin() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Watching());
    }

    /** What has leaked since the last question; a leak shows only when its buffer is collected and another one is made. */
    static List<String> found() {
        for (int round = 0; round < 3; round++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer(16).release();
        }
        List<String> leaks = List.copyOf(LEAKS);
        LEAKS.clear();
        return leaks;
    }

    private static final class Watching extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
            return newResourceLeakDetector(type, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
            return new ResourceLeakDetector<>(type, interval) {
                @Override
                protected boolean needReport() {
                    return true;
                }

                @Override
                protected void reportTracedLeak(String kind, String records) {
                    LEAKS.add("a " + kind + " was not given back" + records);
                }

                @Override
                protected void reportUntracedLeak(String kind) {
                    LEAKS.add("a " + kind + " was not given back");
                }
            };
        }
    }
}
