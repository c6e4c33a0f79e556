package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.simulator.Simulator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

/** Places between pages, from which lists go on later or elsewhere. */
@Timeout(60)
class PageCursorTest {

    record Checkpoint(String of, PageCursor cursor) {}

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(130).defaultPageSize(40).start();
        client = Machine.admin(cloud).build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    private ListFlux<Machine> list() {
        return client.list(Machine.ALL).pageSize(20);
    }

    private PageCursor after(int pages) {
        return list().byPage().elementAt(pages - 1).block().next();
    }

    @Test
    void itIsReadFromItsText() {
        PageCursor cursor = after(2);

        assertThat(PageCursor.of(cursor.toString())).isEqualTo(cursor).hasSameHashCodeAs(cursor);
        assertThat(cursor.command()).isEqualTo(Machine.LIST);
        assertThat(cursor.pageSize()).isEqualTo(20);
        assertThat(cursor.nextPage()).isEqualTo(3);
        assertThat(cursor.rowsBefore()).isEqualTo(40);
        assertThat(cursor.toString()).startsWith("listVirtualMachines:20:3:40:");
    }

    @Test
    void itIsSerialised() throws Exception {
        PageCursor cursor = after(2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(cursor);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(cursor);
        }
    }

    @Test
    void jacksonWritesAndReadsItAsText() {
        JsonMapper mapper = JsonMapper.shared();
        Checkpoint checkpoint = new Checkpoint("crawl", after(3));

        String json = mapper.writeValueAsString(checkpoint);
        assertThat(json).contains("\"" + checkpoint.cursor() + "\"");
        assertThat(mapper.readValue(json, Checkpoint.class)).isEqualTo(checkpoint);
        assertThat(mapper.readValue(mapper.writeValueAsString(Map.of("c", checkpoint.cursor())), Map.class))
                .containsEntry("c", checkpoint.cursor().toString());
    }

    @Test
    void itHoldsNoValueOfAParameter() {
        PageCursor cursor = client.list(Machine.ALL.with("keyword", "vm-"))
                .pageSize(20)
                .byPage()
                .blockFirst()
                .next();

        assertThat(cursor.toString()).doesNotContain("vm-").doesNotContain("listall");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void anotherProcessGoesOnWithExactlyTheRest(int ahead) {
        List<String> all = cloud.rows(Machine.LIST).ids();
        for (int pages = 1; pages <= 6; pages++) {
            String text = after(pages).toString();
            cloud.resetRequests();
            try (CloudStackClient other = Machine.admin(cloud).pageSize(7).build()) {
                assertThat(Machine.ids(other.list(Machine.ALL)
                                .from(PageCursor.of(text))
                                .prefetch(ahead)))
                        .isEqualTo(all.subList(20 * pages, 130));
            }
            assertThat(cloud.requests(Machine.LIST)).isEqualTo(7 - pages);
        }
    }

    @Test
    void theLastPageHasNoNext() {
        List<Page<Machine>> pages = list().byPage().collectList().block();

        assertThat(pages).hasSize(7);
        assertThat(pages.subList(0, 6))
                .allSatisfy(page -> assertThat(page.next()).isNotNull());
        assertThat(pages.get(6).next()).isNull();
    }

    @Test
    void onePageByItselfSaysWhereTheListGoesOn() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        Page<Machine> third = list().page(3).block();

        assertThat(third.next()).isEqualTo(after(3));
        assertThat(Machine.ids(list().from(third.next()))).isEqualTo(all.subList(60, 130));
        assertThat(list().page(7).block().next()).as("after the last").isNull();
        assertThat(list().page(8).block().next()).as("beyond the last").isNull();
    }

    /** The size that the server has owned to take, not the one that was asked for first. */
    @Test
    void theSizeIsTheOneThatWasLearned() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        PageCursor cursor =
                client.list(Machine.ALL).pageSize(100).byPage().blockFirst().next();

