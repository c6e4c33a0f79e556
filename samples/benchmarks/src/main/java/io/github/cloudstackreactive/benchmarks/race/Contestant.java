package io.github.cloudstackreactive.benchmarks.race;

/** A client of one cloud, as one who lists all machines would use it. */
interface Contestant extends AutoCloseable {

    int PAGE_SIZE = 500;
    String API_KEY = "the-key-of-the-race";
    String SECRET_KEY = "the-secret-of-the-race";

    /** Lists all machines, page by page; ends early only when the time is up. */
    void list(RowCheck rows);

    @Override
    void close();
}
