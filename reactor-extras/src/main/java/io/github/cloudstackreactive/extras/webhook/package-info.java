/** CloudStack's webhook deliveries as wake-ups of the jobs that a client waits for. */
@NullMarked
package io.github.cloudstackreactive.extras.webhook;

import org.jspecify.annotations.NullMarked;
