package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The life of a job, and what becomes of a repeated {@code customjobid}. */
class JobsTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** Jobs end when the test says so: they take no time once the gate is open, and very long before. */
    private final AtomicBoolean instantly = new AtomicBoolean(true);

    private Simulator start(java.util.function.UnaryOperator<SimulatorBuilder> more) {
        return more.apply(Simulator.builder()
                        .vms(10)
                        .volumes(0)
                        .jobDuration(request -> instantly.get() ? Duration.ZERO : LONG))
                .start();
    }

    private static String[] deployment(String... more) {
        String[] all = new String[4 + more.length];
        all[0] = "zoneid";
        all[1] = Kind.ZONE.id(1);
        all[2] = "serviceofferingid";
        all[3] = Kind.SERVICE_OFFERING.id(0);
        System.arraycopy(more, 0, all, 4, more.length);
        return all;
    }

    private static JsonNode query(Caller caller, Caller.Reply started) {
        return caller.get(
                        "queryAsyncJobResult",
                        "jobid",
                        started.inner().path("jobid").asString())
                .inner();
    }

    @Test
    void aPendingJobHasNoResultAndIsListed() {
        instantly.set(false);
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            Caller.Reply started = user.post("deployVirtualMachine", deployment("name", "web-1"));
            assertThat(Capture.shape(started.inner()))
                    .isEqualTo(Capture.shape(
                            Capture.of("deployVirtualMachine.json").inner()));
            JsonNode job = query(user, started);
            assertThat(Capture.shape(job))
                    .isEqualTo(Capture.shape(
                            Capture.of("queryAsyncJobResult-pending.json").inner()));
            assertThat(job.path("jobstatus").asInt()).isZero();
            assertThat(job.path("jobinstanceid")).isEqualTo(started.inner().path("id"));
            Caller.Reply listed = Caller.admin(cloud).get("listAsyncJobs", "listall", "true");
            assertThat(Capture.shape(listed.inner()))
                    .isEqualTo(Capture.shape(
                            Capture.of("listAsyncJobs-admin-while-pending.json").inner()));
            assertThat(cloud.pendingJobs()).isEqualTo(1);
            assertThat(cloud.vmsByState()).containsEntry("Starting", 1L);
            JsonNode row = user.get(
                            "listVirtualMachines",
                            "id",
                            started.inner().path("id").asString())
                    .inner()
                    .path("virtualmachine")
                    .path(0);
            assertThat(row.path("jobid")).isEqualTo(started.inner().path("jobid"));
        }
    }

    @Test
    void aFinishedJobHasAResultAndIsNotListed() {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            JsonNode job = query(user, user.post("deployVirtualMachine", deployment("name", "web-1")));
            JsonNode recorded =
                    Capture.of("queryAsyncJobResult-success-object.json").inner();
            assertThat(Capture.keys(job)).isEqualTo(Capture.keys(recorded));
            assertThat(Capture.shape(job)).containsAll(withoutReadOnlyDetails(Capture.shape(recorded)));
            assertThat(job.path("jobstatus").asInt()).isEqualTo(1);
            JsonNode machine = job.path("jobresult").path("virtualmachine");
            assertThat(machine.path("name").asString()).isEqualTo("web-1");
            assertThat(machine.path("state").asString()).isEqualTo("Running");
            assertThat(machine.path("zoneid").asString()).isEqualTo(Kind.ZONE.id(1));
            assertThat(user.get("listAsyncJobs", "listall", "true").body())
                    .isEqualTo(
                            Capture.of("listAsyncJobs-user-after.json").body().strip());
        }
    }

    private static java.util.Set<String> withoutReadOnlyDetails(java.util.Set<String> shape) {
        shape.removeIf(each -> each.contains("readonlydetails"));
        return shape;
    }

    @Test
    void aFailedJobHasAnErrorAsItsResult() {
        try (Simulator cloud = start(b -> b.failJobs(job -> "bad".equals(job.name()), 533, "No destination found")
                .cancelJobs(job -> "lost".equals(job.name())))) {
            Caller admin = Caller.admin(cloud);
            JsonNode failed = query(admin, admin.post("deployVirtualMachine", deployment("name", "bad")));
            assertThat(Capture.shape(failed))
                    .isEqualTo(Capture.shape(
                            Capture.of("queryAsyncJobResult-failed-admin.json").inner()));
            assertThat(failed.path("jobstatus").asInt()).isEqualTo(2);
            assertThat(failed.path("jobresultcode").asInt()).isEqualTo(533);
            JsonNode cancelled = query(admin, admin.post("deployVirtualMachine", deployment("name", "lost")));
            assertThat(cancelled.path("jobstatus").asInt()).isEqualTo(3);
            JsonNode fine = query(admin, admin.post("deployVirtualMachine", deployment("name", "good")));
            assertThat(fine.path("jobstatus").asInt()).isEqualTo(1);
            assertThat(cloud.vmsByState()).containsEntry("Error", 2L);
        }
    }

    @Test
    void anotherAccountsJobIsNotShown() {
        try (Simulator cloud = start(b -> b)) {
            Caller.Reply started = Caller.admin(cloud).post("deployVirtualMachine", deployment());
            Caller.Reply asked = Caller.user(cloud)
                    .get(
                            "queryAsyncJobResult",
                            "jobid",
                            started.inner().path("jobid").asString());
            assertThat(asked.status()).isEqualTo(531);
            assertThat(asked.code()).isEqualTo(4365);
        }
    }

    @Test
    void aFinishedJobIsForgottenIfThatIsWanted() {
        try (Simulator cloud = start(b -> b.purgeFinishedJobs(Duration.ZERO))) {
            Caller admin = Caller.admin(cloud);
            Caller.Reply started = admin.post("deployVirtualMachine", deployment());
            cloud.pendingJobs();
            String id = started.inner().path("jobid").asString();
            assertThat(admin.get("queryAsyncJobResult", "jobid", id).status()).isEqualTo(431);
        }
    }

    @Test
    void theCallersOwnIdIsTheJobsIdAndARepeatLeavesAStoppedMachine() {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            Map<String, Long> before = cloud.vmsByState();
            String id = UUID.randomUUID().toString();
            String[] deploy = deployment("name", "once", "customjobid", id);
            assertThat(user.post("deployVirtualMachine", deploy)
                            .inner()
                            .path("jobid")
                            .asString())
                    .isEqualTo(id);
            assertThat(user.get("queryAsyncJobResult", "jobid", id)
                            .inner()
                            .path("jobstatus")
                            .asInt())
                    .isEqualTo(1);
            for (int repeat = 1; repeat <= 3; repeat++) {
                Caller.Reply refused = user.post("deployVirtualMachine", deploy);
                assertThat(refused.status()).isEqualTo(431);
                assertThat(refused.code()).isEqualTo(4350);
                assertThat(refused.text())
                        .isEqualTo("UUID: " + id + " already exists so can't create/update with custom id");
                assertThat(cloud.vmsByState()).containsEntry("Stopped", before.get("Stopped") + repeat);
            }
            assertThat(cloud.vmsByState()).containsEntry("Running", before.get("Running") + 1);
        }
    }

    @Test
    void ofFourSentAtOnceWithOneIdOneRunsAndThreeAreLeftStopped() {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            Map<String, Long> before = cloud.vmsByState();
            String[] deploy = deployment("customjobid", UUID.randomUUID().toString());
            long accepted = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> user.post("deployVirtualMachine", deploy)))
                    .toList()
                    .stream()
                    .filter(sent -> sent.join().status() == 200)
                    .count();
            assertThat(accepted).isEqualTo(1);
            assertThat(cloud.vmsByState())
                    .containsEntry("Running", before.get("Running") + 1)
                    .containsEntry("Stopped", before.get("Stopped") + 3);
        }
    }

    @Test
    void anIdThatIsNoUuidIsRefusedAndARepeatOfTagsLeavesNothing() {
        try (Simulator cloud = start(b -> b)) {
            Caller admin = Caller.admin(cloud);
            assertThat(admin.post("deployVirtualMachine", deployment("customjobid", "mine"))
                            .text())
                    .endsWith("doesn't follow the UUID format");
            String vm = Kind.VIRTUAL_MACHINE.id(0);
            long vms = cloud.vms();
            String[] tags = {
                "resourceids",
                vm,
                "resourcetype",
                "UserVm",
                "tags[0].key",
                "env",
                "tags[0].value",
                "prod",
                "customjobid",
                UUID.randomUUID().toString()
            };
            assertThat(admin.post("createTags", tags).status()).isEqualTo(200);
            assertThat(admin.post("createTags", tags).status()).isEqualTo(431);
            assertThat(cloud.vms()).isEqualTo(vms);
        }
    }

    @Test
    void anOlderServerIgnoresTheCallersIdAndDeploysTwice() {
        try (Simulator cloud = start(b -> b.ignoreCustomJobId(true))) {
            Caller admin = Caller.admin(cloud);
            String id = UUID.randomUUID().toString();
            Caller.Reply first = admin.post("deployVirtualMachine", deployment("customjobid", id));
            Caller.Reply second = admin.post("deployVirtualMachine", deployment("customjobid", id));
            assertThat(first.inner().path("jobid").asString()).isNotEqualTo(id);
            assertThat(second.status()).isEqualTo(200);
            assertThat(cloud.vms()).isEqualTo(12);
            assertThat(admin.get("queryAsyncJobResult", "jobid", id).status()).isEqualTo(431);
        }
    }
}
