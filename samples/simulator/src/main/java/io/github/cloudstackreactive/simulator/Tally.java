package io.github.cloudstackreactive.simulator;

/** What is counted of one command, or of all. */
final class Tally {

    private int requests;
    private long bodyBytes;
    private int inFlight;
    private int mostInFlight;

    /** Counts a request, and says how many are in flight with it. */
    synchronized int begin() {
        requests++;
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        return inFlight;
    }

    synchronized void sent(int bytes) {
        bodyBytes += bytes;
    }

    synchronized void end() {
        inFlight--;
    }

    synchronized int requests() {
        return requests;
    }

    synchronized long bodyBytes() {
        return bodyBytes;
    }

    synchronized int mostInFlight() {
        return mostInFlight;
    }

    /** Counts from zero, but for what is in flight. */
    synchronized void reset() {
        requests = 0;
        bodyBytes = 0;
        mostInFlight = inFlight;
    }
}
