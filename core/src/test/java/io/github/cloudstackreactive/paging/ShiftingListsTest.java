package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.simulator.Rows;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** Lists whose rows come and go while they are walked, by the order in which they come: what ListFlux says of them. */
@Timeout(60)
class ShiftingListsTest {

    private static final int ROWS = 120;
    private static final int SIZE = 20;

    /** By id, the newest last. */
    private static final String MACHINES = "listVirtualMachines";

    /** The newest first. */
    private static final String VOLUMES = "listVolumes";

    /** By a key that all have in common. */
    private static final String TEMPLATES = "listTemplates";

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder()
                .vms(ROWS)
                .volumes(ROWS)
                .templates(ROWS)
                .unstableTies(true)
                .start();
        client = Machine.admin(cloud).build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    private ListFlux<Machine> list(String command) {
        return client.list(Machine.listed(command).with("templatefilter", "all"))
                .pageSize(SIZE);
    }

    private void beforePage(String command, int page, Runnable change) {
        cloud.faults().onCommand(command).onPage(page).firstDo(change);
    }

    // Inserts.

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void whatIsMadeDoesNoHarmWhereItComesLast(int ahead) {
        Rows machines = cloud.rows(MACHINES);
        List<String> before = machines.ids();
        for (int page = 2; page <= 5; page++) {
            beforePage(MACHINES, page, () -> machines.add(3));
        }

        List<String> received = Machine.ids(list(MACHINES).prefetch(ahead));

        assertThat(received).doesNotHaveDuplicates().startsWith(before.toArray(String[]::new));
        assertThat(machines.ids()).startsWith(received.toArray(String[]::new));
    }

    @Test
    void whatIsMadeComesTooWhereItComesLastAndTheEndIsNotReached() {
        Rows machines = cloud.rows(MACHINES);
        beforePage(MACHINES, 3, () -> machines.add(33));

        assertThat(Machine.ids(list(MACHINES))).isEqualTo(machines.ids()).hasSize(ROWS + 33);
    }

    @Test
    void whatIsMadeMakesOthersComeTwiceWhereItComesFirst() {
        Rows volumes = cloud.rows(VOLUMES);
        List<String> before = volumes.ids();
        beforePage(VOLUMES, 2, () -> volumes.add(5));
        beforePage(VOLUMES, 4, () -> volumes.add(2));

        List<String> expected = new ArrayList<>(before);
        // Pushed back from page 3 to 4, and from page 1 to 2.
        expected.addAll(55, before.subList(53, 55));
        expected.addAll(20, before.subList(15, 20));
        assertThat(Machine.ids(list(VOLUMES))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "100, 0", "100, 1"})
    void whatWouldComeTwiceIsLeftOutByWithoutRepeats(int window, int ahead) {
        Rows volumes = cloud.rows(VOLUMES);
        List<String> before = volumes.ids();
        beforePage(VOLUMES, 2, () -> volumes.add(5));
        beforePage(VOLUMES, 4, () -> volumes.add(2));

        assertThat(Machine.ids(list(VOLUMES).prefetch(ahead).withoutRepeats(window)))
                .isEqualTo(before);
    }

    /** Pages that are asked for side by side may be read in any order: page 3 here before the rows are made, page 2 after. */
    @Test
    void whatIsMadeMayHideOthersWhereItComesFirstAndPagesAreFetchedSideBySide() {
        Rows volumes = cloud.rows(VOLUMES);
        List<String> before = volumes.ids();
        cloud.faults().onCommand(VOLUMES).onPage(2).throttled(Duration.ofMillis(300));
        cloud.faults().onCommand(VOLUMES).onPage(2).after(1).firstDo(() -> volumes.add(5));

        List<String> received = Machine.ids(list(VOLUMES).prefetch(5).withoutRepeats(100));

        assertThat(received).doesNotHaveDuplicates().isSubsetOf(before);
        assertThat(received).doesNotContainAnyElementsOf(before.subList(35, 40));
    }

    @Test
    void moreNewRowsThanAPageHoldsDoNotEndTheList() {
        Rows volumes = cloud.rows(VOLUMES);
        List<String> before = volumes.ids();
        beforePage(VOLUMES, 2, () -> volumes.add(SIZE + 1));

        // The first of the new rows has been pushed into page 2.
        List<String> received = Machine.ids(list(VOLUMES).withoutRepeats(1_000));
        assertThat(received).hasSize(ROWS + 1).containsSubsequence(before);
    }

