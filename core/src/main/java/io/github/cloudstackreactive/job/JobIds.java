package io.github.cloudstackreactive.job;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes job ids that nobody else makes, without blocking.
 *
 * <p>{@code UUID.randomUUID} reads the system's entropy at each call, which blocks; here it is read once, when the client
 * is built, and each id is a digest of that seed, a counter and the time: of two processes
 * restored from one snapshot, seed and counter are the same.
 */
final class JobIds {

    private static final int SEED = 32;

    private final byte[] seed = new byte[SEED];
    private final AtomicLong counter = new AtomicLong();

    JobIds() {
        new SecureRandom().nextBytes(seed);
    }

    String next() {
        ByteBuffer digest = ByteBuffer.wrap(sha256().digest(ByteBuffer.allocate(SEED + 4 * Long.BYTES)
                .put(seed)
                .putLong(counter.incrementAndGet())
                .putLong(System.nanoTime())
                .putLong(System.currentTimeMillis())
                .putLong(ProcessHandle.current().pid())
                .array()));
        long high = digest.getLong() & 0xFFFFFFFFFFFF0FFFL | 0x4000L; // version 4
        long low = digest.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L; // variant 2
        return new UUID(high, low).toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("This Java runtime lacks SHA-256.", missing);
        }
    }
}
