package io.github.cloudstackreactive.simulator;

import java.util.List;

/** The commands about a user's API keys. */
final class KeyCommands {

    private final List<Account> accounts;

    private KeyCommands(List<Account> accounts) {
        this.accounts = accounts;
    }

    static void addTo(Commands commands, List<Account> accounts) {
        KeyCommands keys = new KeyCommands(accounts);
        commands.add(
                "getUserKeys",
                "This command allows the user to query the seceret and API keys for the account",
                "id:uuid!",
                (call, caller) -> keys.of(keys.user(call, caller)));
        commands.add(
                "registerUserKeys",
                "This command allows a user to register for the developer API, returning a secret key and an API key.",
                "id:uuid!",
                (call, caller) -> {
                    Account user = keys.user(call, caller);
                    user.renewKeys();
                    return keys.of(user);
                });
    }

    /** One's own keys, and a root admin any user's. */
    private Account user(Call call, Account caller) {
        String id = call.required("id");
        for (Account account : accounts) {
            if (account.userId().equals(id)) {
                if (account != caller && !caller.admin()) {
                    throw Refusal.otherOwner();
                }
                return account;
            }
        }
        throw Refusal.unknownId(call.name(), "id", id);
    }

    private Answer of(Account user) {
        return Answer.object(
                "userkeys",
                new JsonText.Fields()
                        .text("apikey", user.apiKey())
                        .text("secretkey", user.secretKey())
                        .done());
    }
}
