package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.UnavailableException;
import io.github.cloudstackreactive.simulator.RequestRecord;
import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.simulator.SimulatorBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** Pages that are fetched side by side. */
@Timeout(60)
class PagesAtOnceTest {

    private static final int ROWS = 400;
    private static final int SIZE = 10;
    private static final String WIDGETS = "listWidgets";

    private final AtomicInteger widgets = new AtomicInteger(65);
    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        start(Simulator.builder());
    }

    private void start(SimulatorBuilder builder) {
        cloud = builder.vms(ROWS)
                .command(
                        WIDGETS,
                        "listall:boolean page:integer pagesize:integer",
                        "id:string",
                        asked -> counting(asked.get("page"), asked.get("pagesize")))
                .command(
                        "listSame",
                        "listall:boolean page:integer pagesize:integer",
                        "id:string",
                        asked -> same(asked.get("pagesize")))
                .command(
                        "listTooMany",
                        "listall:boolean page:integer pagesize:integer",
                        "id:string",
                        asked -> tooMany(asked.get("page"), asked.get("pagesize")))
                .start();
        client = Machine.admin(cloud).build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    /** 65 widgets, whose count is the length of the page. */
    private String counting(String page, String size) {
        int from = (Integer.parseInt(page) - 1) * Integer.parseInt(size);
        int to = Math.max(from, Math.min(widgets.get(), from + Integer.parseInt(size)));
        return list(from, to, to - from);
    }

    /** The same rows for each page. */
    private static String same(String size) {
        return list(0, Integer.parseInt(size), ROWS);
    }

    /** 65 widgets, counted ten times over. */
    private static String tooMany(String page, String size) {
        int from = (Integer.parseInt(page) - 1) * Integer.parseInt(size);
        return list(Math.min(65, from), Math.min(65, from + Integer.parseInt(size)), 650);
    }

    private static String list(int from, int to, int count) {
        return IntStream.range(from, to)
                .mapToObj(row -> "{\"id\":\"w-" + row + "\"}")
                .collect(Collectors.joining(",", "{\"count\":" + count + ",\"widget\":[", "]}"));
    }

    private static List<String> widgetIds(int count) {
        return IntStream.range(0, count).mapToObj(row -> "w-" + row).toList();
    }

    private ListFlux<Machine> list(int ahead) {
        return client.list(Machine.ALL).pageSize(SIZE).prefetch(ahead);
    }

    private List<String> all() {
        return cloud.rows(Machine.LIST).ids();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void soManyAreInFlightAndNeverMoreAndRowsKeepTheirOrder(int ahead) {
        cloud.faults().onCommand(Machine.LIST).always().latency(Duration.ofMillis(ahead < 4 ? 30 : 100));

        assertThat(Machine.ids(list(ahead))).isEqualTo(all());
        assertThat(cloud.mostAtOnce(Machine.LIST)).isEqualTo(ahead);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(ROWS / SIZE + 1);
    }

    @Test
    void withoutOrderNoMoreAreInFlightAndAllRowsCome() {
        cloud.faults().onCommand(Machine.LIST).always().latency(Duration.ofMillis(30));

        assertThat(Machine.ids(list(4).unordered())).containsExactlyInAnyOrderElementsOf(all());
        assertThat(cloud.mostAtOnce(Machine.LIST)).isEqualTo(4);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(ROWS / SIZE + 1);
    }

    @Test
    void whereTheCountIsThePagesLengthTheyComeOneAfterTheOther() {
        cloud.faults().onCommand(WIDGETS).always().latency(Duration.ofMillis(30));

        assertThat(Machine.ids(
                        client.list(Machine.listed(WIDGETS)).pageSize(SIZE).prefetch(8)))
                .isEqualTo(widgetIds(65));
        assertThat(cloud.mostAtOnce(WIDGETS)).isEqualTo(1);
        assertThat(cloud.requests(WIDGETS)).isEqualTo(7);
    }

    @Test
    void whereAPageMayBeFilteredTheyComeOneAfterTheOther() {
        cloud.faults().onCommand(Machine.LIST).always().latency(Duration.ofMillis(10));
        UntypedCommand<Machine> filtered = Machine.ALL.postFiltered(true);

        assertThat(Machine.ids(client.list(filtered).pageSize(50).prefetch(8))).isEqualTo(all());
        assertThat(cloud.mostAtOnce(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void aFastPageDoesNotWaitForASlowOneWhereOrderDoesNotMatter() {
        List<String> all = all();
        cloud.faults().onCommand(Machine.LIST).onPage(2).latency(Duration.ofMillis(800));
        List<String> unordered = Machine.ids(list(3).unordered());
        cloud.faults().onCommand(Machine.LIST).onPage(2).latency(Duration.ofMillis(800));
        List<String> ordered = Machine.ids(list(3));

        assertThat(ordered).isEqualTo(all);
        assertThat(unordered).containsExactlyInAnyOrderElementsOf(all);
        assertThat(unordered.indexOf(all.get(SIZE)))
                .as("the first of page 2")
                .isGreaterThan(unordered.indexOf(all.get(3 * SIZE - 1)));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "4, false", "4, true"})
    void withoutDemandNoMoreThanSoManyPagesAreHeld(int ahead, boolean unordered) {
        ListFlux<Machine> list = unordered ? list(ahead).unordered() : list(ahead);

        StepVerifier.create(list, 1)
                .expectNextCount(1)
                .thenAwait(Duration.ofMillis(500))
                .then(() -> assertThat(cloud.requests(Machine.LIST)).isEqualTo(1 + ahead))
                .thenRequest(SIZE - 1)
                .expectNextCount(SIZE - 1)
                .thenAwait(Duration.ofMillis(300))
                .then(() -> assertThat(cloud.requests(Machine.LIST)).isEqualTo(1 + ahead))
                .thenRequest(1)
                .expectNextCount(1)
                .thenAwait(Duration.ofMillis(300))
                .then(() -> assertThat(cloud.requests(Machine.LIST)).isEqualTo(2 + ahead))
                .thenCancel()
                .verify();
    }

    @Test
    void cancelEndsAllThatAreInFlight() throws Exception {
        for (int page = 2; page <= 5; page++) {
            cloud.faults().onCommand(Machine.LIST).onPage(page).latency(Duration.ofSeconds(30));
        }
        Disposable running = list(4).subscribe();
        for (int look = 0; look < 1_000 && cloud.requests(Machine.LIST) < 5; look++) {
            Thread.sleep(5);
        }
        assertThat(cloud.connections().open()).isEqualTo(4);

        running.dispose();

        for (int look = 0; look < 500 && cloud.connections().open() > 0; look++) {
            Thread.sleep(10);
        }
        assertThat(cloud.connections().open()).isZero();
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"503, false", "429, false", "503, true", "429, true"})
    void aServerThatRefusesAStormIsAskedForFewerAtOnceAndTheListIsWhole(int status, boolean unordered) {
        cloud.faults().onCommand(Machine.LIST).always().latency(Duration.ofMillis(80));
        cloud.faults().onCommand(Machine.LIST).whenMoreThan(2).always().status(status);
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        ListFlux<Machine> list = unordered ? list(8).unordered() : list(8);

        list.map(Machine::id).doOnNext(received::add).blockLast(Duration.ofSeconds(40));

        assertThat(unordered ? received.stream().sorted().toList() : received)
                .isEqualTo(unordered ? all().stream().sorted().toList() : all());
        List<Integer> statuses =
                cloud.lastRequests().stream().map(RequestRecord::status).toList();
        assertThat(statuses).contains(status);
        // As one who does not learn would be refused over and over.
        assertThat(statuses.stream().filter(each -> each == status).count()).isLessThan(60);
    }

    @Test
    void aServerThatRefusesEvenOneAtATimeEndsTheListAfterTheRowsBefore() {
        cloud.faults().onCommand(Machine.LIST).onPage(3).always().status(503);

        StepVerifier.create(list(4).map(Machine::id))
                .expectNextSequence(all().subList(0, 2 * SIZE))
                .verifyError(UnavailableException.class);
        assertThat(cloud.lastRequests().stream()
                        .filter(request -> request.status() == 503)
                        .count())
                .as("three tries, and as many for each time that others were there")
                .isBetween(3L, 12L);
    }

    @Test
    void aServerThatGainsNothingIsAskedForFewerAtOnce() {
        stop();
        start(Simulator.builder().latency(Duration.ofMillis(5)).latencyPerOtherCall(Duration.ofMillis(300)));
        for (int warm = 0; warm < 20; warm++) {
            list(0).take(SIZE).blockLast();
        }
        cloud.resetRequests();
        AtomicInteger rows = new AtomicInteger();
        List<Integer> most = new ArrayList<>();

        List<String> received = list(4).doOnNext(row -> {
                    // Counted anew from each reset; the end, where few are left, is not looked at.
                    if (rows.incrementAndGet() % (ROWS / 4) == 0) {
                        most.add(cloud.mostAtOnce(Machine.LIST));
                        cloud.resetRequests();
                    }
                })
                .map(Machine::id)
                .collectList()
                .block(Duration.ofSeconds(40));

        assertThat(received).isEqualTo(all());
        assertThat(most.get(0)).isEqualTo(4);
        assertThat(most.get(2)).as("of " + most).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"3, false", "3, true", "8, false"})
    void aCountThatIsTooLargeCostsSoManyRequestsAtMost(int ahead, boolean unordered) {
        cloud.faults().onCommand("listTooMany").always().latency(Duration.ofMillis(20));
        ListFlux<Machine> list =
                client.list(Machine.listed("listTooMany")).pageSize(SIZE).prefetch(ahead);

        assertThat(Machine.ids(unordered ? list.unordered() : list)).containsExactlyInAnyOrderElementsOf(widgetIds(65));
        assertThat(cloud.requests("listTooMany")).isBetween(8, 7 + 1 + ahead);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void aListThatIgnoresPagesIsFoundOutBeforeARowComesTwice(int ahead) {
        StepVerifier.create(client.list(Machine.listed("listSame"))
                        .pageSize(SIZE)
                        .prefetch(ahead)
                        .map(Machine::id))
                .expectNextSequence(widgetIds(SIZE))
                .verifyErrorSatisfies(thrown ->
                        assertThat(thrown).isInstanceOf(ProtocolException.class).hasMessageContaining("pagesize=-1"));
        assertThat(cloud.requests("listSame")).isBetween(2, 2 + ahead);
    }

    @Test
    void aListThatIgnoresPagesIsFoundOutWithoutOrderToo() {
        StepVerifier.create(client.list(Machine.listed("listSame"))
                        .pageSize(SIZE)
                        .prefetch(4)
                        .unordered())
                .thenConsumeWhile(row -> true)
                .verifyError(ProtocolException.class);
        assertThat(cloud.requests("listSame")).isLessThanOrEqualTo(6);
    }

    @Test
    void anErrorOfAPageEndsTheListAfterTheRowsBeforeIt() {
        cloud.faults().onCommand(Machine.LIST).onPage(4).always().status(431, "no");
        cloud.faults().onCommand(Machine.LIST).onPage(2).latency(Duration.ofMillis(300));

        StepVerifier.create(list(6).map(Machine::id))
                .expectNextSequence(all().subList(0, 3 * SIZE))
                .verifyErrorMessage(client.list(Machine.ALL)
                        .pageSize(SIZE)
                        .page(4)
                        .map(page -> "")
                        .onErrorResume(thrown -> reactor.core.publisher.Mono.just(thrown.getMessage()))
                        .block());
    }
}
