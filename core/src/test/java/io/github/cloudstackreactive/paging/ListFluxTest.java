package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.paging.FakeList.Row;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class ListFluxTest {

    // Demand.

    @Test
    void asksNothingBeforeASubscriptionNorBeforeDemand() {
        FakeList cloud = FakeList.of(3);
        ListFlux<Row> list = cloud.list();
        assertThat(cloud.requests()).isZero();

        StepVerifier.create(list, 0)
                .thenAwait()
                .then(() -> assertThat(cloud.requests()).isZero())
                .thenCancel()
                .verify();
    }

    @Test
    void takingThreeOfManyCostsOneRequest() {
        FakeList cloud = FakeList.of(10_000);

        StepVerifier.create(cloud.list().take(3).map(Row::id))
                .expectNext("1", "2", "3")
                .verifyComplete();
        assertThat(cloud.requests()).isEqualTo(1);
    }

    @Test
    void asksForTheNextPageOnlyWhenAllIsEmittedAndDemandRemains() {
        FakeList cloud = FakeList.of(5);

        StepVerifier.create(cloud.list().pageSize(2), 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(cloud.requests()).isEqualTo(1))
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(cloud.requests())
                        .as("page emitted, no demand left")
                        .isEqualTo(1))
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(cloud.requests()).isEqualTo(2))
                .thenRequest(2)
                .expectNextCount(2)
                .verifyComplete();
        assertThat(cloud.pages()).containsExactly("1", "2", "3");
    }

    @Test
    void completesWithTheLastRowWithoutFurtherDemand() {
        StepVerifier.create(FakeList.of(3).list(), 3).expectNextCount(3).verifyComplete();
    }

    @Test
    void anEmptyListCompletesAfterOneRequest() {
        FakeList cloud = FakeList.of(0);

        StepVerifier.create(cloud.list()).verifyComplete();
        assertThat(cloud.requests()).isEqualTo(1);
    }

    @Test
    void everySubscriptionBeginsAnew() {
        FakeList cloud = FakeList.of(3);
        ListFlux<Row> list = cloud.list().pageSize(2);

        assertThat(list.count().block()).isEqualTo(3);
        assertThat(list.count().block()).isEqualTo(3);
        assertThat(cloud.pages()).containsExactly("1", "2", "1", "2");
    }

    @Test
    void refusesADemandThatIsNone() {
        AtomicReference<Throwable> dropped = new AtomicReference<>();
        StepVerifier.create(FakeList.of(1).list(), 0)
                .consumeSubscriptionWith(subscription -> {
                    try {
                        subscription.request(0);
                    } catch (RuntimeException refused) {
                        dropped.set(refused);
                    }
                })
                .thenRequest(1)
                .expectNextCount(1)
                .verifyComplete();
    }

    /** Whatever the demand, at whatever page size, the rows come all, in order, and never more than asked for. */
    @Property(tries = 300)
    void emitsExactlyWhatIsDemanded(
            @ForAll @IntRange(max = 40) int total,
            @ForAll @IntRange(min = 1, max = 9) int pageSize,
            @ForAll @IntRange(min = 1, max = 11) int batch,
            @ForAll @IntRange(max = 3) int prefetch) {
        FakeList cloud = FakeList.of(total);
        List<String> received = new ArrayList<>();
        AtomicBoolean complete = new AtomicBoolean();
        var subscriber = new reactor.core.publisher.BaseSubscriber<Row>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

            @Override
            protected void hookOnNext(Row row) {
                received.add(row.id());
            }

            @Override
            protected void hookOnComplete() {
                complete.set(true);
            }
        };
        cloud.list().pageSize(pageSize).prefetch(prefetch).subscribe(subscriber);
        int demanded = 0;
        while (!complete.get()) {
            subscriber.request(batch);
            demanded += batch;
            assertThat(received).hasSize(Math.min(demanded, total));
            int fullPages = total / pageSize + 1;
            int due = Math.min(fullPages, (Math.min(demanded, total + 1) - 1) / pageSize + 1);
            assertThat(cloud.requests()).isBetween(due, Math.min(fullPages, due + prefetch));
        }
        assertThat(received).isEqualTo(FakeList.ids(1, total));
    }

    // Prefetch.

    @Test
    void prefetchKeepsSoManyPagesAheadOfTheDemand() {
        FakeList cloud = FakeList.of(20);

        StepVerifier.create(cloud.list().pageSize(2).prefetch(3), 0)
                .then(() -> assertThat(cloud.requests())
                        .as("not before the first demand")
                        .isZero())
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(cloud.requests()).isEqualTo(4))
                .thenRequest(2)
                .expectNextCount(2)
                .then(() -> assertThat(cloud.requests()).isEqualTo(5))
                .thenCancel()
                .verify();
    }

    @Test
    void whatComesAtOnceIsAskedForOnceHoweverFarAhead() {
        FakeList cloud = FakeList.of(600);
        List<ListFlux<Row>> lists = List.of(
                cloud.list().pageSize(-1),
                cloud.list().snapshot(),
                cloud.list(FakeList.LIST.ignoresPage(true)),
                new FakeList(asked -> FakeList.rows(
                                IntStream.rangeClosed(1, 600).boxed().toList(), 600))
                        .list(FakeList.LIST.paged(false)));

        for (ListFlux<Row> list : lists) {
            assertThat(ids(list.prefetch(4))).isEqualTo(FakeList.ids(1, 600));
            assertThat(ids(list.prefetch(4).unordered())).isEqualTo(FakeList.ids(1, 600));
        }
        assertThat(cloud.requests()).isEqualTo(6);
    }

    @Test
    void theEndOfAListIsTheSameWhicheverPageComesFirst() {
        for (boolean lastFirst : new boolean[] {true, false}) {
            Sinks.One<Reply> second = Sinks.one();
            Sinks.One<Reply> third = Sinks.one();
            FakeList cloud = new FakeList(asked -> switch (asked.get("page")) {
                case "1" -> FakeList.rows(List.of(1, 2), 6);
                case "2" -> second.asMono();
                default -> third.asMono();
            });
            List<String> rows = new ArrayList<>();
            AtomicBoolean complete = new AtomicBoolean();
            cloud.list()
                    .pageSize(2)
                    .prefetch(3)
                    .subscribe(row -> rows.add(row.id()), error -> {}, () -> complete.set(true));

            // By the second page the list has become shorter: what was asked for ahead is not there any more.
            Runnable end =
                    () -> second.tryEmitValue(FakeList.rows(List.of(3), 3).block());
            Runnable beyond =
                    () -> third.tryEmitValue(FakeList.rows(List.of(4, 5), 5).block());
            (lastFirst ? beyond : end).run();
            (lastFirst ? end : beyond).run();
            assertThat(rows).as("last first: %s", lastFirst).containsExactly("1", "2", "3");
            assertThat(complete).isTrue();
        }
    }

    @Test
    void whoGoesOnAfterErrorsIsShownNothingFromInside() {
        List<Object> shown = new ArrayList<>();
        FakeList cloud = new FakeList(asked -> ScriptedTransport.ok("{\"r\":{\"row\":[{\"id\":\"1\"},{\"id\":}]}}"));

        StepVerifier.create(cloud.list().onErrorContinue((error, value) -> shown.add(String.valueOf(value))))
                .expectNext(new Row("1"))
                .verifyError(ProtocolException.class);
        assertThat(shown).isEmpty();
    }

    @Test
    void anErrorOfAPageAheadComesAfterTheRowsBeforeIt() {
        FakeList cloud = new FakeList(asked ->
                asked.get("page").equals("1") ? FakeList.page(9, 9, asked) : ScriptedTransport.error(432, "no"));

        StepVerifier.create(cloud.list().pageSize(2).prefetch(1), 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(cloud.requests()).isEqualTo(2))
                .thenRequest(1)
                .expectNextCount(1)
                .verifyError(NotAllowedException.class);
    }

    // Cancellation.

    @Test
    void cancellingStopsTheRequestInFlightAndAsksNoMore() {
        AtomicBoolean stopped = new AtomicBoolean();
        FakeList cloud = new FakeList(asked -> asked.get("page").equals("1")
                ? FakeList.page(9, 9, asked)
                : Mono.<Reply>never().doOnCancel(() -> stopped.set(true)));

        StepVerifier.create(cloud.list().pageSize(2).prefetch(1), 1)
                .expectNextCount(1)
                .then(() -> assertThat(stopped).isFalse())
                .thenCancel()
                .verify();
        assertThat(stopped).isTrue();
        assertThat(cloud.requests()).isEqualTo(2);
    }

    @Test
    void aPageThatComesAfterCancelIsDiscarded() {
        Sinks.One<Reply> late = Sinks.one();
        // A wire that cannot be cancelled, as a reply decoded at that very moment.
        FakeList cloud = new FakeList(asked -> Mono.from(subscriber -> {
            subscriber.onSubscribe(Operators.emptySubscription());
            late.asMono().subscribe(subscriber::onNext, subscriber::onError, subscriber::onComplete);
        }));
        List<Object> emitted = new ArrayList<>();

        var subscription = cloud.list().subscribe(emitted::add);
        subscription.dispose();
        late.tryEmitValue(
                FakeList.page(2, 2, new ScriptedTransport.Asked(Method.GET, Map.of("page", "1", "pagesize", "2"), 0))
                        .block());

        assertThat(emitted).isEmpty();
    }

    @Test
    void rowsNotEmittedGoToTheDiscardHook() {
        List<Object> discarded = new ArrayList<>();

        StepVerifier.create(FakeList.of(4).list().doOnDiscard(Row.class, discarded::add), 1)
                .expectNext(new Row("1"))
                .thenCancel()
                .verify();
        assertThat(discarded).containsExactly(new Row("2"), new Row("3"), new Row("4"));
    }

    @Test
    void theSubscribersContextReachesTheExchange() {
        List<Object> seen = new ArrayList<>();
        FakeList cloud = new FakeList(asked -> Mono.deferContextual(context -> {
            seen.add(context.get("trace"));
            return FakeList.page(3, 3, asked);
        }));

        cloud.list()
                .pageSize(2)
                .contextWrite(context -> context.put("trace", "t1"))
                .blockLast();
        assertThat(seen).containsExactly("t1", "t1");
    }

    // The last page.

    @Test
    void aFullPageIsNeverTheLast() {
        FakeList cloud = FakeList.of(4);

        assertThat(ids(cloud.list().pageSize(2))).isEqualTo(FakeList.ids(1, 4));
        assertThat(cloud.pages()).containsExactly("1", "2", "3");
    }

    @Test
    void aCountThatIsThePagesLengthLosesNothing() {
        FakeList cloud = new FakeList(asked -> {
            int page = Integer.parseInt(asked.get("page"));
            List<Integer> ids = page == 1 ? List.of(1, 2) : page == 2 ? List.of(3, 4) : List.of(5);
            return FakeList.rows(ids, ids.size());
        });

        assertThat(ids(cloud.list().pageSize(2))).isEqualTo(FakeList.ids(1, 5));
        assertThat(cloud.requests()).isEqualTo(3);
    }

    @Test
    void aCountThatIsTooLargeCostsARequestAndInventsNothing() {
        FakeList cloud = FakeList.counting(3, 100);

        assertThat(ids(cloud.list().pageSize(2))).isEqualTo(FakeList.ids(1, 3));
        assertThat(cloud.pages()).containsExactly("1", "2", "3");
    }

    @Test
    void aShortPageInTheMiddleDoesNotEndTheList() {
        FakeList cloud = new FakeList(asked -> switch (asked.get("page")) {
            case "1" -> FakeList.rows(List.of(1), 3);
            case "2" -> FakeList.rows(List.of(2, 3), 3);
            default -> FakeList.rows(List.of(), 3);
        });

        assertThat(ids(cloud.list().pageSize(2))).isEqualTo(FakeList.ids(1, 3));
    }

    @Test
    void aShortPageWithoutACountIsTheLast() {
        FakeList cloud = new FakeList(asked -> FakeList.rows(List.of(1), null));

        assertThat(ids(cloud.list().pageSize(2))).containsExactly("1");
        assertThat(cloud.requests()).isEqualTo(1);
    }

    @Test
    void aPostFilteredListEndsOnlyOnAnEmptyPage() {
        FakeList cloud = new FakeList(asked -> switch (asked.get("page")) {
            case "1" -> FakeList.rows(List.of(1), 1);
            case "2" -> FakeList.rows(List.of(2), 1);
            default -> FakeList.rows(List.of(), null);
        });

        assertThat(ids(cloud.list(FakeList.LIST.postFiltered(true)).pageSize(2)))
                .containsExactly("1", "2");
        assertThat(cloud.requests()).isEqualTo(3);
    }

    @Test
    void aListThatIgnoresPageComesOnce() {
        FakeList full = new FakeList(asked -> FakeList.rows(List.of(1, 2), 2));
        assertThat(ids(full.list().pageSize(2))).containsExactly("1", "2");
        assertThat(full.requests()).as("a full page, then the same again").isEqualTo(2);

        FakeList larger = new FakeList(asked -> FakeList.rows(List.of(1, 2, 3), 3));
        assertThat(ids(larger.list().pageSize(2))).containsExactly("1", "2", "3");
        assertThat(larger.requests()).isEqualTo(1);

        FakeList known = new FakeList(asked -> FakeList.rows(List.of(1, 2), 2));
        assertThat(ids(known.list(FakeList.LIST.ignoresPage(true)).pageSize(2))).containsExactly("1", "2");
        assertThat(known.requests()).isEqualTo(1);
        assertThat(ids(FakeList.of(5).list(FakeList.LIST.ignoresPage(true)).pageSize(2)))
                .as("a server that does not ignore it")
                .isEqualTo(FakeList.ids(1, 5));
    }

    @Test
    void aListThatRepeatsItsPageButCountsMoreIsAnErrorThatNamesTheWayOut() {
        FakeList cloud = new FakeList(asked -> FakeList.rows(List.of(1, 2), 10));

        StepVerifier.create(cloud.list().pageSize(2))
                .expectNextCount(2)
                .verifyErrorSatisfies(error ->
                        assertThat(error).isInstanceOf(ProtocolException.class).hasMessageContaining("pagesize=-1"));
        assertThat(cloud.requests()).isEqualTo(2);
    }

    @Test
    void aListThatGivesMoreThanAskedButNotAllIsAnErrorNotALoss() {
        // As listConfigurations was seen: 500 of 906 rows, whatever the page and its size.
        FakeList cloud = new FakeList(asked -> FakeList.rows(List.of(1, 2, 3), 9));

        StepVerifier.create(cloud.list().pageSize(2))
                .expectNextCount(3)
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("pagesize=-1"));
        assertThat(cloud.list().reportedTotal().block()).isEqualTo(9);
    }

    @Test
    void aListMarkedToIgnoreThePageEndsThoughItsRowsChange() {
        int[] change = {0};
        FakeList cloud = new FakeList(asked -> FakeList.rows(List.of(++change[0]), 1));

        assertThat(ids(cloud.list(FakeList.LIST.ignoresPage(true)).pageSize(1))).containsExactly("1");
    }

    @Test
    void aPostFilteredListGoesOnPastAPageThatIsFilteredAwayWhole() {
        FakeList cloud = new FakeList(asked -> switch (asked.get("page")) {
            case "1" -> FakeList.rows(List.of(), 4);
            case "2" -> FakeList.rows(List.of(4), 4);
            default -> FakeList.rows(List.of(), 4);
        });

        assertThat(ids(cloud.list(FakeList.LIST.postFiltered(true)).pageSize(2)))
                .containsExactly("4");
        assertThat(cloud.requests()).isEqualTo(3);
    }

    @Test
    void anUnpagedListIsAskedOnceWithoutAPage() {
        FakeList cloud = new FakeList(asked -> FakeList.rows(List.of(1, 2), 2));

        assertThat(ids(cloud.list(FakeList.LIST.paged(false)).pageSize(2))).containsExactly("1", "2");
        assertThat(cloud.requests()).isEqualTo(1);
        assertThat(cloud.wire.asked().get(0).query()).doesNotContainKeys("page", "pagesize");
    }

    @Test
    void rowsKeptBackThoughAllWereAskedForAreAnErrorAfterThoseThatCame() {
        FakeList cloud = new FakeList(asked -> FakeList.rows(List.of(1, 2), 9));

        for (ListFlux<Row> list : List.of(
                cloud.list(FakeList.LIST.paged(false)),
                cloud.list(FakeList.LIST.ignoresPage(true)),
                cloud.list().pageSize(-1))) {
            StepVerifier.create(list)
                    .expectNextCount(2)
                    .verifyErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("counts 9 rows, but gave 2"));
            StepVerifier.create(list.take(2)).expectNextCount(2).verifyComplete();
            StepVerifier.create(list.prefetch(1), 0)
                    .thenRequest(1)
                    .expectNextCount(1)
                    .thenRequest(1)
                    .expectNextCount(1)
                    .verifyError(ProtocolException.class);
            assertThatThrownBy(() -> list.page(7)).hasMessageContaining("no page 7");
        }
        assertThat(cloud.requests()).isEqualTo(9);
    }

    @Test
    void everythingInOneRequestSendsMinusOneWithoutAPage() {
        FakeList cloud = FakeList.of(7);

        assertThat(ids(cloud.list().pageSize(-1))).isEqualTo(FakeList.ids(1, 7));
        assertThat(cloud.wire.asked())
                .hasSize(1)
                .first()
                .satisfies(asked -> assertThat(asked.query())
                        .containsEntry("pagesize", "-1")
                        .doesNotContainKey("page"));
    }

    // The learned page size.

    @Test
    void aServersLargestPageIsLearnedOnceForAllLists() {
        FakeList cloud = new FakeList(asked -> Integer.parseInt(asked.get("pagesize")) > 2
                ? ScriptedTransport.error(431, "Page size can't exceed max allowed page size value: 2")
                : FakeList.page(5, 5, asked));

        assertThat(ids(cloud.list())).isEqualTo(FakeList.ids(1, 5));
        assertThat(cloud.requests()).isEqualTo(1 + 3);
        assertThat(ids(cloud.list())).isEqualTo(FakeList.ids(1, 5));
        assertThat(cloud.requests()).isEqualTo(1 + 3 + 3);
    }

    @Test
    void aSmallerSizeThatAnotherListLearnsDoesNotCutThisOneShort() {
        Sinks.One<Reply> slow = Sinks.one();
        int[] first = {0};
        FakeList cloud = new FakeList(asked -> {
            int size = Integer.parseInt(asked.get("pagesize"));
            if (size == 4 && first[0]++ == 0) {
                return slow.asMono();
            }
            return size == 3
                    ? ScriptedTransport.error(431, "Page size can't exceed max allowed page size value: 2")
                    : FakeList.page(10, 10, asked);
        });
        List<String> rows = new ArrayList<>();
        cloud.list().pageSize(4).subscribe(row -> rows.add(row.id()));

        assertThat(ids(cloud.list().pageSize(3))).hasSize(10);
        slow.tryEmitValue(FakeList.page(10, 10, cloud.wire.asked().get(0)).block());
        assertThat(rows).isEqualTo(FakeList.ids(1, 10));
    }

    @Test
    void onePageIsOfTheSizeAskedForOrRefused() {
        FakeList cloud = new FakeList(
                asked -> ScriptedTransport.error(431, "Page size can't exceed max allowed page size value: 2"));

        StepVerifier.create(cloud.list().pageSize(4).page(2)).verifyError(InvalidParameterException.class);
        assertThat(cloud.requests()).isEqualTo(1);
        assertThatThrownBy(() -> cloud.list().pageSize(-1).page(7)).hasMessageContaining("no page 7");
    }

    @Test
    void aPageSizeRefusedInTheMiddleIsAnErrorNotALoss() {
        FakeList cloud = new FakeList(asked -> asked.get("page").equals("2")
                ? ScriptedTransport.error(431, "Page size can't exceed max allowed page size value: 1")
                : FakeList.page(5, 5, asked));

        StepVerifier.create(cloud.list().pageSize(2)).expectNextCount(2).verifyError(InvalidParameterException.class);
    }

    @Test
    void aRefusalThatNamesNoSmallerSizeIsAnError() {
        FakeList cloud = new FakeList(
                asked -> ScriptedTransport.error(431, "Page size can't exceed max allowed page size value: 500"));

        StepVerifier.create(cloud.list()).verifyError(InvalidParameterException.class);
        assertThat(cloud.requests()).isEqualTo(1);
    }

    // Repeats, pages, totals.

    @Test
    void withoutRepeatsLeavesOutRowsThatComeAgain() {
        FakeList cloud = new FakeList(asked -> switch (asked.get("page")) {
            case "1" -> FakeList.rows(List.of(1, 2, 3), 5);
            case "2" -> FakeList.rows(List.of(3, 4, 5), 5);
            default -> FakeList.rows(List.of(), null);
        });

        assertThat(ids(cloud.list().pageSize(3))).containsExactly("1", "2", "3", "3", "4", "5");
        assertThat(ids(cloud.list().pageSize(3).withoutRepeats(100))).isEqualTo(FakeList.ids(1, 5));
        assertThat(ids(cloud.list().pageSize(3).withoutRepeats(1))).isEqualTo(FakeList.ids(1, 5));
    }

    @Test
    void pagesComeUnderTheSameDemand() {
        FakeList cloud = FakeList.of(5);

        StepVerifier.create(cloud.list().pageSize(2).byPage(), 1)
                .assertNext(page -> {
                    assertThat(page.number()).isEqualTo(1);
                    assertThat(page.reportedTotal()).isEqualTo(5);
                    assertThat(page.rows()).containsExactly(new Row("1"), new Row("2"));
                })
                .then(() -> assertThat(cloud.requests()).isEqualTo(1))
                .thenRequest(9)
                .expectNextCount(2)
                .verifyComplete();
    }

    @Test
    void onePageIsOneRequest() {
        FakeList cloud = FakeList.of(5);

        assertThat(cloud.list().pageSize(2).page(3).block().rows()).containsExactly(new Row("5"));
        assertThat(cloud.list().pageSize(2).page(9).block().rows()).isEmpty();
        assertThat(cloud.pages()).containsExactly("3", "9");
    }

    @Test
    void theReportedTotalIsEmptyWhereItIsNotToBeBelieved() {
        assertThat(FakeList.of(12).list().reportedTotal().block()).isEqualTo(12);
        assertThat(FakeList.of(0).list().reportedTotal().block()).isZero();
        assertThat(new FakeList(asked -> FakeList.rows(List.of(1), 1))
                        .list()
                        .reportedTotal()
                        .block())
                .isNull();
        assertThat(new FakeList(asked -> FakeList.rows(List.of(1), null))
                        .list()
                        .reportedTotal()
                        .block())
                .isNull();
        assertThat(new FakeList(asked -> FakeList.rows(List.of(1, 2, 3), null))
                        .list()
                        .reportedTotal()
                        .block())
                .isEqualTo(3);
    }

    // Misuse.

    @Test
    void refusesWhatCannotBePagedThrough() {
        FakeList cloud = FakeList.of(1);

        assertThatThrownBy(() -> cloud.list(Command.of("registerRows", Row.class)))
                .hasMessageContaining("not safe");
        assertThatThrownBy(() -> cloud.list(FakeList.LIST.with("page", 2))).hasMessageContaining("pageSize(n)");
        assertThatThrownBy(() -> cloud.list(FakeList.LIST.with("pageSize", 2))).hasMessageContaining("pageSize(n)");
        assertThatThrownBy(() -> cloud.list().pageSize(0)).hasMessageContaining("no rows");
        assertThatThrownBy(() -> cloud.list().pageSize(-2)).hasMessageContaining("no rows");
        assertThatThrownBy(() -> cloud.list().prefetch(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cloud.list().page(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cloud.list().withoutRepeats(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> ids(Flux<Row> rows) {
        return rows.map(Row::id).collectList().block();
    }

    // What is missing.

    private static final String UNKNOWN_ID =
            "Invalid parameter id value=x due to incorrect long value format, or entity" + " does not exist";

    @Test
    void whereTheCommandIsKnownForItAnUnknownIdIsAnEmptyList() {
        for (ListCommand<Row> command : List.of(
                missingIsEmpty(FakeList.LIST.with("id", "x")),
                missingIsEmpty(FakeList.LIST.with("IDs", List.of("x", "y"))),
                missingIsEmpty(FakeList.LIST.paged(false).with("id", "x")),
                missingIsEmpty(FakeList.LIST.postFiltered(true).with("id", "x")))) {
            FakeList cloud = new FakeList(asked -> ScriptedTransport.error(431, UNKNOWN_ID));
            StepVerifier.create(cloud.list(command)).verifyComplete();
            StepVerifier.create(cloud.list(command).withoutRepeats(10)).verifyComplete();
            StepVerifier.create(cloud.list(command).byPage())
                    .assertNext(page -> assertThat(page.rows()).isEmpty())
                    .verifyComplete();
            StepVerifier.create(cloud.list(command).page(1))
                    .assertNext(page -> {
                        assertThat(page.rows()).isEmpty();
                        assertThat(page.reportedTotal()).isNull();
                    })
                    .verifyComplete();
            StepVerifier.create(cloud.list(command).reportedTotal())
                    .expectNext(0L)
                    .verifyComplete();
            assertThat(cloud.requests()).isEqualTo(5);
        }
    }

    @Test
    void anyOtherRefusalIsAnErrorAsEver() {
        ListCommand<Row> byId = missingIsEmpty(FakeList.LIST.with("id", "x"));
        FakeList unknown = new FakeList(asked -> ScriptedTransport.error(431, UNKNOWN_ID));
        for (ListCommand<Row> command : List.of(
                FakeList.LIST.with("id", "x"),
                missingIsEmpty(FakeList.LIST),
                missingIsEmpty(FakeList.LIST.with("id", "").with("zoneid", "x")))) {
            StepVerifier.create(unknown.list(command)).verifyError(InvalidParameterException.class);
        }
        StepVerifier.create(unknown.list(byId).page(2)).verifyError(InvalidParameterException.class);
        FakeList malformed = new FakeList(asked -> ScriptedTransport.error(430, UNKNOWN_ID));
        StepVerifier.create(malformed.list(byId)).verifyError(InvalidParameterException.class);
        for (String text : List.of("'pagesize' parameter is required", "Invalid page size", "page must be above 0")) {
            FakeList paging = new FakeList(asked -> ScriptedTransport.error(431, text));
            StepVerifier.create(paging.list(byId)).verifyError(InvalidParameterException.class);
        }
    }

    @Test
    void onALaterPageARefusalIsAnError() {
        FakeList cloud = new FakeList(asked ->
                asked.get("page").equals("1") ? FakeList.page(4, 4, asked) : ScriptedTransport.error(431, UNKNOWN_ID));

        StepVerifier.create(cloud.list(missingIsEmpty(FakeList.LIST.with("ids", "x,y")))
                        .pageSize(2))
                .expectNextCount(2)
                .verifyError(InvalidParameterException.class);
    }

    @Test
    void aSmallerPageIsLearnedBeforeAnythingIsTakenToBeMissing() {
        FakeList cloud = new FakeList(asked -> Integer.parseInt(asked.get("pagesize")) > 2
                ? ScriptedTransport.error(431, "Page size can't exceed max allowed page size value: 2")
                : FakeList.page(3, 3, asked));

        StepVerifier.create(cloud.list(missingIsEmpty(FakeList.LIST.with("ids", "x"))))
                .expectNextCount(3)
                .verifyComplete();
    }

    private static ListCommand<Row> missingIsEmpty(ListCommand<Row> command) {
        Description description =
                command.description().toBuilder().missingIsEmpty(true).build();
        return new ListCommand<>() {
            @Override
            public Description description() {
                return description;
            }

            @Override
            public Parameters parameters() {
                return command.parameters();
            }
        };
    }
}
