package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.reply.Rows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of one page until it is whole; of a page that broke and came again, those of the last time. */
final class GatheredPage<T> {

    private final List<T> rows = new ArrayList<>();
    private @Nullable Long count;

    void add(Rows<T> arrived) {
        if (arrived.first()) {
            rows.clear();
        }
        rows.addAll(arrived.rows());
        count = arrived.count();
    }

    List<T> rows() {
        return rows;
    }

    /** The server's count, as far as it is known. */
    @Nullable
    Long count() {
        return count;
    }
}
