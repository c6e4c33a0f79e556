package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Commands that a test brings along. */
class PluginTest {

    @RegisterExtension
    static final SimulatorExtension CLOUD = SimulatorExtension.of(b -> b.vms(1)
            .command(
                    "getMoonPhase",
                    "date:date! hemisphere:string",
                    "phase:string percent:double waxing:boolean",
                    asked -> "{\"moonphase\":{\"phase\":\"" + asked.getOrDefault("hemisphere", "north")
                            + "\",\"percent\":50.0,\"waxing\":true}}"));

    @Test
    void itIsCalledUnderItsOwnKeyAndInAnyCaseOfItsParameters() {
        Caller.Reply reply = Caller.user(CLOUD.get()).get("getMoonPhase", "date", "2026-11-21", "hemiSphere", "south");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.key()).isEqualTo("getmoonphaseresponse");
        assertThat(reply.inner().path("moonphase").path("phase").asString()).isEqualTo("south");
    }

    @Test
    void whatItRequiresIsRequired() {
        Caller.Reply reply = Caller.user(CLOUD.get()).get("getMoonPhase");

        assertThat(reply.status()).isEqualTo(431);
        assertThat(reply.text()).isEqualTo("Unable to execute API command getmoonphase due to missing parameter date");
    }

    @Test
    void itIsListedAsARealServerListsACommand() {
        JsonNode listed = Caller.user(CLOUD.get())
                .get("listApis", "name", "getMoonPhase")
                .inner()
                .path("api")
                .get(0);
        JsonNode recorded =
                Capture.of("2fa-listApis-before-validate").inner().path("api").get(0);

        assertThat(listed.propertyNames()).containsExactlyInAnyOrderElementsOf(recorded.propertyNames());
        for (String part : List.of("params", "response")) {
            assertThat(recorded.path(part).get(0).propertyNames())
                    .containsAll(listed.path(part).get(0).propertyNames());
        }
        assertThat(pairs(listed.path("params"), "required")).containsExactly("date=true", "hemisphere=false");
        assertThat(pairs(listed.path("response"), "type"))
                .containsExactly("phase=string", "percent=double", "waxing=boolean");
    }

    private static List<String> pairs(JsonNode rows, String field) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.path("name").asString() + "=" + row.path(field).asString())
                .toList();
    }
}
