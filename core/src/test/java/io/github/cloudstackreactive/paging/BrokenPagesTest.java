package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Call;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.simulator.Faults;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** Pages whose connection breaks while they arrive. */
@Timeout(60)
class BrokenPagesTest {

    private static final int ROWS = 250;
    private static final String WIDGETS = "listWidgets";

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder()
                .vms(ROWS)
                .command(
                        WIDGETS,
                        "listall:boolean page:integer pagesize:integer",
                        "name:string",
                        asked -> widgets(asked.get("page"), asked.get("pagesize")))
                .command(
                        "listTemplates",
                        "listall:boolean page:integer pagesize:integer",
                        "id:string",
                        asked -> templates(asked.get("page"), asked.get("pagesize")))
                .command(
                        "listAlike",
                        "listall:boolean page:integer pagesize:integer",
                        "name:string",
                        asked -> alike(asked.get("page"), asked.get("pagesize")))
                .command("claimWidgets", "", "id:string", asked -> widgets("1", "50"))
                .start();
        client = Machine.admin(cloud).build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    /** A plugin's rows, which have no id; each is twice as long as the one before, up to a KB. */
    private static String widgets(String page, String size) {
        return rows(
                page,
                size,
                "widget",
                row -> "{\"name\":\"w-" + row + "\",\"note\":\"" + "x".repeat(row % 10 * 100) + "\"}");
    }

    /** Rows of three kinds, of which one looks like the other. */
    private static String alike(String page, String size) {
        return rows(page, size, "thing", row -> "{\"name\":\"" + row % 3 + "\",\"note\":\"" + "x".repeat(500) + "\"}");
    }

    /** Each template has a row for each of two zones. */
    private static String templates(String page, String size) {
        return rows(
                page,
                size,
                "template",
                row -> "{\"id\":\"t-" + row / 2 + "\",\"zoneid\":\"z-" + row % 2 + "\",\"note\":\"" + "x".repeat(500)
                        + "\"}");
    }

    private static String rows(String page, String size, String item, java.util.function.IntFunction<String> row) {
        int from = (Integer.parseInt(page) - 1) * Integer.parseInt(size);
        int to = Math.min(ROWS, from + Integer.parseInt(size));
        return IntStream.range(from, to)
                .mapToObj(row)
                .collect(Collectors.joining(",", "{\"count\":" + ROWS + ",\"" + item + "\":[", "]}"));
    }

    private Faults.Rule page(int number) {
        return cloud.faults().onCommand(Machine.LIST).onPage(number);
    }

    @ParameterizedTest(name = "after {0} bytes of a page of {1} rows")
    @CsvSource({
        "0, 100",
        "1, 100",
        "60, 100",
        "700, 100",
        "5001, 100",
        "60000, 100",
        "100003, 100",
        "150100, 100",
        "700, 10",
        "5001, 10",
        "12345, 10"
    })
    void aPageThatBreaksIsAskedForAgainAndEachRowComesOnceAndInOrder(int bytes, int size) {
        List<String> all = cloud.rows(Machine.LIST).ids();
        page(2).cutAfter(bytes);

        assertThat(Machine.ids(client.list(Machine.ALL).pageSize(size))).isEqualTo(all);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(ROWS / size + 1 + 1);
        assertThat(cloud.faults().pending()).isZero();
    }

    @ParameterizedTest(name = "{0} and then {1} bytes")
    @CsvSource({"150000, 50000", "50000, 150000", "100001, 100001", "150000, 0"})
    void aPageThatBreaksTwiceInARowIsAskedForAThirdTime(int first, int second) {
        List<String> all = cloud.rows(Machine.LIST).ids();
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger before = new AtomicInteger();
        page(1).cutAfter(first);
        page(1).cutAfter(second);
        page(1).after(2).firstDo(() -> before.set(received.size()));

        client.list(Machine.ALL)
                .pageSize(100)
                .map(Machine::id)
                .doOnNext(received::add)
                .blockLast();

        assertThat(before.get()).as("rows out before the third try").isBetween(10, 99);
        assertThat(received).isEqualTo(all);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(5);
    }

