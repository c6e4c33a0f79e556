package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a command was refused because it is newer than the server. */
final class CommandAge {

    // "4.22.0.0-SNAPSHOT", "4.11"
    private static final Pattern VERSION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})*).*");

    private CommandAge() {}

    /**
     * What the version has to do with a refusal; null where it has, or may have, nothing to do with it.
     *
     * @param server the server's version; null if this client does not know it
     */
    static @Nullable String hint(Description command, CloudStackException failure, @Nullable String server) {
        String since = command.since();
        if (since == null || !mayMeanUnknown(failure)) {
            return null;
        }
        if (server == null) {
            return "It exists since " + since + "; cloud.serverVersion() tells what this server is.";
        }
        return isOlder(server, since)
                ? command.name() + " came with CloudStack " + since + "; this server is " + server + "."
                : null;
    }

    // With API keys an unknown command is a 401, in a session and on the integration port a 432.
    private static boolean mayMeanUnknown(CloudStackException failure) {
        return failure instanceof ApiException refused && (refused.errorCode() == 401 || refused.errorCode() == 432);
    }

    static boolean isOlder(String version, String other) {
        Matcher one = VERSION.matcher(version);
        Matcher two = VERSION.matcher(other);
        if (!one.matches() || !two.matches()) {
            return false;
        }
        String[] mine = one.group(1).split("\\.", -1);
        String[] theirs = two.group(1).split("\\.", -1);
        for (int i = 0; i < Math.max(mine.length, theirs.length); i++) {
            int difference = Integer.compare(part(mine, i), part(theirs, i));
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private static int part(String[] version, int place) {
        return place < version.length ? Integer.parseInt(version[place]) : 0;
    }
}