    /** Then page 2 is page 1 once more, as from a server that ignores pages: that is said, and no row is lost in silence. */
    @Test
    void justAsManyNewRowsAsAPageHoldsAreAnErrorAndNotAnEnd() {
        Rows volumes = cloud.rows(VOLUMES);
        List<String> before = volumes.ids();
        beforePage(VOLUMES, 2, () -> volumes.add(SIZE));

        StepVerifier.create(list(VOLUMES).map(Machine::id))
                .expectNextSequence(before.subList(0, SIZE))
                .verifyError(ProtocolException.class);
    }

    // Deletions.

    @ParameterizedTest
    @ValueSource(strings = {MACHINES, VOLUMES})
    void aDeletionAmongRowsThatWereSeenMayHideOthersInAnyOrder(String command) {
        Rows rows = cloud.rows(command);
        List<String> before = rows.ids();
        beforePage(command, 3, () -> rows.delete(before.subList(0, 5)));

        List<String> expected = new ArrayList<>(before);
        expected.subList(2 * SIZE, 2 * SIZE + 5).clear();
        assertThat(Machine.ids(list(command))).isEqualTo(expected);
        assertThat(rows.ids()).containsAll(before.subList(2 * SIZE, 2 * SIZE + 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {MACHINES, VOLUMES})
    void aDeletionAmongRowsToComeHidesNoOther(String command) {
        Rows rows = cloud.rows(command);
        List<String> before = rows.ids();
        beforePage(command, 3, () -> rows.delete(before.subList(50, 77)));

        assertThat(Machine.ids(list(command))).isEqualTo(rows.ids());
    }

    // Ties.

    @Test
    void aTieThatIsSettledAnewForEachPageHidesRowsAndGivesOthersTwice() {
        List<String> all = cloud.rows(TEMPLATES).ids();
        List<String> received = Machine.ids(list(TEMPLATES));
        List<String> once = Machine.ids(list(TEMPLATES).withoutRepeats(1_000));

        assertThat(new HashSet<>(received)).isSubsetOf(all).hasSizeLessThan(received.size());
        assertThat(received).doesNotContainSequence(all);
        // What is missed cannot be had back by leaving repeats out.
        assertThat(once).doesNotHaveDuplicates().isSubsetOf(all).hasSizeLessThan(ROWS);
    }

    // Snapshots.

    @ParameterizedTest
    @ValueSource(strings = {MACHINES, VOLUMES, TEMPLATES})
    void aSnapshotMissesNothingThatWasThereThroughoutAndRepeatsNothing(String command) throws Exception {
        Rows rows = cloud.rows(command);
        Set<String> throughout = new HashSet<>();
        List<String> toGo = new ArrayList<>();
        for (String id : rows.ids()) {
            if (toGo.size() * 3 < throughout.size()) {
                toGo.add(id);
            } else {
                throughout.add(id);
            }
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            Random random = new Random(7);
            while (!over.get()) {
                toGo.addAll(rows.add(1));
                rows.delete(List.of(toGo.remove(random.nextInt(toGo.size()))));
                Thread.yield();
            }
        });
        churn.start();
        try {
            for (int walk = 0; walk < 10; walk++) {
                cloud.faults().onCommand(command).dribble(20_000, Duration.ofMillis(3));
                List<String> received = Machine.ids(list(command).snapshot());
                assertThat(received).doesNotHaveDuplicates().containsAll(throughout);
            }
        } finally {
            over.set(true);
            churn.join();
        }
        assertThat(cloud.requests(command)).isEqualTo(10);
    }

    /** Whatever is made meanwhile, and whenever. */
    @Test
    void listsByIdMissNothingWhileRowsAreOnlyMade() throws Exception {
        Rows machines = cloud.rows(MACHINES);
        List<String> throughout = machines.ids();
        AtomicBoolean over = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            for (int made = 0; made < 2_000 && !over.get(); made++) {
                machines.add(1);
                Thread.yield();
            }
        });
        churn.start();
        try {
            for (int walk = 0; walk < 10; walk++) {
                assertThat(Machine.ids(list(MACHINES).prefetch(walk % 5)))
                        .doesNotHaveDuplicates()
                        .startsWith(throughout.toArray(String[]::new));
            }
        } finally {
            over.set(true);
            churn.join();
        }
    }
}
