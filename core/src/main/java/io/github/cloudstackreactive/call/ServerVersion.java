package io.github.cloudstackreactive.call;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.limit.Lane;
import java.time.Duration;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The version of the server, as it tells it among its capabilities. */
final class ServerVersion {

    private static final String CAPABILITIES = "listCapabilities";

    private ServerVersion() {}

    /**
     * The version: asked for once, by all who want it together, and kept; what failed is not kept, and is asked again.
     *
     * @param exchange told of the version before anybody else, and of how many calls the server takes
     */
    static Mono<String> askedOnce(Calls calls, Exchange exchange) {
        Mono<String> shared = calls.execute(Command.of(CAPABILITIES))
                .map(capability -> {
                    String version = read(capability);
                    exchange.serverVersionLearned(version);
                    tellRate(capability, exchange);
                    return version;
                })
                // What is shared has nobody's deadline, and waits in nobody's lane.
                .contextWrite(context -> Deadline.removedFrom(context).delete(Lane.class))
                .cacheInvalidateIf(version -> false);
        return Deadline.ofEach(CAPABILITIES, shared.onErrorMap(CloudStackException.class, CloudStackException::again));
    }

    private static void tellRate(JsonNode capability, Exchange exchange) {
        int most = capability.path("apilimitmax").asInt(0);
        int seconds = capability.path("apilimitinterval").asInt(0);
        if (most < 1 || seconds < 1) {
            return;
        }
        try {
            exchange.rateTold(most, Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException beyondWhatIsKept) {
            // Any number may be configured. It is a hint, which refusals teach as well, and must not cost the version.
        }
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
