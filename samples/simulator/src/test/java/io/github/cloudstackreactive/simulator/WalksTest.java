package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lists walked page by page: their order, and what comes of rows that are made and deleted meanwhile. */
class WalksTest {

    private static final String MACHINES = "listVirtualMachines";
    private static final String VOLUMES = "listVolumes";

    private Simulator cloud;
    private Caller admin;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(40).volumes(30).events(30).start();
        admin = Caller.admin(cloud);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static JsonNode rows(Caller.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        for (JsonNode inner : reply.inner()) {
            if (inner.isArray()) {
                return inner;
            }
        }
        return Caller.JSON.readTree("[]");
    }

    private static List<String> field(String field, Caller.Reply reply) {
        List<String> values = new ArrayList<>();
        rows(reply).forEach(row -> values.add(row.path(field).asString()));
        return values;
    }

    private static Caller.Reply page(Caller caller, String command, int page, int size) {
        return caller.get(
                command,
                "listall",
                "true",
                "templatefilter",
                "all",
                "page",
                Integer.toString(page),
                "pagesize",
                Integer.toString(size));
    }

    /** The ids of this many pages, one after the other. */
    private static List<String> walk(Caller caller, String command, int pages, int size) {
        List<String> ids = new ArrayList<>();
        for (int page = 1; page <= pages; page++) {
            ids.addAll(field("id", page(caller, command, page, size)));
        }
        return ids;
    }

    private static int count(Caller.Reply reply) {
        return reply.inner().path("count").asInt();
    }

    @Test
    void machinesAndHostsComeOldestFirst() {
        assertThat(walk(admin, MACHINES, 5, 10)).isEqualTo(ids(Kind.VIRTUAL_MACHINE, 40));
        assertThat(walk(admin, "listHosts", 3, 10)).isEqualTo(ids(Kind.HOST, 20));
        String added = cloud.rows(MACHINES).add(1).get(0);
        assertThat(walk(admin, MACHINES, 5, 10)).hasSize(41).endsWith(added);
    }

    @ParameterizedTest
    @ValueSource(strings = {VOLUMES, "listEvents"})
    void volumesAndEventsComeNewestFirst(String command) {
        List<String> expected = ids(Kind.ofListCommand(command), 30);
        Collections.reverse(expected);
        assertThat(walk(admin, command, 5, 7))
                .isEqualTo(expected)
                .isEqualTo(cloud.rows(command).ids());
        List<String> created = field("created", page(admin, command, 1, 30));
        assertThat(created).isSortedAccordingTo(Collections.reverseOrder()).doesNotHaveDuplicates();
        assertThat(field("id", admin.get(command, "ids", expected.get(20) + "," + expected.get(3))))
                .containsExactly(expected.get(3), expected.get(20));
        String added = cloud.rows(command).add(1).get(0);
        assertThat(walk(admin, command, 5, 7)).hasSize(31).startsWith(added, expected.get(0));
        assertThat(walk(Caller.user(cloud), command, 4, 2)).hasSize(7);
        assertThat(field("id", admin.get(command, "listall", "true", "keyword", "001")))
                .isSubsetOf(expected)
                .hasSize(11)
                .startsWith(expected.get(10), expected.get(11))
                .endsWith(expected.get(28));
    }

