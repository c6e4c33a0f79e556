/** The seam through which every command is called, whoever calls it: by hand, or a generated facade. */
@NullMarked
package io.github.cloudstackreactive.call;

import org.jspecify.annotations.NullMarked;
