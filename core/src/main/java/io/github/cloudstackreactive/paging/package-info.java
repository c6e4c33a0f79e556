/** Pages into rows: a list is asked for page by page, as its subscriber demands and no further. */
@NullMarked
package io.github.cloudstackreactive.paging;

import org.jspecify.annotations.NullMarked;