    private static List<String> ids(Kind kind, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(kind.id(i));
        }
        return ids;
    }

    @Test
    void whatIsDeletedBeforeAPageMovesRowsToPagesThatWereReadAlready() {
        Rows machines = cloud.rows(MACHINES);
        List<String> before = machines.ids();
        cloud.faults().onCommand(MACHINES).onPage(3).firstDo(() -> machines.delete(before.subList(0, 4)));
        assertThat(count(page(admin, MACHINES, 2, 10))).isEqualTo(40);
        assertThat(cloud.faults().pending()).isEqualTo(1);
        Caller.Reply third = page(admin, MACHINES, 3, 10);
        assertThat(count(third)).isEqualTo(36);
        assertThat(field("id", third)).isEqualTo(before.subList(24, 34));
        assertThat(machines.count()).isEqualTo(36).isEqualTo(cloud.vms());
        assertThat(machines.ids()).isEqualTo(before.subList(4, 40));
        assertThat(admin.get(MACHINES, "id", before.get(0)).status()).isEqualTo(431);
        assertThat(page(admin, MACHINES, 3, 10).body()).isEqualTo(third.body());
    }

    @Test
    void whatIsMadeBeforeAPageOfTheNewestFirstPushesRowsToTheNext() {
        Rows volumes = cloud.rows(VOLUMES);
        List<String> before = volumes.ids();
        cloud.faults().onCommand(VOLUMES).onPage(2).firstDo(() -> volumes.add(3));
        List<String> walked = walk(admin, VOLUMES, 4, 10);
        assertThat(walked).hasSize(33);
        assertThat(walked.subList(10, 13)).isEqualTo(before.subList(7, 10));
        assertThat(new HashSet<>(walked)).isEqualTo(new HashSet<>(before));
        assertThat(count(page(admin, VOLUMES, 1, 10))).isEqualTo(33);
    }

    @Test
    void shiftingPagesShiftAtTheFrontOfTheNewestFirstToo() {
        try (Simulator busy =
                Simulator.builder().vms(0).volumes(30).shiftingPages(2, 0).start()) {
            List<String> walked = walk(Caller.admin(busy), VOLUMES, 2, 5);
            assertThat(walked.subList(5, 7)).isEqualTo(walked.subList(3, 5));
        }
        try (Simulator busy =
                Simulator.builder().vms(0).volumes(30).shiftingPages(0, 2).start()) {
            List<String> before = busy.rows(VOLUMES).ids();
            List<String> walked = walk(Caller.admin(busy), VOLUMES, 2, 5);
            assertThat(walked.subList(5, 10)).isEqualTo(before.subList(7, 12));
        }
    }

    @Test
    void addedRowsAreLikeTheOthersAlsoInWhoseTheyAre() {
        List<String> added = cloud.rows(MACHINES).add(4);
        assertThat(cloud.rows(MACHINES).add(0)).isEmpty();
        JsonNode machine = rows(admin.get(MACHINES, "id", added.get(0))).get(0);
        assertThat(machine.propertyNames())
                .isEqualTo(rows(page(admin, MACHINES, 1, 1)).get(0).propertyNames());
        assertThat(machine.path("name").asString()).isEqualTo("vm-0000040");
        assertThat(count(Caller.user(cloud).get(MACHINES))).isEqualTo(11);
        cloud.rows(MACHINES).delete(added);
        assertThat(walk(admin, MACHINES, 5, 10)).isEqualTo(ids(Kind.VIRTUAL_MACHINE, 40));
    }

    @Test
    void whoMisspellsIsTold() {
        assertThatThrownBy(() -> cloud.rows("listMachines")).hasMessageContaining("listMachines");
        assertThatThrownBy(() -> cloud.rows(MACHINES).delete(List.of(Kind.HOST.id(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Kind.HOST.id(0));
        cloud.faults().onCommand(MACHINES).firstDo(() -> cloud.rows(MACHINES).delete(List.of("no-such-id")));
        Caller.Reply reply = admin.get(MACHINES);
        assertThat(reply.status()).isEqualTo(530);
        assertThat(reply.text()).contains("no-such-id");
        assertThat(admin.get(MACHINES).status()).isEqualTo(200);
    }

    /** The reply is longer than what is made before its first byte is sent. */
    @Test
    void aReplyHoldsTheRowsThereWereWhenItBegan() throws Exception {
        try (Simulator large = Simulator.builder().vms(20_000).volumes(0).start()) {
            Caller caller = Caller.admin(large);
            Rows machines = large.rows(MACHINES);
            List<String> added = machines.add(1);
            large.faults().onCommand(MACHINES).pauseAfter(1000, java.time.Duration.ofMillis(300));
            var body = java.net.http.HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(caller.uri(caller.signed(
                                            Caller.parameters(MACHINES, "json", "listall", "true", "pagesize", "-1"))))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            machines.delete(machines.ids().subList(19_000, 20_001));
            JsonNode list =
                    Caller.JSON.readTree(body).properties().iterator().next().getValue();
            assertThat(machines.count()).isEqualTo(19_000);
            assertThat(list.path("count").asInt()).isEqualTo(20_001);
            JsonNode rows = list.path("virtualmachine");
            assertThat(rows.size()).isEqualTo(20_001);
            assertThat(rows.get(20_000).path("id").asString()).isEqualTo(added.get(0));
            assertThat(rows.get(20_000).path("name").asString()).isEqualTo("vm-0020000");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listZones",
                "listTemplates",
                "listIsos",
                "listServiceOfferings",
                "listDiskOfferings",
                "listNetworkOfferings"
            })
    void equalRowsChangePlacesFromRequestToRequestIfThatIsWanted(String command) {
        try (Simulator stable = Simulator.builder().rows(command, 12).start();
                Simulator unstable =
                        Simulator.builder().rows(command, 12).unstableTies(true).start()) {
            List<String> ids = unstable.rows(command).ids();
            Caller caller = Caller.admin(unstable);
            List<String> walked = walk(caller, command, 3, 4);
            assertThat(walked).hasSize(12).isEqualTo(pick(ids, 0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 0, 1));
            assertThat(field("id", page(caller, command, 1, 12)))
                    .isEqualTo(pick(ids, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2));
            assertThat(walk(Caller.admin(stable), command, 3, 4)).isEqualTo(ids);
        }
    }

    @Test
    void rowsWithAnOrderOfTheirOwnKeepIt() {
        try (Simulator unstable =
                Simulator.builder().vms(20).volumes(20).unstableTies(true).start()) {
            for (String command : new String[] {MACHINES, VOLUMES, "listHosts"}) {
                assertThat(walk(Caller.admin(unstable), command, 4, 5))
                        .isEqualTo(unstable.rows(command).ids());
            }
        }
    }

    private static List<String> pick(List<String> ids, int... places) {
        List<String> picked = new ArrayList<>();
        for (int place : places) {
            picked.add(ids.get(place));
        }
        return picked;
    }
}