    /** What is deleted makes room in the page for the next row; that came neither in the first try nor comes in page 2. */
    @ParameterizedTest
    @ValueSource(ints = {0, 20, 90})
    void machinesDeletedBetweenTheTriesMakeNoOtherComeTwiceOrNever(int deleted) {
        List<String> all = cloud.rows(Machine.LIST).ids();
        page(1).cutAfter(100_000);
        page(1).after(1).firstDo(() -> cloud.rows(Machine.LIST).delete(all.subList(deleted, deleted + 3)));

        List<String> received = Machine.ids(client.list(Machine.ALL).pageSize(100));

        assertThat(received).doesNotHaveDuplicates().isSubsetOf(all);
        assertThat(received)
                .filteredOn(id -> !all.subList(deleted, deleted + 3).contains(id))
                .containsExactlyElementsOf(cloud.rows(Machine.LIST).ids());
        // Those that were out already cannot be called back.
        assertThat(received.containsAll(all.subList(deleted, deleted + 3))).isEqualTo(deleted < 90);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 10_000, 44_000})
    void rowsWithoutAnIdAreKnownByTheirBytes(int bytes) {
        cloud.faults().onCommand(WIDGETS).onPage(2).cutAfter(bytes);

        assertThat(client.list(Machine.listed(WIDGETS))
                        .pageSize(100)
                        .map(Machine::name)
                        .collectList()
                        .block())
                .isEqualTo(IntStream.range(0, ROWS).mapToObj(row -> "w-" + row).toList());
        assertThat(cloud.requests(WIDGETS)).isEqualTo(4);
    }

    @Test
    void rowsWithoutAnIdThatLookAlikeAreSeveralNevertheless() {
        cloud.faults().onCommand("listAlike").onPage(1).cutAfter(40_000);
        cloud.faults().onCommand("listAlike").onPage(1).cutAfter(20_000);
        cloud.faults().onCommand("listAlike").onPage(3).cutAfter(10_000);

        assertThat(client.list(Machine.listed("listAlike"))
                        .pageSize(100)
                        .count()
                        .block())
                .isEqualTo(ROWS);
        assertThat(cloud.requests("listAlike")).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 5_500, 30_000, 50_000})
    void aTemplatesRowsOfSeveralZonesAreNotTakenForOne(int bytes) {
        cloud.faults().onCommand("listTemplates").onPage(2).cutAfter(bytes);

        assertThat(client.list(Machine.listed("listTemplates"))
                        .pageSize(100)
                        .map(row -> row.id() + " " + row.zoneid())
                        .collectList()
                        .block())
                .isEqualTo(IntStream.range(0, ROWS)
                        .mapToObj(row -> "t-" + row / 2 + " z-" + row % 2)
                        .toList());
        assertThat(cloud.requests("listTemplates")).isEqualTo(4);
    }

    @Test
    void aPageIsGivenWholeAndOnceHoweverOftenItBroke() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        page(1).cutAfter(150_000);
        page(1).cutAfter(50_000);

        StepVerifier.create(client.list(Machine.ALL).pageSize(100).byPage())
                .assertNext(page -> {
                    assertThat(page.number()).isEqualTo(1);
                    assertThat(page.rows()).extracting(Machine::id).isEqualTo(all.subList(0, 100));
                })
                .assertNext(
                        page -> assertThat(page.rows()).extracting(Machine::id).isEqualTo(all.subList(100, 200)))
                .assertNext(
                        page -> assertThat(page.rows()).extracting(Machine::id).isEqualTo(all.subList(200, 250)))
                .verifyComplete();
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(5);
    }

    @Test
    void onePageByItselfIsWholeToo() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        page(2).cutAfter(150_000);

        assertThat(client.list(Machine.ALL).pageSize(100).page(2).block().rows())
                .extracting(Machine::id)
                .isEqualTo(all.subList(100, 200));
    }

    @Test
    void pagesThatBreakSideBySideAreEachMadeWhole() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        for (int number = 1; number <= 13; number++) {
            page(number).cutAfter(3_000 * number);
        }

        assertThat(Machine.ids(client.list(Machine.ALL).pageSize(20).prefetch(4)))
                .isEqualTo(all);
        assertThat(cloud.faults().pending()).isZero();
        for (int number = 1; number <= 13; number++) {
            page(number).cutAfter(3_000 * number);
        }
        assertThat(Machine.ids(client.list(Machine.ALL).pageSize(20).prefetch(4).unordered()))
                .containsExactlyInAnyOrderElementsOf(all);
    }

    /** A row that had been looked at, but was not demanded, when its page broke has not been seen by the subscriber. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void aRowThatWasNotDemandedBeforeTheBreakIsNoRepeat(int demand) {
        List<String> all = cloud.rows(Machine.LIST).ids();
        List<String> received = new ArrayList<>();
        CountDownLatch whole = new CountDownLatch(1);
        CallListener listener = new CallListener() {
            @Override
            public void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {
                whole.countDown();
            }
        };
        page(1).cutAfter(150_000);

        try (CloudStackClient watched = Machine.admin(cloud).listener(listener).build()) {
            StepVerifier.create(
                            watched.list(Machine.ALL)
                                    .pageSize(100)
                                    .withoutRepeats(1000)
                                    .map(Machine::id),
                            demand)
                    .recordWith(() -> received)
                    .expectNextCount(demand)
                    .then(() -> await(whole))
                    .thenRequest(Long.MAX_VALUE)
                    .thenConsumeWhile(row -> true)
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
        }
        assertThat(received).isEqualTo(all);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whenTheTriesRunOutTheErrorComesAfterTheRowsThatDid() {
        List<String> all = cloud.rows(Machine.LIST).ids();
        List<String> received = new ArrayList<>();
        page(2).always().cutAfter(100_000);

        StepVerifier.create(client.list(Machine.ALL).pageSize(100).map(Machine::id))
                .recordWith(() -> received)
                .thenConsumeWhile(row -> true)
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining(Machine.LIST));
        assertThat(received.size()).isBetween(110, 199);
        assertThat(received).isEqualTo(all.subList(0, received.size()));
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1 + 3);
    }

    @Test
    void aPageThatBreaksIsNotGivenInPartByPage() {
        page(2).always().cutAfter(100_000);

        StepVerifier.create(client.list(Machine.ALL).pageSize(100).byPage())
                .assertNext(page -> assertThat(page.rows()).hasSize(100))
                .verifyError(TransportException.class);
    }

    @Test
    void aListThatIsNotSafeIsNeverAskedForAgain() {
        assertThatThrownBy(() -> client.list(Command.of("claimWidgets", Machine.class)))
                .hasMessageContaining("not safe");
        cloud.faults().onCommand("claimWidgets").always().cutAfter(10_000);

        StepVerifier.create(
                        client.execute(Command.of("claimWidgets", Machine.class).answersList()))
                .verifyError(OutcomeUnknownException.class);
        assertThat(cloud.requests("claimWidgets")).isEqualTo(1);
    }
}
