/** Where the endpoint, and the keys or the login beside it, come from: builder, environment, system properties, and the files users already have. */
@NullMarked
package io.github.cloudstackreactive.config;

import org.jspecify.annotations.NullMarked;
