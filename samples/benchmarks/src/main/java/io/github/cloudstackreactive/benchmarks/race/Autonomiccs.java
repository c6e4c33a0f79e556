package io.github.cloudstackreactive.benchmarks.race;

import br.com.autonomiccs.apacheCloudStack.client.ApacheCloudStackClient;
import br.com.autonomiccs.apacheCloudStack.client.ApacheCloudStackRequest;
import br.com.autonomiccs.apacheCloudStack.client.beans.ApacheCloudStackUser;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;

/** The client of Autonomiccs, into the tree of Gson, which it brings; it opens a connection for each call. */
final class Autonomiccs implements Contestant {

    private final ApacheCloudStackClient cloud;

    Autonomiccs(URI endpoint) {
        cloud = new ApacheCloudStackClient(endpoint.toString(), new ApacheCloudStackUser(SECRET_KEY, API_KEY));
    }

    @Override
    public void list(RowCheck rows) {
        int size;
        int page = 1;
        do {
            JsonArray machines = page(page++);
            size = machines.size();
            for (JsonElement machine : machines) {
                rows.accept(machine.getAsJsonObject().get("id").getAsString());
            }
        } while (size == PAGE_SIZE && !rows.timeIsUp());
    }

    private JsonArray page(int number) {
        ApacheCloudStackRequest request = new ApacheCloudStackRequest("listVirtualMachines")
                .addParameter("listall", true)
                .addParameter("page", number)
                .addParameter("pagesize", PAGE_SIZE)
                .addParameter("response", "json");
        return cloud.executeRequest(request, JsonObject.class)
                .getAsJsonObject("listvirtualmachinesresponse")
                .getAsJsonArray("virtualmachine");
    }

    @Override
    public void close() {
        // It holds nothing open.
    }
}
