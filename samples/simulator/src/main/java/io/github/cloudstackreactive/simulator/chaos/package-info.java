/**
 * A proxy that spoils connections by a plan: for tests of what a client does when the network fails. It knows HTTP/1.1 only
 * as far as it must to find where a request or a reply ends, and nothing of the cloud behind it.
 */
@NullMarked
package io.github.cloudstackreactive.simulator.chaos;

import org.jspecify.annotations.NullMarked;
