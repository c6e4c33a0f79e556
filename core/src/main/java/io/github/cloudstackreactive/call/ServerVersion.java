package io.github.cloudstackreactive.call;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.ProtocolException;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The version of the server, as it tells it among its capabilities. */
final class ServerVersion {

    private static final String CAPABILITIES = "listCapabilities";

    private ServerVersion() {}

    /**
     * The version: asked for once, by all who want it together, and kept; what failed is not kept, and is asked again.
     *
     * @param listener told of the version before anybody else
     */
    static Mono<String> askedOnce(Calls calls, Consumer<String> listener) {
        return calls.execute(Command.of(CAPABILITIES))
                .map(ServerVersion::read)
                .doOnNext(listener)
                .cacheInvalidateIf(version -> false);
    }

    private static String read(JsonNode capability) {
        String version = capability.path("cloudstackversion").asString("");
        if (version.isEmpty()) {
            throw new ProtocolException(
                    CAPABILITIES, 200, "The server does not tell its version: there is no cloudstackversion.", true);
        }
        return version;
    }
}
