package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.paging.FakeList.Row;
import io.github.cloudstackreactive.support.PublisherTck;
import org.reactivestreams.Publisher;

/** Rows, page after page, all on the thread that demands them. */
public class ListFluxTckTest extends PublisherTck<Row> {

    @Override
    public Publisher<Row> createPublisher(long elements) {
        return FakeList.of((int) elements).list().pageSize(7);
    }
}
