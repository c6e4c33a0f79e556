package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.reply.RowIdentities;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class SeenRowsTest {

    private static final int KNOWN = 1_000;

    /** Of rows with the ids 0 to 999. */
    private static final RowIdentities ROWS = identities();

    private static RowIdentities identities() {
        byte[] page = IntStream.range(0, KNOWN)
                .mapToObj(id -> "{\"id\":\"" + id + "\"}")
                .collect(Collectors.joining(",", "{\"r\":{\"row\":[", "]}}"))
                .getBytes(StandardCharsets.US_ASCII);
        RowIdentities all = new RowIdentities(1);
        new Decoder(Clock.systemUTC(), ReplyForm.JSON)
                .rows(
                        FakeList.LIST,
                        FakeList.LIST.parameters(),
                        new ReplyHead(200, "application/json", page.length),
                        Flux.just(Unpooled.wrappedBuffer(page)),
                        true,
                        false)
                .toIterable()
                .forEach(rows -> all.addAll(rows.identities()));
        assertThat(all.size()).isEqualTo(KNOWN);
        return all;
    }

    @Provide
    Arbitrary<List<Integer>> arrivals() {
        // Few ids, so that many come again, or more than any window.
        return Arbitraries.of(5, 60, KNOWN)
                .flatMap(
                        ids -> Arbitraries.integers().between(0, ids - 1).list().ofMaxSize(700));
    }

    /** As a set in the order of arrival, of which the oldest goes when there are too many. */
    @Property(tries = 400)
    void remembersTheLastRowsAsASetDoes(
            @ForAll("arrivals") List<Integer> arrivals, @ForAll @IntRange(min = 1, max = 400) int window) {
        SeenRows seen = new SeenRows(window);
        Set<Integer> model = new LinkedHashSet<>();
        for (int row : arrivals) {
            boolean isNew = !model.contains(row);
            assertThat(seen.contains(ROWS, row)).isEqualTo(!isNew);
            assertThat(seen.add(ROWS, row)).isEqualTo(isNew);
            if (isNew && model.size() == window) {
                model.remove(model.iterator().next());
            }
            model.add(row);
        }
        for (int row = 0; row < KNOWN; row++) {
            assertThat(seen.contains(ROWS, row)).as("row " + row).isEqualTo(model.contains(row));
        }
    }

    @Test
    void aWindowOfOneKnowsTheLastRowOnly() {
        SeenRows seen = new SeenRows(1);

        assertThat(seen.add(ROWS, 1)).isTrue();
        assertThat(seen.add(ROWS, 1)).isFalse();
        assertThat(seen.add(ROWS, 2)).isTrue();
        assertThat(seen.contains(ROWS, 1)).isFalse();
        assertThat(seen.contains(ROWS, 2)).isTrue();
    }

    @Test
    void aWindowWithoutEndTakesNoMoreThanItHolds() {
        SeenRows seen = new SeenRows(Integer.MAX_VALUE);

        for (int row = 0; row < KNOWN; row++) {
            assertThat(seen.add(ROWS, row)).isTrue();
        }
        for (int row = 0; row < KNOWN; row++) {
            assertThat(seen.add(ROWS, row)).isFalse();
        }
    }
}
