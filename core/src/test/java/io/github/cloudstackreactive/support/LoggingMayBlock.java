package io.github.cloudstackreactive.support;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** The tests' logger writes to the console, which blocks; a service's logger is its own choice. */
public final class LoggingMayBlock implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("org.slf4j.simple.SimpleLogger", "write");
        builder.allowBlockingCallsInside("org.slf4j.simple.SimpleLogger", "handleNormalizedLoggingCall");
    }
}
