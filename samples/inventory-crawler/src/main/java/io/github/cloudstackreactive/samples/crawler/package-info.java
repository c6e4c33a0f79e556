/** A command line program that crawls the inventory of a cloud, several lists at once over one client. */
@NullMarked
package io.github.cloudstackreactive.samples.crawler;

import org.jspecify.annotations.NullMarked;
