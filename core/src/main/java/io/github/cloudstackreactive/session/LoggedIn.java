package io.github.cloudstackreactive.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A login that is over: calls may be made in its session.
 *
 * @param userId the user's id; null where the server names none, which none tried did
 * @param userName the user's name
 * @param account the name of his account
 * @param domainId the id of its domain
 * @param idleLimit after how long without a call the server ends the session; the next call then logs in again
 */
public record LoggedIn(
        @Nullable String userId,
        @Nullable String userName,
        @Nullable String account,
        @Nullable String domainId,
        @Nullable Duration idleLimit)
        implements LoginStep {}