        assertThat(cursor.pageSize()).isEqualTo(40);
        assertThat(Machine.ids(client.list(Machine.ALL).pageSize(100).from(cursor)))
                .isEqualTo(all.subList(40, 130));
    }

    @Test
    void theOrderInWhichParametersWereGivenIsNoOtherQuery() {
        PageCursor cursor = client.list(Machine.ALL.with("state", "Running").with("keyword", "vm"))
                .pageSize(20)
                .byPage()
                .blockFirst()
                .next();

        client.list(Machine.ALL.with("keyword", "vm").with("state", "Running")).from(cursor);
    }

    @Test
    void anotherListIsRefused() {
        PageCursor cursor = after(1);

        assertThatThrownBy(() -> client.list(Machine.listed("listVolumes")).from(cursor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listVirtualMachines")
                .hasMessageContaining("listVolumes");
        assertThatThrownBy(
                        () -> client.list(Machine.ALL.with("state", "Running")).from(cursor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other parameters");
        assertThatThrownBy(() -> client.list(Machine.ALL.with("listall", false)).from(cursor))
                .hasMessageContaining("other parameters");
    }

    @Test
    void whatIsAskedForAtOnceHasNoPlaceToBeginAt() {
        PageCursor cursor = after(1);

        assertThatThrownBy(() -> list().pageSize(-1).from(cursor)).hasMessageContaining("no place to begin");
        assertThatThrownBy(() -> list().snapshot().from(cursor)).hasMessageContaining("no place to begin");
        assertThatThrownBy(() -> client.list(Machine.ALL.paged(false)).from(cursor))
                .hasMessageContaining("no place to begin");
        assertThatThrownBy(() -> client.list(Machine.ALL.ignoresPage(true)).from(cursor))
                .hasMessageContaining("no place to begin");
    }

    /** Pages of another size begin elsewhere, so that rows would be missed or come twice. */
    @Test
    void theSizeOfPagesIsTheCursors() {
        ListFlux<Machine> rest = list().from(after(1));

        assertThatThrownBy(() -> rest.pageSize(30)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rest.pageSize(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(rest::snapshot).isInstanceOf(IllegalArgumentException.class);
        assertThat(Machine.ids(rest.pageSize(20))).hasSize(110);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "listVirtualMachines",
                "listVirtualMachines:20:3:40",
                "listVirtualMachines:20:3:40:0123",
                "listVirtualMachines:0:3:40:0123456789abcdef01234567",
                "listVirtualMachines:20:0:40:0123456789abcdef01234567",
                "listVirtualMachines:-20:3:40:0123456789abcdef01234567",
                "listVirtualMachines:20:3000000000:40:0123456789abcdef01234567",
                "list Virtual:20:3:40:0123456789abcdef01234567",
                "listVirtualMachines:20:3:40:0123456789abcdef01234567\n"
            })
    void garbageIsNoCursor(String text) {
        assertThatThrownBy(() -> PageCursor.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no cursor");
    }

    @Test
    void aListThatFailedInTheMiddleIsCompletedFromItsLastPage() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        List<Page<Machine>> done = new ArrayList<>();
        cloud.faults().onCommand(Machine.LIST).onPage(4).times(3).cutAfter(30_000);

        StepVerifier.create(list().byPage().doOnNext(done::add))
                .expectNextCount(3)
                .verifyError(TransportException.class);
        List<String> received = new ArrayList<>();
        done.forEach(page -> page.rows().forEach(row -> received.add(row.id())));
        received.addAll(Machine.ids(list().from(done.get(2).next())));

        assertThat(received).isEqualTo(all);
    }

    @Test
    void repeatsAreLeftOutFromThePlaceOn() {
        PageCursor cursor = after(2);
        List<String> before = cloud.rows(Machine.LIST).ids();

        assertThat(Machine.ids(list().withoutRepeats(100).from(cursor))).isEqualTo(before.subList(40, 130));
    }
}
