package io.github.cloudstackreactive.simulator;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The commands that change virtual machines. */
final class MachineCommands {

    /** What is left of an expunged machine in its job's result (queryAsyncJobResult-destroy-expunge.json.txt). */
    private static final String EXPUNGED =
            "{\"virtualmachine\":{\"securitygroup\":[],\"nic\":[],\"affinitygroup\":[],\"deleteprotection\":false,\"tags\":[]}}";

    private static final String PACKAGE = "org.apache.cloudstack.api.command.";

    private final Inventory inventory;
    private final Jobs jobs;
    private final Settings settings;
    private final Shelf machines;

    private MachineCommands(Inventory inventory, Jobs jobs, Settings settings) {
        this.inventory = inventory;
        this.jobs = jobs;
        this.settings = settings;
        this.machines = inventory.shelf(Kind.VIRTUAL_MACHINE);
    }

    static void addTo(Commands commands, Inventory inventory, Jobs jobs, Settings settings) {
        MachineCommands machine = new MachineCommands(inventory, jobs, settings);
        commands.addAsync(
                "deployVirtualMachine",
                "Creates and automatically starts an Instance based on a service offering, disk offering, and Template",
                "serviceofferingid:uuid! zoneid:uuid! templateid:uuid name:string displayname:string networkids:list"
                        + " keypair:string userdata:string details:map",
                machine::deploy);
        commands.addAsync(
                "startVirtualMachine",
                "Starts an Instance.",
                "id:uuid!",
                (call, caller) -> machine.change(call, caller, "StartVMCmd", "Starting", "Running"));
        commands.addAsync(
                "stopVirtualMachine",
                "Stops an Instance.",
                "id:uuid! forced:boolean",
                (call, caller) -> machine.change(call, caller, "StopVMCmd", "Stopping", "Stopped"));
        commands.addAsync(
                "rebootVirtualMachine",
                "Reboots an Instance.",
                "id:uuid! forced:boolean",
                (call, caller) -> machine.change(call, caller, "RebootVMCmd", "Running", "Running"));
        commands.addAsync(
                "destroyVirtualMachine",
                "Destroys an Instance. Once destroyed, only the administrator can recover it.",
                "id:uuid! expunge:boolean",
                machine::destroy);
        commands.add(
                "updateVirtualMachine",
                "Updates properties of an Instance.",
                "id:uuid! name:string displayname:string details:map",
                machine::update);
    }

    /**
     * Makes the machine's row first and starts the job then, as the server does: if the job's id is refused, a stopped
     * machine stays behind (behaviour (g)).
     */
    private Answer deploy(Call call, Account caller) {
        long offering = indexOf(call, Kind.SERVICE_OFFERING, "serviceofferingid");
        int zone = (int) indexOf(call, Kind.ZONE, "zoneid");
        String name = call.parameters().filled("name");
        String shown = call.parameters().filled("displayname");
        String created = Dates.format(settings.clock.instant());
        Row row = Row.created("", "", "Stopped", zone, caller, created).withRelated(Kind.SERVICE_OFFERING, offering);
        if (call.parameters().filled("templateid") != null) {
            row = row.withRelated(Kind.TEMPLATE, indexOf(call, Kind.TEMPLATE, "templateid"));
        }
        long index = machines.create(row);
        String id = machines.id(index);
        String named = name == null ? "VM-" + id : name;
        String shownAs = shown == null ? named : shown;
        set(index, was -> was.withName(named).withDisplayName(shownAs));
        String job = startJob(
                call,
                caller,
                index,
                "DeployVMCmd",
                new Work(index, "Starting", "Error", () -> finished(index, "Running")));
        return new Answer.Json(
                new JsonText.Fields().text("id", id).text("jobid", job).done());
    }

    private Answer change(Call call, Account caller, String commandClass, String meanwhile, String then) {
        long index = owned(call, caller);
        String before = inventory.state(Kind.VIRTUAL_MACHINE, index);
        Work work = new Work(index, meanwhile, before, () -> finished(index, then));
        return jobId(startJob(call, caller, index, commandClass, work));
    }

    private Answer destroy(Call call, Account caller) {
        long index = owned(call, caller);
        boolean expunge = call.parameters().isTrue("expunge");
        String before = inventory.state(Kind.VIRTUAL_MACHINE, index);
        Work work = new Work(index, before, before, () -> {
            if (expunge) {
                machines.remove(index, inventory.row(Kind.VIRTUAL_MACHINE, index));
                return EXPUNGED;
            }
            return finished(index, "Destroyed");
        });
        return jobId(startJob(call, caller, index, "DestroyVMCmd", work));
    }

    /** A job on a machine: the machine's state while it is pending, after it failed, and what it does to succeed. */
    private final class Work implements Job.Work {

        private final long index;
        private final String meanwhile;
        private final String afterFailure;
        private final Supplier<String> done;

        Work(long index, String meanwhile, String afterFailure, Supplier<String> done) {
            this.index = index;
            this.meanwhile = meanwhile;
            this.afterFailure = afterFailure;
            this.done = done;
        }

        @Override
        public void begin(String job) {
            set(index, was -> was.withState(meanwhile).withPendingJob(job));
        }

        @Override
        public String succeed() {
            return done.get();
        }

        @Override
        public void fail() {
            set(index, was -> was.withState(afterFailure).withPendingJob(null));
        }
    }

    private Answer update(Call call, Account caller) {
        long index = owned(call, caller);
        String name = call.parameters().filled("name");
        String shown = call.parameters().filled("displayname");
        set(
                index,
                was -> was.withName(name == null ? was.name() : name)
                        .withDisplayName(shown == null ? was.displayName() : shown));
        return Answer.object("virtualmachine", inventory.rowJson(Kind.VIRTUAL_MACHINE, index));
    }

    /** The end of a job; the row in its result still carries the job (queryAsyncJobResult-success-object.json.txt). */
    private String finished(long index, String state) {
        set(index, was -> was.withState(state));
        String json = inventory.rowJson(Kind.VIRTUAL_MACHINE, index);
        set(index, was -> was.withPendingJob(null));
        return "{\"virtualmachine\":" + json + "}";
    }

    private void set(long index, UnaryOperator<Row> change) {
        machines.change(index, inventory.asRow(Kind.VIRTUAL_MACHINE, index), change);
    }

    private String startJob(Call call, Account caller, long index, String commandClass, Job.Work work) {
        return jobs.start(call, caller, commandClass(caller, commandClass), "VirtualMachine", machines.id(index), work);
    }

    private static Answer jobId(String job) {
        return new Answer.Json(new JsonText.Fields().text("jobid", job).done());
    }

    private static String commandClass(Account caller, String name) {
        return caller.admin() ? PACKAGE + "admin.vm." + name + "ByAdmin" : PACKAGE + "user.vm." + name;
    }

    private long owned(Call call, Account caller) {
        long index = indexOf(call, Kind.VIRTUAL_MACHINE, "id");
        if (!caller.admin() && inventory.owner(Kind.VIRTUAL_MACHINE, index) != caller) {
            throw Refusal.otherOwner();
        }
        return index;
    }

    private long indexOf(Call call, Kind kind, String parameter) {
        String id = call.required(parameter.toLowerCase(Locale.ROOT));
        OptionalLong index = inventory.shelf(kind).find(id);
        if (index.isEmpty()) {
            throw Refusal.unknownId(call.name(), parameter, id);
        }
        return index.getAsLong();
    }
}
