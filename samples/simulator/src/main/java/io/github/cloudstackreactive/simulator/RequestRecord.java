package io.github.cloudstackreactive.simulator;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that a simulated cloud received, as tests may look at it.
 *
 * <p>Keys, signatures, passwords and the like are replaced by three asterisks, and very long values are cut.
 *
 * @param at when it arrived, by the clock of the cloud
 * @param method the HTTP method
 * @param command the command; null if the request named none
 * @param parameters all decoded parameters, names as sent
 * @param status the status it was answered with; 0 if it was not answered
 */
public record RequestRecord(
        Instant at, String method, @Nullable String command, Map<String, String> parameters, int status) {}
