package io.github.cloudstackreactive.support;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What is not ours and may block: the tests' logger, which writes to the console, Netty where it grows, and the queue of the
 * TCK's subscriber.
 */
public final class AllowedToBlock implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("org.slf4j.simple.SimpleLogger", "write");
        builder.allowBlockingCallsInside("org.slf4j.simple.SimpleLogger", "handleNormalizedLoggingCall");
        // Seen with 4.2.15: adding a magazine waits for the lock of another (StampedLock in Magazine.free).
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free");
        // Its DNS resolver seeds its query ids once, from the system's entropy.
        builder.allowBlockingCallsInside("io.netty.resolver.dns.DnsQueryIdSpace", "newBucket");
        // The TCK's subscriber locks a queue that the test's thread reads at the same time.
        builder.allowBlockingCallsInside("org.reactivestreams.tck.TestEnvironment$Receptacle", "add");
        builder.allowBlockingCallsInside("org.reactivestreams.tck.TestEnvironment$Receptacle", "complete");
    }
}
