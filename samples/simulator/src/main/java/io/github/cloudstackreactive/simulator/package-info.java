/**
 * A simulated cloud, in this process and on a loopback port, that speaks the CloudStack API as a real 4.22 management
 * server was seen to speak it. It exists for tests and demonstrations and shares no code with any client.
 */
@NullMarked
package io.github.cloudstackreactive.simulator;

import org.jspecify.annotations.NullMarked;
