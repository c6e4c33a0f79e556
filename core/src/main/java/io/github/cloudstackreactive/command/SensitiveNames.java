package io.github.cloudstackreactive.command;

import java.util.Locale;

/** Names whose values are taken for secrets though nobody declared them: in commands that no catalog describes, and in answers. */
public final class SensitiveNames {

    private static final String[] PARTS = {"pass", "secret", "privatekey", "token", "codefor2fa", "userdata"};

    private SensitiveNames() {}

    /** Whether what goes by this name, or a name like it, is to be taken for a secret. */
    public static boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        // userdataid and the like name a thing, they do not hold it.
        if (lower.endsWith("id")) {
            return false;
        }
        for (String part : PARTS) {
            if (lower.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
