package io.github.cloudstackreactive.simulator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of one command. */
final class Tally {

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();

    void request() {
        requests.incrementAndGet();
    }

    void sent(int bytes) {
        bodyBytes.addAndGet(bytes);
    }

    int requests() {
        return requests.get();
    }

    long bodyBytes() {
        return bodyBytes.get();
    }
}
