package io.github.cloudstackreactive.simulator;

/** One user logged in. */
final class Session {

    private final String id;
    private final String key;
    private final Account user;
    private volatile boolean verified;

    Session(String id, String key, Account user, boolean verified) {
        this.id = id;
        this.key = key;
        this.user = user;
        this.verified = verified;
    }

    String id() {
        return id;
    }

    String key() {
        return key;
    }

    Account user() {
        return user;
    }

    /** Whether the second factor, if there is one, was verified. */
    boolean verified() {
        return verified;
    }

    void verify() {
        verified = true;
    }
}
