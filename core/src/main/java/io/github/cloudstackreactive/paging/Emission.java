package io.github.cloudstackreactive.paging;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is emitted of a page: its rows one by one, or itself when it is whole. Private to one walk.
 *
 * @param <T> the type of a row
 * @param <E> what is emitted
 */
interface Emission<T, E> {

    boolean hasNext(PageFetch<T> page);

    /** The next of a page; only if {@link #hasNext} said that there is one. */
    E next(PageFetch<T> page);

    /** Rows as they arrive, but for those of a page that begins as the one before: they wait until it is known to differ. */
    static <T> Emission<T, T> ofRows(PageWalk<T> walk, @Nullable SeenRows seen) {
        return new Emission<>() {
            @Override
            public boolean hasNext(PageFetch<T> page) {
                return (page.isJudged() || !walk.mayBeARepeat(page)) && page.hasRow(seen);
            }

            @Override
            public T next(PageFetch<T> page) {
                return page.nextRow(seen);
            }
        };
    }

    /** Pages whole. */
    static <T> Emission<T, Page<T>> ofPages(@Nullable SeenRows seen) {
        return new Emission<>() {
            @Override
            public boolean hasNext(PageFetch<T> page) {
                return page.isJudged() && !page.isEmitted();
            }

            @Override
            public Page<T> next(PageFetch<T> page) {
                List<T> rows = new ArrayList<>();
                while (page.hasRow(seen)) {
                    rows.add(page.nextRow(seen));
                }
                page.emitted();
                return new Page<>(page.number(), rows, page.count(), page.cursor());
            }
        };
    }
}
