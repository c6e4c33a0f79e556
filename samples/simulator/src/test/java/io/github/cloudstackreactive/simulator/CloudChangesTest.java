package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands that change the cloud, and what is seen of the change. */
class CloudChangesTest {

    private Simulator cloud;
    private Caller admin;
    private Caller user;

    @BeforeEach
    void start() {
        cloud = Simulator.builder()
                .vms(45)
                .volumes(45)
                .jobDuration(Duration.ZERO)
                .start();
        admin = Caller.admin(cloud);
        user = Caller.user(cloud);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static String vm(long index) {
        return Kind.VIRTUAL_MACHINE.id(index);
    }

    private JsonNode result(Caller.Reply started) {
        assertThat(started.status()).as(started.body()).isEqualTo(200);
        return admin.get(
                        "queryAsyncJobResult",
                        "jobid",
                        started.inner().path("jobid").asString())
                .inner()
                .path("jobresult");
    }

    private int count(String... parameters) {
        return admin.get("listVirtualMachines", parameters)
                .inner()
                .path("count")
                .asInt();
    }

    @Test
    void aMachineIsStoppedStartedRebootedDestroyedAndExpunged() {
        assertThat(cloud.vmsByState()).containsEntry("Running", 36L).containsEntry("Stopped", 9L);
        JsonNode stopped = result(admin.post("stopVirtualMachine", "id", vm(0)));
        assertThat(stopped.path("virtualmachine").path("state").asString()).isEqualTo("Stopped");
        assertThat(stopped.path("virtualmachine").has("hostid")).isFalse();
        assertThat(count("listall", "true", "state", "Stopped")).isEqualTo(10);
        result(admin.post("startVirtualMachine", "id", vm(4)));
        result(admin.post("rebootVirtualMachine", "id", vm(4)));
        assertThat(cloud.vmsByState()).containsEntry("Running", 36L).containsEntry("Stopped", 9L);
        result(admin.post("destroyVirtualMachine", "id", vm(4)));
        assertThat(cloud.vmsByState()).containsEntry("Destroyed", 1L);
        Caller.Reply expunged = admin.post("destroyVirtualMachine", "id", vm(4), "expunge", "true");
        assertThat(result(expunged))
                .isEqualTo(Capture.of("queryAsyncJobResult-destroy-expunge.json")
                        .inner()
                        .path("jobresult"));
        assertThat(admin.get("listVirtualMachines", "id", vm(4)).status()).isEqualTo(431);
        assertThat(cloud.vms()).isEqualTo(44);
        assertThat(count("listall", "true")).isEqualTo(44);
    }

    @Test
    void createdMachinesFollowTheOthersAndPagesStillHoldEveryRowOnce() {
        for (int i = 0; i < 7; i++) {
            user.post(
                    "deployVirtualMachine",
                    "zoneid",
                    Kind.ZONE.id(0),
                    "serviceofferingid",
                    Kind.SERVICE_OFFERING.id(1),
                    "name",
                    "new-" + i,
                    "displayname",
                    "No. " + i);
        }
        result(admin.post("destroyVirtualMachine", "id", vm(10), "expunge", "true"));
        result(admin.post("stopVirtualMachine", "id", vm(20)));
        List<String> names = new ArrayList<>();
        for (int page = 1; page <= 8; page++) {
            admin.get("listVirtualMachines", "listall", "true", "page", Integer.toString(page), "pagesize", "7")
                    .inner()
                    .path("virtualmachine")
                    .forEach(row -> names.add(row.path("name").asString()));
        }
        assertThat(new HashSet<>(names)).hasSize(names.size()).hasSize(51);
        assertThat(names).endsWith("new-5", "new-6");
        List<String> stopped = new ArrayList<>();
        for (int page = 1; page <= 4; page++) {
            admin.get(
                            "listVirtualMachines",
                            "listall",
                            "true",
                            "state",
                            "Stopped",
                            "page",
                            Integer.toString(page),
                            "pagesize",
                            "3")
                    .inner()
                    .path("virtualmachine")
                    .forEach(row -> stopped.add(row.path("name").asString()));
        }
        assertThat(stopped)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .contains("vm-0000020")
                .isSorted();
        assertThat(count("listall", "true", "keyword", "no. 3")).isEqualTo(1);
    }

    @Test
    void aMachineThatIsExpungedMeanwhileDoesNotComeBack() {
        try (Simulator slow = Simulator.builder()
                .vms(0)
                .jobDuration(job -> job.command().equals("stopVirtualMachine") ? Duration.ofMillis(100) : Duration.ZERO)
                .start()) {
            Caller caller = Caller.admin(slow);
            String id = caller.post(
                            "deployVirtualMachine",
                            "zoneid",
                            Kind.ZONE.id(0),
                            "serviceofferingid",
                            Kind.SERVICE_OFFERING.id(0))
                    .inner()
                    .path("id")
                    .asString();
            String job = caller.post("stopVirtualMachine", "id", id)
                    .inner()
                    .path("jobid")
                    .asString();
            caller.post("destroyVirtualMachine", "id", id, "expunge", "true");
            while (caller.get("queryAsyncJobResult", "jobid", job)
                            .inner()
                            .path("jobstatus")
                            .asInt()
                    == 0) {
                assertThat(slow.vms()).isZero();
            }
            assertThat(slow.vms()).isZero();
        }
    }

    @Test
    void tagsAreSetShownAndTakenAway() {
        String[] where = {"resourceids", vm(3), "resourcetype", "UserVm"};
        Caller.Reply created =
                user.post("createTags", with(where, "tags[0].key", "env", "tags[0].value", "prod & \"x\""));
        assertThat(Capture.shape(created.inner()))
                .isEqualTo(Capture.shape(Capture.of("createTags.json").inner()));
        assertThat(result(created).path("success").asBoolean()).isTrue();
        JsonNode tag = user.get("listVirtualMachines", "id", vm(3))
                .inner()
                .path("virtualmachine")
                .get(0)
                .path("tags")
                .get(0);
        assertThat(tag.path("value").asString()).isEqualTo("prod & \"x\"");
        Caller.Reply deleted = user.post("deleteTags", with(where, "tags[0].key", "env"));
        assertThat(Capture.keys(user.get(
                                "queryAsyncJobResult",
                                "jobid",
                                deleted.inner().path("jobid").asString())
                        .inner()))
                .isEqualTo(Capture.keys(Capture.of("queryAsyncJobResult-success-deleteTags.json")
                        .inner()));
        assertThat(result(user.post("deleteTags", with(where, "tags[0].key", "env")))
                        .path("errorcode")
                        .asInt())
                .isEqualTo(431);
        assertThat(admin.post("createTags", with(where, "tags[0].key", "a")).status())
                .isEqualTo(431);
    }

    @Test
    void aTagThatHoldsAnEscapeBreaksTheJsonAsItDoesOnARealServer() {
        result(user.post(
                "createTags",
                "resourceids",
                vm(3),
                "resourcetype",
                "UserVm",
                "tags[0].key",
                "uni",
                "tags[0].value",
                "\\u0041"));
        assertThat(user.get("listVirtualMachines", "id", vm(3)).body()).contains("\"value\":\"\\A\"");
        assertThat(user.xml("listVirtualMachines", "id", vm(3)).status()).isEqualTo(200);
    }

    @Test
    void volumesAreCreatedAndDeleted() {
        Caller.Reply started = user.post(
                "createVolume", "name", "data", "zoneid", Kind.ZONE.id(1), "diskofferingid", Kind.DISK_OFFERING.id(0));
        assertThat(Capture.shape(started.inner()))
                .isEqualTo(Capture.shape(Capture.of("createVolume.json").inner()));
        String id = started.inner().path("id").asString();
        JsonNode volume = result(started).path("volume");
        JsonNode recorded = Capture.of("queryAsyncJobResult-createVolume.json")
                .inner()
                .path("jobresult")
                .path("volume");
        assertThat(new HashSet<>(recorded.propertyNames())).containsAll(volume.propertyNames());
        assertThat(volume.path("state").asString()).isEqualTo("Allocated");
        assertThat(user.get("listVolumes", "id", id).inner().path("count").asInt())
                .isEqualTo(1);
        assertThat(user.post("deleteVolume", "id", id).body())
                .isEqualTo("{\"deletevolumeresponse\":{\"success\":true}}");
        assertThat(user.get("listVolumes", "id", id).status()).isEqualTo(431);
    }

    @Test
    void whatAnswersAtOnceAnswersWithTheObject() {
        JsonNode updated = user.post("updateVirtualMachine", "id", vm(3), "displayname", "Neu \"1\"")
                .inner();
        assertThat(updated.path("virtualmachine").path("displayname").asString())
                .isEqualTo("Neu \"1\"");
        assertThat(user.post("updateVirtualMachine", "id", vm(0), "displayname", "x")
                        .status())
                .isEqualTo(531);
        assertThat(user.post("createSecurityGroup", "name", "web")
                        .inner()
                        .path("securitygroup")
                        .path("name")
                        .asString())
                .isEqualTo("web");
        assertThat(user.post("createNetwork", "name", "n", "networkofferingid", "1", "zoneid", Kind.ZONE.id(0))
                        .inner()
                        .path("network")
                        .path("state")
                        .asString())
                .isEqualTo("Allocated");
        user.post("createSSHKeyPair", "name", "k");
        assertThat(user.post("deleteSSHKeyPair", "name", "k")
                        .inner()
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(user.post("deleteSSHKeyPair", "name", "k").status()).isEqualTo(431);
        JsonNode group = result(user.post("createAffinityGroup", "name", "apart", "type", "host anti-affinity"));
        assertThat(group.path("affinitygroup").path("name").asString()).isEqualTo("apart");
    }

    @Test
    void aPluginsCommandAnswersAsItsExampleDoes() {
        JsonNode time = user.get("getTimeOfDay", "example", "moo").inner().path("timeofday");
        assertThat(time.path("exampleEcho").asString()).isEqualTo("MOO");
        assertThat(time.path("timeOfDay").asString()).matches("\\d{8} \\d\\d:\\d\\d:\\d\\d");
        assertThat(time.path("isasync").asBoolean(true)).isFalse();
    }

    @Test
    void pagesShiftWhileTheyAreReadIfThatIsWanted() {
        try (Simulator busy = Simulator.builder().vms(20).shiftingPages(0, 2).start()) {
            List<String> names = new ArrayList<>();
            for (String page : new String[] {"1", "2"}) {
                Caller.admin(busy)
                        .get("listVirtualMachines", "listall", "true", "page", page, "pagesize", "5")
                        .inner()
                        .path("virtualmachine")
                        .forEach(row -> names.add(row.path("name").asString()));
            }
            assertThat(names)
                    .containsExactly(
                            "vm-0000000",
                            "vm-0000001",
                            "vm-0000002",
                            "vm-0000003",
                            "vm-0000004",
                            "vm-0000007",
                            "vm-0000008",
                            "vm-0000009",
                            "vm-0000010",
                            "vm-0000011");
        }
        try (Simulator busy = Simulator.builder().vms(20).shiftingPages(1, 0).start()) {
            Caller.Reply first =
                    Caller.admin(busy).get("listVirtualMachines", "listall", "true", "page", "1", "pagesize", "5");
            Caller.Reply second =
                    Caller.admin(busy).get("listVirtualMachines", "listall", "true", "page", "2", "pagesize", "5");
            assertThat(second.inner().path("virtualmachine").get(0))
                    .isEqualTo(first.inner().path("virtualmachine").get(4));
            assertThat(second.inner().path("count").asInt()).isEqualTo(21);
        }
    }

    private static String[] with(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
