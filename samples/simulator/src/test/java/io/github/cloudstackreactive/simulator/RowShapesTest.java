package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Rows have the fields that recorded rows have, and refer to each other. */
class RowShapesTest {

    @RegisterExtension
    static final SimulatorExtension CLOUD =
            SimulatorExtension.of(b -> b.vms(200).volumes(300));

    private final Caller admin = Caller.admin(CLOUD.get());

    private JsonNode rows(String command, String... more) {
        String[] all = new String[more.length + 4];
        System.arraycopy(more, 0, all, 0, more.length);
        all[more.length] = "listall";
        all[more.length + 1] = "true";
        all[more.length + 2] = "templatefilter";
        all[more.length + 3] = "all";
        return rowsOf(admin.get(command, all).inner());
    }

    private static JsonNode rowsOf(JsonNode inner) {
        return inner.properties().stream()
                .filter(each -> each.getValue().isArray())
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @ParameterizedTest
    @CsvSource({
        "listVirtualMachines, listVirtualMachines.json",
        "listVolumes, listVolumes.json",
        "listHosts, listHosts.json",
        "listUsers, listUsers.json",
        "listAccounts, listAccounts.json",
        "listOsTypes, listOsTypes.json",
        "listServiceOfferings, listServiceOfferings.json",
        "listDiskOfferings, listDiskOfferings.json",
        "listSnapshots, listSnapshots.json",
        "listSecurityGroups, listSecurityGroups.json",
        "listSSHKeyPairs, listSSHKeyPairs.json",
        "listStoragePools, listStoragePools.json",
        "listConfigurations, listConfigurations.json",
        "listNetworks, listNetworks.json",
        "listTemplates, listTemplates-all.json",
        "listZones, error-unknown-param-ignored.json"
    })
    void theOldestRowHasTheRecordedFields(String command, String capture) {
        Set<String> expected = fields(rowsOf(Capture.of(capture).inner()).get(0));
        // Keys are never listed, even if a recorded one was.
        expected.remove("apikey");
        JsonNode rows = rows(command);
        // The recorded volume is the root disk of a machine; here they are the oldest.
        int oldest = command.equals("listVolumes") ? rows.size() - 1 : 0;
        assertThat(fields(rows.get(oldest))).isEqualTo(expected);
    }

    @Test
    void aBriefMachineHasTheRecordedFields() {
        Set<String> expected =
                fields(rowsOf(Capture.of("listVirtualMachines-details-min.json").inner())
                        .get(1));
        assertThat(fields(rows("listVirtualMachines", "details", "min").get(0))).isEqualTo(expected);
    }

    @Test
    void capabilitiesAndNewKeyPairsAreAsRecorded() {
        assertThat(Capture.shape(admin.get("listCapabilities").inner()))
                .isEqualTo(Capture.shape(Capture.of("listCapabilities.json").inner()));
        assertThat(Capture.shape(
                        admin.post("createSSHKeyPair", "name", "schlüssel").inner()))
                .isEqualTo(Capture.shape(Capture.of("unicode-bmp.json").inner()));
        assertThat(admin.post("createSSHKeyPair", "name", "schlüssel").body()).contains("\"name\":\"schlüssel\"");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindIsListedFoundByIdAndDescribed(Kind kind) {
        JsonNode rows = rows(kind.listCommand, "pagesize", "-1");
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.path("id").asString(row.path("name").asString())));
        assertThat(ids).hasSize(rows.size()).isNotEmpty();
        String id =
                kind == Kind.CONFIGURATION ? kind.id(0) : rows.get(0).path("id").asString();
        assertThat(rows(kind.listCommand, "id", id).get(0)).isEqualTo(rows.get(0));
        JsonNode api = admin.get("listApis", "name", kind.listCommand)
                .inner()
                .path("api")
                .get(0);
        assertThat(api.path("isasync").asBoolean()).isFalse();
        assertThat(StreamSupport.stream(api.path("response").spliterator(), false)
                        .map(field -> field.path("name").asString()))
                .containsAll(
                        kind == Kind.VIRTUAL_MACHINE
                                ? Set.of("id")
                                : fields(rows.get(rows.size() - 1)).stream()
                                        .filter(name -> kind != Kind.VOLUME)
                                        .toList());
        assertThat(Caller.user(CLOUD.get())
                        .get(kind.listCommand, "templatefilter", "self")
                        .status())
                .isEqualTo(kind.adminOnly ? 432 : 200);
    }

