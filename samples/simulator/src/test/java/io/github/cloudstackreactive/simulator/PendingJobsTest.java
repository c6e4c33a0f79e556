package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What {@code listAsyncJobs} shows to whoever tracks many jobs, and how it can be missing. */
class PendingJobsTest {

    private static Simulator start(UnaryOperator<SimulatorBuilder> more) {
        return more.apply(Simulator.builder().vms(1).volumes(0).jobDuration(Duration.ofMinutes(10)))
                .start();
    }

    private static String deploy(Caller caller) {
        return caller.post(
                        "deployVirtualMachine",
                        "zoneid",
                        Kind.ZONE.id(0),
                        "serviceofferingid",
                        Kind.SERVICE_OFFERING.id(0))
                .inner()
                .path("jobid")
                .asString();
    }

    private static List<String> ids(Caller.Reply listed) {
        return listed.inner()
                .path("asyncjobs")
                .valueStream()
                .map(each -> each.path("jobid").asString())
                .toList();
    }

    private static int count(Caller.Reply listed) {
        return listed.inner().path("count").asInt();
    }

    @Test
    void pagesTogetherHoldEveryJobInTheOrderOfTheirStart() {
        try (Simulator cloud = start(b -> b.defaultPageSize(3))) {
            Caller user = Caller.user(cloud);
            List<String> started = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                started.add(deploy(user));
            }
            List<String> found = new ArrayList<>();
            for (int page = 1; page <= 3; page++) {
                Caller.Reply listed = user.get("listAsyncJobs", "page", Integer.toString(page), "pagesize", "3");
                assertThat(count(listed)).isEqualTo(7);
                found.addAll(ids(listed));
            }
            assertThat(found).isEqualTo(started);
            assertThat(user.get("listAsyncJobs", "page", "4", "pagesize", "3").body())
                    .isEqualTo("{\"listasyncjobsresponse\":{\"count\":7}}");
            assertThat(ids(user.get("listAsyncJobs"))).isEqualTo(started.subList(0, 3));
            assertThat(ids(user.get("listAsyncJobs", "pagesize", "-1"))).isEqualTo(started);
            assertThat(user.get("listAsyncJobs", "page", "1", "pagesize", "4").status())
                    .isEqualTo(431);
        }
    }

    @Test
    void aFinishedJobMovesTheRowsBehindIt() {
        try (Simulator cloud =
                start(b -> b.jobDuration(job -> "short".equals(job.name()) ? Duration.ZERO : Duration.ofMinutes(10)))) {
            Caller user = Caller.user(cloud);
            String first = deploy(user);
            user.post(
                    "deployVirtualMachine",
                    "name",
                    "short",
                    "zoneid",
                    Kind.ZONE.id(0),
                    "serviceofferingid",
                    Kind.SERVICE_OFFERING.id(0));
            String third = deploy(user);
            assertThat(ids(user.get("listAsyncJobs", "page", "1", "pagesize", "2")))
                    .containsExactly(first, third);
            assertThat(cloud.pendingJobs()).isEqualTo(2);
        }
    }

    @Test
    void onlyAnAdminWhoAsksForAllSeesTheJobsOfOthers() {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            Caller admin = Caller.admin(cloud);
            String admins = deploy(admin);
            String users = deploy(user);
            assertThat(ids(user.get("listAsyncJobs"))).containsExactly(users);
            assertThat(ids(user.get("listAsyncJobs", "listall", "true"))).containsExactly(users);
            assertThat(ids(admin.get("listAsyncJobs"))).containsExactly(admins);
            assertThat(ids(admin.get("listAsyncJobs", "listall", "true"))).containsExactly(admins, users);
        }
    }

    @Test
    void otherJobsOfEachAccountComeFirstAndNeverEnd() {
        try (Simulator cloud = start(b -> b.otherJobs(600).jobDuration(Duration.ZERO))) {
            Caller user = Caller.user(cloud);
            deploy(user);
            Caller.Reply listed = user.get("listAsyncJobs", "page", "2", "pagesize", "500");
            assertThat(count(listed)).isEqualTo(600);
            assertThat(ids(listed)).hasSize(100);
            assertThat(user.get("queryAsyncJobResult", "jobid", ids(listed).get(0))
                            .inner()
                            .path("jobstatus")
                            .asInt(-1))
                    .isZero();
            assertThat(count(Caller.admin(cloud).get("listAsyncJobs", "listall", "true")))
                    .isEqualTo(1200);
            assertThat(cloud.pendingJobs()).isEqualTo(1200);
        }
        assertThatThrownBy(() -> Simulator.builder().otherJobs(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCommandThatIsTakenAwayIsUnknown() {
        try (Simulator cloud = start(b -> b.without("listAsyncJobs"))) {
            Caller.Reply refused = Caller.user(cloud).get("listAsyncJobs");
            Capture recorded = Capture.of("error-unknown-command.json");
            assertThat(refused.status()).isEqualTo(recorded.status()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo(recorded.body().strip());
            assertThat(Caller.admin(cloud)
                            .get("listApis", "name", "listAsyncJobs")
                            .status())
                    .isEqualTo(530);
        }
        try (Simulator cloud = start(b -> b.without("listAsyncJobs").unauthenticated(true))) {
            assertThat(Caller.admin(cloud).get("listAsyncJobs").status()).isEqualTo(432);
        }
        assertThatThrownBy(() -> Simulator.builder().without("listAsyncJob").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listAsyncJob");
    }

    @Test
    void aForbiddenCommandIsNotAvailable() {
        try (Simulator cloud = start(b -> b.forbid("listAsyncJobs"))) {
            for (Caller caller : List.of(Caller.user(cloud), Caller.admin(cloud))) {
                Caller.Reply refused = caller.get("listAsyncJobs");
                assertThat(refused.status()).isEqualTo(432);
                assertThat(refused.key()).isEqualTo("errorresponse");
                assertThat(refused.code()).isEqualTo(9999);
                assertThat(refused.text()).startsWith("The API [listAsyncJobs] does not exist or is not available");
                assertThat(caller.get("listApis").body()).doesNotContain("listAsyncJobs");
            }
        }
        try (Simulator cloud = start(b -> b.forbid("listAsyncJobs").unauthenticated(true))) {
            assertThat(Caller.admin(cloud).get("listAsyncJobs").status()).isEqualTo(432);
        }
        assertThatThrownBy(() -> Simulator.builder().forbid("listAsyncJob").start())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
