package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.Zone;
import io.github.cloudstackreactive.simulator.Simulator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The typed API against the simulated cloud, over real sockets. */
class TypedApiTest {

    private static Simulator simulator;
    private static CloudStackClient cloud;

    @BeforeAll
    static void start() {
        simulator = Simulator.builder().vms(1_200).start();
        cloud = CloudStackClient.builder()
                .endpoint(simulator.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .build();
    }

    @AfterAll
    static void stop() {
        cloud.close();
        simulator.close();
    }

    @Test
    void aListGivesTypedRowsOfAllPages() {
        List<VirtualMachine> machines = cloud.virtualMachines()
                .listVirtualMachines(query -> query.listAll(true))
                .collectList()
                .block();

        assertThat(machines).hasSize(1_200).allSatisfy(machine -> {
            assertThat(machine.id()).isNotNull();
            assertThat(machine.zoneName()).isNotNull();
            assertThat(machine.created()).isNotNull();
            assertThat(machine.unknownFields()).isEmpty();
        });
    }

    @Test
    void aDeployedMachineIsTheJobsResult() {
        Zone zone = cloud.zones().listZones().blockFirst();
        String offering = cloud.offerings().listServiceOfferings().blockFirst().id();
        String template = cloud.templates()
                .listTemplates(query -> query.templateFilter("featured"))
                .blockFirst()
                .id();

        VirtualMachine web = cloud.virtualMachines()
                .deployVirtualMachine(deploy -> deploy.zoneId(zone.id())
                        .serviceOfferingId(offering)
                        .templateId(template)
                        .name("web-1"))
                .block();

        assertThat(web.name()).isEqualTo("web-1");
        assertThat(web.zoneId()).isEqualTo(zone.id());
    }
}
