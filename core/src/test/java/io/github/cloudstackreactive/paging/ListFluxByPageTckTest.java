package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.paging.FakeList.Row;
import io.github.cloudstackreactive.support.PublisherTck;
import java.util.List;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import org.testng.SkipException;
import org.testng.annotations.Test;
import reactor.core.scheduler.Schedulers;

/** Pages, fetched ahead. */
public class ListFluxByPageTckTest extends PublisherTck<Page<Row>> {

    private static final int SIZE = 3;

    @Override
    public Publisher<Page<Row>> createPublisher(long elements) {
        return new FakeList(asked -> {
                    int page = Integer.parseInt(asked.get("page"));
                    // The last is not full, so that no page is asked for after it.
                    int rows = page < elements ? SIZE : page == elements ? SIZE - 1 : 0;
                    List<Integer> ids = IntStream.range(0, rows)
                            .mapToObj(row -> page * SIZE + row)
                            .toList();
                    int count = (int) Math.max(0, Math.min(Integer.MAX_VALUE, elements * SIZE - 1));
                    return FakeList.rows(ids, count).publishOn(Schedulers.parallel());
                })
                .list()
                .pageSize(SIZE)
                .prefetch(2)
                .byPage();
    }

    @Test
    @Override
    public void optional_spec105_emptyStreamMustTerminateBySignallingOnComplete() {
        throw new SkipException("Every page that was asked for comes, so that there is one at least.");
    }
}
