package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.paging.FakeList.Row;
import io.github.cloudstackreactive.support.PublisherTck;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Schedulers;

/** Rows of pages that are fetched ahead, and come on several threads. */
public class ListFluxPrefetchTckTest extends PublisherTck<Row> {

    @Override
    public Publisher<Row> createPublisher(long elements) {
        int total = (int) elements;
        return new FakeList(asked -> FakeList.page(total, total, asked).publishOn(Schedulers.parallel()))
                .list()
                .pageSize(7)
                .prefetch(3);
    }
}
