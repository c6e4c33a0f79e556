package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.paging.FakeList.Row;
import io.github.cloudstackreactive.support.PiecewiseTransport;
import io.github.cloudstackreactive.support.PiecewiseTransport.Arriving;
import io.github.cloudstackreactive.support.PublisherTck;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Rows of one reply that is taken from the wire as they are demanded, however long it is. */
public class ListFluxSnapshotTckTest extends PublisherTck<Row> {

    @Override
    public Publisher<Row> createPublisher(long elements) {
        return FakeList.over(new PiecewiseTransport(asked -> new Arriving(200, -1, reply(elements))))
                .snapshot();
    }

    private static Flux<byte[]> reply(long rows) {
        Flux<String> text = rows == 0
                ? Flux.just("{\"r\":{}}")
                : Flux.concat(
                        Flux.just("{\"r\":{\"count\":" + rows + ",\"row\":["),
                        Flux.range(1, (int) rows).map(id -> (id == 1 ? "" : ",") + "{\"id\":\"" + id + "\"}"),
                        Flux.just("]}}"));
        return text.map(each -> each.getBytes(StandardCharsets.UTF_8)).publishOn(Schedulers.parallel(), 2);
    }
}
