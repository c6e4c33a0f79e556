package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.simulator.Simulator;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * The client that is tried, and what it must find on the cloud.
 *
 * @param resendRuleBroken whether commands that change something are given out as safe to repeat, for a test of this test
 * @param systems the ids that listOsTypes gives, in order
 */
record Scene(
        CloudStackClient client,
        boolean resendRuleBroken,
        List<String> systems,
        String version,
        String zone,
        String serviceOffering,
        String template,
        String networkOffering) {

    static Scene of(CloudStackClient client, boolean resendRuleBroken, Simulator simulator) {
        return new Scene(
                client,
                resendRuleBroken,
                simulator.rows("listOsTypes").ids(),
                "4.22.0.0-SNAPSHOT",
                first(simulator, "listZones"),
                first(simulator, "listServiceOfferings"),
                first(simulator, "listTemplates"),
                first(simulator, "listNetworkOfferings"));
    }

    private static String first(Simulator simulator, String list) {
        return simulator.rows(list).ids().get(0);
    }

    /** A command that changes something and answers at once. */
    UntypedCommand<JsonNode> change(String name) {
        return Command.of(name).safe(resendRuleBroken);
    }

    /** A command that is known to start a job. */
    UntypedCommand<JsonNode> job(String name) {
        return Command.async(name).safe(resendRuleBroken);
    }

    AsyncCommand<JsonNode> deploy(String name) {
        return job("deployVirtualMachine")
                .with("zoneid", zone)
                .with("serviceofferingid", serviceOffering)
                .with("templateid", template)
                .with("name", name);
    }

    static String nameOf(JsonNode row) {
        return Objects.requireNonNullElse(row.path("name").asString(""), "");
    }
}
