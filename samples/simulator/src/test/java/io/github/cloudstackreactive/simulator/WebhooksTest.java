package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The webhooks of behaviour (i): how they are kept, and what they are told of jobs. */
@Timeout(60)
class WebhooksTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private static Simulator start(UnaryOperator<SimulatorBuilder> more) {
        return more.apply(Simulator.builder().vms(10).volumes(5).jobDuration(SHORT))
                .start();
    }

    private static Caller.Reply create(Caller caller, String name, String url, String... more) {
        String[] all = new String[4 + more.length];
        all[0] = "name";
        all[1] = name;
        all[2] = "payloadurl";
        all[3] = url;
        System.arraycopy(more, 0, all, 4, more.length);
        return caller.post("createWebhook", all);
    }

    private static String idOf(Caller.Reply created) {
        assertThat(created.status()).isEqualTo(200);
        return created.inner().path("webhook").path("id").asString();
    }

    private static Caller.Reply deploy(Caller caller) {
        return caller.post(
                "deployVirtualMachine", "zoneid", Kind.ZONE.id(0), "serviceofferingid", Kind.SERVICE_OFFERING.id(0));
    }

    private static int statusOf(Caller caller, Caller.Reply started) {
        return caller.get(
                        "queryAsyncJobResult",
                        "jobid",
                        started.inner().path("jobid").asString())
                .inner()
                .path("jobstatus")
                .asInt();
    }

    private static String signature(byte[] body, String key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    /** For what only shows when it is asked for. */
    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("20 seconds have passed").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<String> statuses(List<Receiver.Delivered> deliveries) {
        return deliveries.stream().map(Receiver.Delivered::status).toList();
    }

    @Test
    void aDeploymentIsToldInThreeDeliveriesLikeThoseOfARealServer() throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T00:51:20Z"), ZoneOffset.UTC);
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.clock(clock))) {
            Caller user = Caller.user(cloud);
            create(user, "all", receiver.url("/hook"), "secretkey", "käy");
            Caller.Reply started = deploy(user);
            String machine = started.inner().path("id").asString();
            List<Receiver.Delivered> deliveries = receiver.await(3, each -> true);

            assertThat(statuses(deliveries)).containsExactly("Scheduled", "Started", "Completed");
            for (Receiver.Delivered delivery : deliveries) {
                assertThat(delivery.method()).isEqualTo("POST");
                assertThat(delivery.path()).isEqualTo("/hook");
                assertThat(delivery.header("X-CS-Event")).isEqualTo("VM.CREATE");
                assertThat(delivery.header("X-CS-Signature")).isEqualTo(signature(delivery.body(), "käy"));
                assertThat(delivery.header("User-Agent"))
                        .isEqualTo("CS-Hookshot/" + cloud.user().id());
                assertThat(delivery.header("Content-Type")).isEqualTo("application/json; charset=UTF-8");
            }
            assertThat(deliveries.stream()
                            .map(each -> each.header("X-CS-Event-ID"))
                            .distinct())
                    .hasSize(3);
            assertThat(new String(deliveries.get(2).body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"eventDateTime\":\"2026-11-21 00:51:20 +0000\",\"event\":\"VM.CREATE\","
                            + "\"entity\":\"VirtualMachine\",\"entityuuid\":\"" + machine
                            + "\",\"status\":\"Completed\",\"description\":\"Successfully completed deploying Vm. Id: "
                            + machine + "\",\"account\":\"" + cloud.user().id() + "\",\"user\":\""
                            + cloud.user().userId() + "\"}");
        }
    }

    @Test
    void withoutAKeyNothingIsSigned() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            Caller admin = Caller.admin(cloud);
            create(admin, "unsigned", receiver.url("/"));
            deploy(admin);
            assertThat(receiver.await(1, each -> true).get(0).header("X-CS-Signature"))
                    .isNull();
        }
    }

    @Test
    void theEndIsToldTheLeadBeforeTheJobSaysSo() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud =
                        start(b -> b.jobDuration(Duration.ofMillis(2500)).webhookLead(Duration.ofMillis(2000)))) {
            Caller user = Caller.user(cloud);
            create(user, "early", receiver.url("/"));
            Caller.Reply started = deploy(user);
            receiver.await(1, each -> each.status().equals("Completed"));
            long told = System.nanoTime();
            assertThat(statusOf(user, started)).isZero();
            await(() -> statusOf(user, started) == 1);
            assertThat(Duration.ofNanos(System.nanoTime() - told))
                    .isBetween(Duration.ofMillis(1000), Duration.ofMillis(3000));
        }
        assertThatThrownBy(() -> Simulator.builder().webhookLead(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aJobThatTakesNoTimeIsToldInOrderToo() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.jobDuration(Duration.ZERO))) {
            Caller user = Caller.user(cloud);
            create(user, "quick", receiver.url("/"));
            deploy(user);
            assertThat(statuses(receiver.await(3, each -> true))).containsExactly("Scheduled", "Started", "Completed");
        }
    }

    @Test
    void aFailedJobIsCompletedToo() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.failJobs(job -> true))) {
            Caller user = Caller.user(cloud);
            create(user, "failed", receiver.url("/"));
            deploy(user);
            Receiver.Delivered last = receiver.await(3, each -> true).get(2);
            assertThat(last.status()).isEqualTo("Completed");
            assertThat(last.json().path("description").asString()).startsWith("Error while deploying Vm");
        }
    }

    @Test
    void tagsHaveNoEntityOfTheirOwn() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            Caller admin = Caller.admin(cloud);
            create(admin, "tags", receiver.url("/"));
            String[] tags = {
                "resourceids", Kind.VIRTUAL_MACHINE.id(0),
                "resourcetype", "UserVm",
                "tags[0].key", "env",
                "tags[0].value", "prod"
            };
            assertThat(admin.post("createTags", tags).status()).isEqualTo(200);
            Receiver.Delivered last = receiver.await(3, each -> true).get(2);
            assertThat(last.header("X-CS-Event")).isEqualTo("CREATE_TAGS");
            assertThat(last.json().path("entity").asString()).isEqualTo("ResourceTag");
            assertThat(last.json().has("entityuuid")).isFalse();
        }
    }

    @Test
    void everyCommandThatStartsJobsHasAnEvent() {
        try (Simulator cloud = start(b -> b)) {
            Set<String> async = ConcurrentHashMap.newKeySet();
            for (JsonNode api : Caller.admin(cloud).get("listApis").inner().path("api")) {
                if (api.path("isasync").asBoolean()) {
                    async.add(EventType.of(api.path("name").asString()).event);
                }
            }
            assertThat(async).hasSize(EventType.values().length);
            assertThatThrownBy(() -> EventType.of("noSuchCommand")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void onlyTheAccountsOwnWebhooksAreTold() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            create(Caller.admin(cloud), "admins", receiver.url("/admin"));
            create(Caller.user(cloud), "users", receiver.url("/user"));
            deploy(Caller.user(cloud));
            receiver.await(3, each -> each.path().equals("/user"));
            assertThat(receiver.at("/admin")).isEmpty();
            deploy(Caller.admin(cloud));
            receiver.await(3, each -> each.path().equals("/admin"));
            assertThat(receiver.at("/user")).hasSize(3);
        }
    }

    @Test
    void aDisabledWebhookIsToldNothingUntilItIsEnabled() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            String id = idOf(create(user, "off", receiver.url("/off"), "state", "Disabled"));
            create(user, "on", receiver.url("/on"));
            deploy(user);
            receiver.await(3, each -> each.path().equals("/on"));
            assertThat(receiver.at("/off")).isEmpty();
            assertThat(user.post("updateWebhook", "id", id, "state", "Enabled")
                            .inner()
                            .path("webhook")
                            .path("state")
                            .asString())
                    .isEqualTo("Enabled");
            String second = deploy(user).inner().path("id").asString();
            assertThat(receiver.await(3, each -> each.path().equals("/off")))
                    .allMatch(each -> each.entity().equals(second));
        }
    }

    @Test
    void whatWaitsIsDroppedWhenTheWebhookIsDisabled() throws Exception {
        CountDownLatch disabled = new CountDownLatch(1);
        try (Receiver receiver = new Receiver(held("/off", disabled));
                Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            String id = idOf(create(user, "off", receiver.url("/off")));
            create(user, "on", receiver.url("/on"));
            deploy(user);
            user.post("updateWebhook", "id", id, "state", "Disabled");
            disabled.countDown();
            receiver.await(3, each -> each.path().equals("/on"));
            assertThat(statuses(receiver.at("/off"))).isSubsetOf("Scheduled");
        }
    }

    @Test
    void whatHappensToADisabledWebhookIsNotToldWhenItIsEnabled() throws Exception {
        CountDownLatch enabled = new CountDownLatch(1);
        try (Receiver receiver = new Receiver(held("/off", enabled));
                Simulator cloud = start(b -> b.jobDuration(Duration.ofSeconds(2)))) {
            Caller user = Caller.user(cloud);
            String id = idOf(create(user, "off", receiver.url("/off")));
            for (int i = 0; i < 10; i++) {
                deploy(user);
            }
            user.post("updateWebhook", "id", id, "state", "Disabled");
            for (int i = 0; i < 10; i++) {
                deploy(user);
            }
            user.post("updateWebhook", "id", id, "state", "Enabled");
            enabled.countDown();
            receiver.await(20, each -> each.status().equals("Completed"));
            assertThat(receiver.await(10, each -> each.status().equals("Scheduled")))
                    .hasSize(10);
        }
    }

    private static ToIntFunction<Receiver.Delivered> held(String path, CountDownLatch until) {
        return delivered -> {
            try {
                return delivered.path().equals(path) && !until.await(10, TimeUnit.SECONDS) ? 500 : 200;
            } catch (InterruptedException e) {
                return 500;
            }
        };
    }

    @Test
    void aDeletedWebhookIsToldNothingMore() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            String id = idOf(create(user, "gone", receiver.url("/gone")));
            create(user, "stays", receiver.url("/stays"));
            assertThat(user.post("deleteWebhook", "id", id)
                            .inner()
                            .path("success")
                            .asBoolean())
                    .isTrue();
            deploy(user);
            receiver.await(3, each -> each.path().equals("/stays"));
            assertThat(receiver.at("/gone")).isEmpty();
            assertThat(user.post("deleteWebhook", "id", id).status()).isEqualTo(431);
        }
    }

    @Test
    void anotherUrlAndKeyHoldFromTheNextDelivery() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            String id = idOf(create(user, "moves", receiver.url("/old"), "secretkey", "old"));
            user.post(
                    "updateWebhook", "id", id, "payloadurl", receiver.url("/new"), "secretkey", "new", "name", "moved");
            deploy(user);
            Receiver.Delivered first = receiver.await(1, each -> true).get(0);
            assertThat(first.path()).isEqualTo("/new");
            assertThat(first.header("X-CS-Signature")).isEqualTo(signature(first.body(), "new"));
            JsonNode changed = user.post("updateWebhook", "id", id, "secretkey", "")
                    .inner()
                    .path("webhook");
            assertThat(changed.has("secretkey")).isFalse();
            assertThat(changed.path("name").asString()).isEqualTo("moved");
        }
    }

    @Test
    void aRefusedDeliveryIsTriedThreeTimesAndThenDropped() throws Exception {
        try (Receiver receiver = new Receiver(delivered -> delivered.status().equals("Scheduled") ? 500 : 200);
                Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            create(user, "refuses", receiver.url("/"));
            deploy(user);
            receiver.await(1, each -> each.status().equals("Completed"));
            assertThat(statuses(receiver.all()))
                    .containsExactly("Scheduled", "Scheduled", "Scheduled", "Started", "Completed");
            assertThat(receiver.all().stream()
                            .map(each -> each.header("X-CS-Event-ID"))
                            .distinct())
                    .hasSize(3);
        }
    }

    @Test
    void aReceiverThatIsNotThereDisturbsNobody() throws Exception {
        int dead;
        try (ServerSocket socket = new ServerSocket(0)) {
            dead = socket.getLocalPort();
        }
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            create(user, "dead", "http://127.0.0.1:" + dead + "/");
            create(user, "alive", receiver.url("/"));
            for (int i = 0; i < 20; i++) {
                deploy(user);
            }
            receiver.await(60, each -> true);
            assertThat(cloud.pendingJobs()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void aThousandJobsAreAllTold() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.jobDuration(Duration.ofMillis(500), Duration.ofMillis(1500)))) {
            Caller user = Caller.user(cloud);
            create(user, "many", receiver.url("/"), "secretkey", "k");
            Set<String> machines = IntStream.range(0, 1000)
                    .parallel()
                    .mapToObj(i -> deploy(user).inner().path("id").asString())
                    .collect(Collectors.toSet());
            List<Receiver.Delivered> ends =
                    receiver.await(1000, each -> each.status().equals("Completed"));
            assertThat(ends.stream().map(Receiver.Delivered::entity)).containsExactlyInAnyOrderElementsOf(machines);
            assertThat(receiver.all()).hasSize(3000);
        }
    }

    @Test
    void aNewWebhookIsToldTheEndOfAJobThatStartedBefore() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.jobDuration(Duration.ofSeconds(2)))) {
            Caller user = Caller.user(cloud);
            deploy(user);
            create(user, "late", receiver.url("/late"));
            create(user, "later", receiver.url("/later"));
            receiver.await(2, each -> true);
            // Whatever was told twice has come in by then.
            String next = deploy(user).inner().path("id").asString();
            receiver.await(4, each -> each.entity().equals(next));
            assertThat(statuses(receiver.at("/late"))).containsExactly("Completed", "Scheduled", "Started");
            assertThat(statuses(receiver.at("/later"))).containsExactly("Completed", "Scheduled", "Started");
        }
    }

    @Test
    void aNewWebhookIsNotToldAnEndWhoseMomentHasPassed() throws Exception {
        Duration duration = Duration.ofMinutes(10);
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.jobDuration(duration).webhookLead(duration))) {
            Caller user = Caller.user(cloud);
            deploy(user);
            create(user, "too late", receiver.url("/"));
            String next = deploy(user).inner().path("id").asString();
            receiver.await(3, each -> each.entity().equals(next));
            assertThat(receiver.all()).hasSize(3);
        }
    }

    @Test
    void whileItIsStoppedNobodyIsTold() throws Exception {
        try (Receiver receiver = new Receiver();
                Simulator cloud = start(b -> b.jobDuration(
                        job -> "long".equals(job.name()) ? Duration.ofSeconds(3) : Duration.ofMillis(800)))) {
            Caller user = Caller.user(cloud);
            create(user, "stopped", receiver.url("/"));
            deploy(user);
            String lasting = user.post(
                            "deployVirtualMachine",
                            "name",
                            "long",
                            "zoneid",
                            Kind.ZONE.id(0),
                            "serviceofferingid",
                            Kind.SERVICE_OFFERING.id(0))
                    .inner()
                    .path("id")
                    .asString();
            receiver.await(2, each -> each.status().equals("Started"));
            cloud.stop();
            await(() -> cloud.pendingJobs() == 1);
            cloud.restart();
            receiver.await(1, each -> each.status().equals("Completed"));
            assertThat(receiver.all().stream()
                            .filter(each -> each.status().equals("Completed"))
                            .map(Receiver.Delivered::entity))
                    .containsExactly(lasting);
        }
    }

    @Test
    void thereIsAThreadOnlyWhileThereIsAWebhook() throws Exception {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            awaitThreads(0);
            String id = idOf(create(user, "one", "http://127.0.0.1:9/"));
            create(user, "two", "http://127.0.0.1:9/two", "state", "Disabled");
            awaitThreads(1);
            user.post("deleteWebhook", "id", id);
            awaitThreads(1);
            cloud.stop();
            awaitThreads(0);
            cloud.restart();
            awaitThreads(1);
        }
        awaitThreads(0);
    }

    private static void awaitThreads(int count) {
        await(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("simulated-cloud-webhooks"))
                        .count()
                == count);
    }

    @Test
    void aWebhookIsListedToItsOwnerAndToAnAdminWhoAsksForAll() {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            Caller admin = Caller.admin(cloud);
            Caller.Reply created =
                    create(user, "mine", "127.0.0.1:9/hook", "secretkey", "hidden-word", "description", "for a test");
            JsonNode row = created.inner().path("webhook");
            assertThat(row.propertyNames())
                    .containsExactlyInAnyOrder(
                            "id",
                            "name",
                            "description",
                            "state",
                            "domainid",
                            "domain",
                            "domainpath",
                            "account",
                            "payloadurl",
                            "secretkey",
                            "sslverification",
                            "scope",
                            "created");
            assertThat(row.path("payloadurl").asString()).isEqualTo("http://127.0.0.1:9/hook");
            assertThat(row.path("state").asString()).isEqualTo("Enabled");
            assertThat(row.path("scope").asString()).isEqualTo("Local");
            String id = idOf(created);
            idOf(create(user, "second", "http://127.0.0.1:9/second", "state", "Disabled"));

            assertThat(names(user)).containsExactly("mine", "second");
            assertThat(names(admin)).isEmpty();
            assertThat(names(admin, "listall", "true")).containsExactly("mine", "second");
            assertThat(names(admin, "id", id)).containsExactly("mine");
            assertThat(names(user, "state", "Disabled")).containsExactly("second");
            assertThat(names(user, "keyword", "SEC")).containsExactly("second");
            assertThat(names(user, "name", "min")).isEmpty();
            assertThat(names(user, "page", "2", "pagesize", "1")).containsExactly("second");
            assertThat(user.get("listWebhooks", "page", "2", "pagesize", "1")
                            .inner()
                            .path("count")
                            .asInt())
                    .isEqualTo(2);
            assertThat(user.get("listWebhooks", "id", Kind.ZONE.id(0)).status()).isEqualTo(431);
            assertThat(cloud.lastRequests().toString()).doesNotContain("hidden-word");
        }
    }

    private static List<String> names(Caller caller, String... parameters) {
        return caller.get("listWebhooks", parameters)
                .inner()
                .path("webhook")
                .valueStream()
                .map(each -> each.path("name").asString())
                .toList();
    }

    @Test
    void anotherAccountsWebhookIsNotChanged() {
        try (Simulator cloud = start(b -> b)) {
            String id = idOf(create(Caller.admin(cloud), "admins", "http://127.0.0.1:9/"));
            Caller user = Caller.user(cloud);
            assertThat(user.post("updateWebhook", "id", id, "state", "Disabled").status())
                    .isEqualTo(531);
            assertThat(user.post("deleteWebhook", "id", id).status()).isEqualTo(531);
            assertThat(names(user, "id", id)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080/hook",
                "http://localhost/hook",
                "http://[::1]/",
                "http://10.1.2.3/",
                "http://192.168.0.1/",
                "http://169.254.1.1/",
                "http://0.0.0.0/"
            })
    void aPrivateAddressIsRefusedIfThatIsWanted(String url) {
        try (Simulator cloud = start(b -> b.refusePrivateWebhooks(true))) {
            Caller user = Caller.user(cloud);
            Caller.Reply refused = create(user, "private", url);
            assertThat(refused.status()).isEqualTo(431);
            assertThat(refused.text()).isEqualTo("Illegal host specified in URL.");
            String id = idOf(create(user, "public", "http://192.0.2.1/hook"));
            assertThat(user.post("updateWebhook", "id", id, "payloadurl", url).status())
                    .isEqualTo(431);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        try (Simulator cloud = start(b -> b)) {
            Caller user = Caller.user(cloud);
            String url = "http://127.0.0.1:9/hook";
            assertThat(user.post("createWebhook", "name", "n").text()).endsWith("missing parameter payloadurl");
            assertThat(user.post("createWebhook", "payloadurl", url).text()).endsWith("missing parameter name");
            assertThat(create(user, "n", "https://127.0.0.1/").text())
                    .isEqualTo("The simulated cloud delivers to http URLs only, not to https");
            assertThat(create(user, "n", "http://a b/").text()).startsWith("Invalid URL");
            assertThat(create(user, "n", "http:///path").text()).startsWith("Invalid URL");
            assertThat(create(user, "n", url, "state", "On").text()).isEqualTo("Invalid state specified");
            assertThat(create(user, "n", url, "scope", "Mine").text()).isEqualTo("Invalid scope specified");
            assertThat(create(user, "n", url, "scope", "Global").status()).isEqualTo(431);
            assertThat(create(user, "n", url, "sslverification", "true").status())
                    .isEqualTo(431);
            assertThat(names(user)).isEmpty();
            String id = idOf(create(user, "n", url));
            assertThat(create(user, "m", url).text()).endsWith("is already in use by another webhook");
            assertThat(user.post("updateWebhook", "id", id, "payloadurl", url).status())
                    .isEqualTo(200);
            idOf(create(Caller.admin(cloud), "another account's", url));
        }
    }

    @Test
    void itsTextHasNoSecret() {
        Account owner = new Account("a", "k", "s", false, 1);
        Webhook webhook = new Webhook(
                "id",
                owner,
                "name",
                null,
                true,
                java.net.URI.create("http://h/token-in-url"),
                "hidden-word",
                "2026-11-21T00:00:00+0000");
        assertThat(webhook.toString()).doesNotContain("hidden-word", "token-in-url");
    }
}
