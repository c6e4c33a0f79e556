package io.github.cloudstackreactive.session;

/** Where a login stands: it is over, or it needs the code of the user's second factor. */
public sealed interface LoginStep permits LoggedIn, CodeNeeded {}
