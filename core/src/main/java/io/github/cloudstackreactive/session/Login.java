package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A user's name, password and domain, of which nothing shows in a log, a message or {@link #toString()}. */
public final class Login {

    private final String userName;
    private final String password;
    private final @Nullable String domain;

    private Login(String userName, String password, @Nullable String domain) {
        this.userName = userName;
        this.password = password;
        this.domain = domain;
    }

    /**
     * A user of the domain ROOT.
     *
     * @throws IllegalArgumentException if the name is blank or the password empty
     */
    public static Login of(String userName, String password) {
        if (userName.isBlank()) {
            throw new IllegalArgumentException("The user name is blank.");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("The password is empty.");
        }
        return new Login(userName, password, null);
    }

    /**
     * The same user name and password in another domain.
     *
     * @param path the domain's path without ROOT, such as {@code /acme} or {@code acme/sales} (both forms were tried)
     */
    public Login inDomain(String path) {
        return new Login(userName, password, path);
    }

    // Safe: a second login opens a second session, which ends by itself. By POST whatever is set: by GET the server
    // answers 405.
    UntypedCommand<JsonNode> command() {
        UntypedCommand<JsonNode> login =
                Command.of("login").safe(true).with("username", userName).withSensitive("password", password);
        return domain == null ? login : login.with("domain", domain);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Login that
                && userName.equals(that.userName)
                && password.equals(that.password)
                && Objects.equals(domain, that.domain);
    }

    @Override
    public int hashCode() {
        return Objects.hash(userName, password, domain);
    }

    /** Says that there is a login, and nothing of it. */
    @Override
    public String toString() {
        return "Login[hidden]";
    }
}
