/** The wire: a request to the server and its reply back, over a pool of connections, TLS and proxies. */
@NullMarked
package io.github.cloudstackreactive.transport;

import org.jspecify.annotations.NullMarked;
