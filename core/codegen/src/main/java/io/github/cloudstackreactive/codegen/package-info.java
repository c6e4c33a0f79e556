/** From the facts of the catalogs to the source of the typed API: commands, response types, areas. */
@NullMarked
package io.github.cloudstackreactive.codegen;

import org.jspecify.annotations.NullMarked;