    @Test
    void aMachineAndItsVolumeLieInOneZoneAndBelongToOneOwner() {
        JsonNode machines = rows("listVirtualMachines");
        JsonNode hosts = rows("listHosts");
        for (int i = 0; i < 40; i++) {
            JsonNode machine = machines.get(i);
            JsonNode volume = rows(
                            "listVolumes",
                            "virtualmachineid",
                            machine.path("id").asString())
                    .get(0);
            assertThat(volume.path("zoneid")).isEqualTo(machine.path("zoneid"));
            assertThat(volume.path("account")).isEqualTo(machine.path("account"));
            assertThat(volume.path("vmname")).isEqualTo(machine.path("name"));
            if (machine.has("hostid")) {
                JsonNode host = StreamSupport.stream(hosts.spliterator(), false)
                        .filter(each -> each.path("id").equals(machine.path("hostid")))
                        .findFirst()
                        .orElseThrow();
                assertThat(host.path("zoneid")).isEqualTo(machine.path("zoneid"));
                assertThat(host.path("name")).isEqualTo(machine.path("hostname"));
            } else {
                assertThat(machine.path("state").asString()).isEqualTo("Stopped");
            }
        }
    }

    @Test
    void filtersNarrowAListAndItsCount() {
        assertThat(rows("listVirtualMachines", "state", "stopped")).hasSize(40);
        String zone = rows("listZones").get(1).path("id").asString();
        assertThat(rows("listVirtualMachines", "zoneid", zone)).hasSize(100);
        assertThat(rows("listVirtualMachines", "zoneid", zone, "state", "Stopped"))
                .hasSize(20);
        assertThat(rows("listVirtualMachines", "name", "vm-0000123")).hasSize(1);
        assertThat(rows("listVirtualMachines", "keyword", "VM-00001")).hasSize(100);
        String one = Kind.VIRTUAL_MACHINE.id(7);
        String other = Kind.VIRTUAL_MACHINE.id(3);
        JsonNode both = rows("listVirtualMachines", "ids", one + "," + other);
        assertThat(both).hasSize(2);
        assertThat(both.get(0).path("id").asString()).isEqualTo(other);
        assertThat(rows("listVirtualMachines", "id", "8").get(0).path("id").asString())
                .isEqualTo(one);
    }

    @Test
    void aUserSeesWhatIsHisAndAnAdminToo() {
        Caller user = Caller.user(CLOUD.get());
        assertThat(user.get("listVirtualMachines", "listall", "true")
                        .inner()
                        .path("count")
                        .asInt())
                .isEqualTo(50);
        assertThat(admin.get("listVirtualMachines").inner().path("count").asInt())
                .isEqualTo(150);
        assertThat(admin.get("listVirtualMachines", "listall", "true")
                        .inner()
                        .path("count")
                        .asInt())
                .isEqualTo(200);
        assertThat(user.get("listAccounts")
                        .inner()
                        .path("account")
                        .get(0)
                        .path("name")
                        .asString())
                .isEqualTo("acme-user");
    }

    @Test
    void xmlHoldsTheSameRows() {
        String xml =
                admin.xml("listVirtualMachines", "page", "1", "pagesize", "2").body();
        assertThat(xml)
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><listvirtualmachinesresponse"
                        + " cloud-stack-version=\"4.22.0.0-SNAPSHOT\"><count>150</count><virtualmachine><id>");
        assertThat(xml).contains("</virtualmachine><virtualmachine><id>").endsWith("</listvirtualmachinesresponse>");
        assertThat(admin.xml("listVirtualMachines", "listall", "true", "page", "99", "pagesize", "5")
                        .body())
                .isEqualTo(Capture.of("listVirtualMachines-past-end.xml")
                        .body()
                        .strip()
                        .replace(">12<", ">200<"));
    }

    private static Set<String> fields(JsonNode row) {
        return new HashSet<>(row.propertyNames());
    }
}
