package io.github.cloudstackreactive.benchmarks.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Set;
import org.jclouds.ContextBuilder;
import org.jclouds.cloudstack.CloudStackApi;
import org.jclouds.cloudstack.domain.VirtualMachine;
import org.jclouds.cloudstack.options.ListVirtualMachinesOptions;

/** Apache jclouds; it asks for the machines of all accounts of its own accord. */
final class Jclouds implements Contestant {

    private final CloudStackApi cloud;

    Jclouds(URI endpoint) {
        cloud = ContextBuilder.newBuilder("cloudstack")
                .endpoint(endpoint.toString())
                .credentials(API_KEY, SECRET_KEY)
                .buildApi(CloudStackApi.class);
    }

    @Override
    public void list(RowCheck rows) {
        int size;
        int page = 1;
        do {
            Set<VirtualMachine> machines = cloud.getVirtualMachineApi().listVirtualMachines(new Paged(page++));
            size = machines.size();
            machines.forEach(machine -> rows.accept(machine.getId()));
        } while (size == PAGE_SIZE && !rows.timeIsUp());
    }

    @Override
    public void close() {
        try {
            cloud.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its options know no pages, but take what is put into them. */
    private static final class Paged extends ListVirtualMachinesOptions {

        Paged(int page) {
            queryParameters.put("page", String.valueOf(page));
            queryParameters.put("pagesize", String.valueOf(PAGE_SIZE));
        }
    }
}
