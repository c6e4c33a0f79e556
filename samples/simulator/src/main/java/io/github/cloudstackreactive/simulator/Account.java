package io.github.cloudstackreactive.simulator;

import java.util.concurrent.atomic.AtomicInteger;

/** An account that may call a simulated cloud, with its one user's key pair and password. */
public final class Account {

    private final String name;
    private final String password;
    private final boolean admin;
    private final int index;
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile Keys keys;

    /** A key pair as it holds at one moment. */
    private record Keys(String apiKey, String secretKey) {}

    Account(String name, String apiKey, String secretKey, boolean admin, int index) {
        this(name, apiKey, secretKey, "", admin, index);
    }

    Account(String name, String apiKey, String secretKey, String password, boolean admin, int index) {
        this.name = name;
        this.keys = new Keys(apiKey, secretKey);
        this.password = password;
        this.admin = admin;
        this.index = index;
    }

    /** The account's name, which is also its user's name. */
    public String name() {
        return name;
    }

    /** The key that names the user in a request. */
    public String apiKey() {
        return keys.apiKey();
    }

    /** The key that a request is signed with. A fixture, not a secret; still, it is in no log and no {@code toString}. */
    public String secretKey() {
        return keys.secretKey();
    }

    /** What the user logs in with. A fixture too. */
    public String password() {
        return password;
    }

    /** Makes a new key pair, as {@code registerUserKeys} does; the one before it is good for nothing from now on. */
    synchronized void renewKeys() {
        int renewal = renewals.incrementAndGet();
        keys = new Keys(name + "-api-key-" + renewal, name + "-secret-" + renewal);
    }

    /** Whether this is a root admin, who may call every command and is not throttled by default. */
    public boolean admin() {
        return admin;
    }

    /** The account's id, as in {@code listAccounts}. */
    public String id() {
        return Kind.ACCOUNT.id(index);
    }

    /** The user's id, as in {@code listUsers}. */
    public String userId() {
        return Kind.USER.id(index);
    }

    /** The place among the cloud's accounts. */
    int index() {
        return index;
    }

    /** Root admins live in ROOT, all others in one domain below it. */
    String domainId() {
        return Kind.DOMAIN.id(admin ? 0 : 1);
    }

    String domain() {
        return admin ? "ROOT" : "acme";
    }

    String domainPath() {
        return admin ? "ROOT" : "ROOT/acme";
    }

    @Override
    public String toString() {
        return "Account[" + name + (admin ? ", admin]" : "]");
    }
}
