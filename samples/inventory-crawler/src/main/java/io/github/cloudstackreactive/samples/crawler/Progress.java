package io.github.cloudstackreactive.samples.crawler;

/** Shows a crawl as it goes; called from several threads. */
interface Progress extends AutoCloseable {

    /** A list is asked for. */
    default void began(Tally tally) {}

    /** A page has come. */
    default void arrived(Tally tally) {}

    /** A list is over, well or not. */
    default void ended(Tally tally) {}

    /** Shows a line besides. */
    default void say(String line) {}

    @Override
    default void close() {}

    /** Shows nothing. */
    static Progress none() {
        return new Progress() {};
    }
}
