package io.github.cloudstackreactive.simulator;

/** An account that may call a simulated cloud, with its one user's key pair. */
public final class Account {

    private final String name;
    private final String apiKey;
    private final String secretKey;
    private final boolean admin;
    private final int index;

    Account(String name, String apiKey, String secretKey, boolean admin, int index) {
        this.name = name;
        this.apiKey = apiKey;
        this.secretKey = secretKey;
        this.admin = admin;
        this.index = index;
    }

    /** The account's name, which is also its user's name. */
    public String name() {
        return name;
    }

    /** The key that names the user in a request. */
    public String apiKey() {
        return apiKey;
    }

    /** The key that a request is signed with. A fixture, not a secret; still, it is in no log and no {@code toString}. */
    public String secretKey() {
        return secretKey;
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
