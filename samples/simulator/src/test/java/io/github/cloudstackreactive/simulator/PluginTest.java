package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** A list that takes {@code page} and does not heed it, with full pages and a field that is never twice the same. */
    @Test
    void aListThatIgnoresPagesIsAPlugin() {
        AtomicInteger asks = new AtomicInteger();
        try (Simulator cloud = Simulator.builder()
                .vms(1)
                .command(
                        "listWidgets",
                        "listall:boolean page:integer pagesize:integer",
                        "id:string cpuused:string",
                        asked -> {
                            int rows = Integer.parseInt(asked.getOrDefault("pagesize", "500"));
                            int ask = asks.incrementAndGet();
                            return IntStream.range(0, rows)
                                    .mapToObj(row -> "{\"id\":\"w-" + row + "\",\"cpuused\":\"" + ask + "%\"}")
                                    .collect(Collectors.joining(",", "{\"count\":40,\"widget\":[", "]}"));
                        })
                .start()) {
            Caller caller = Caller.user(cloud);
            List<List<String>> pages = new ArrayList<>();
            for (String page : List.of("1", "2")) {
                pages.add(pairs(
                        caller.get("listWidgets", "page", page, "pagesize", "3")
                                .inner()
                                .path("widget"),
                        "id",
                        "cpuused"));
            }
            assertThat(pages)
                    .containsExactly(List.of("w-0=1%", "w-1=1%", "w-2=1%"), List.of("w-0=2%", "w-1=2%", "w-2=2%"));
            JsonNode listed = caller.get("listApis", "name", "listWidgets")
                    .inner()
                    .path("api")
                    .get(0);
            assertThat(pairs(listed.path("params"), "type")).contains("page=integer", "pagesize=integer");
            assertThat(cloud.requests("listWidgets")).isEqualTo(2);
        }
    }

    private static List<String> pairs(JsonNode rows, String field) {
        return pairs(rows, "name", field);
    }

    private static List<String> pairs(JsonNode rows, String name, String field) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.path(name).asString() + "=" + row.path(field).asString())
                .toList();
    }
}
