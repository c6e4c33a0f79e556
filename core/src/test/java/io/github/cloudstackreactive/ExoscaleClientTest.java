package io.github.cloudstackreactive;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.matching.MatchResult;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.MissingParameterException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.exoscale.DnsDomain;
import io.github.cloudstackreactive.exoscale.ElasticIpAddress;
import io.github.cloudstackreactive.exoscale.Instance;
import io.github.cloudstackreactive.exoscale.InstanceTemplate;
import io.github.cloudstackreactive.exoscale.TagFilter;
import io.github.cloudstackreactive.job.PollSchedule;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

/** The client of Exoscale over real sockets. */
@Timeout(60)
class ExoscaleClientTest {

    private static final String SECRET = "SECRET";
    private static final PollSchedule QUICK =
            new PollSchedule(Duration.ofMillis(5), 1, Duration.ofMillis(5), () -> 0.5);

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    private ExoscaleClient exoscale;

    @BeforeEach
    void open() {
        exoscale = client().buildExoscale();
    }

    @AfterEach
    void close() {
        exoscale.closeLater().block(Duration.ofSeconds(5));
    }

    private static CloudStackClientBuilder client() {
        return CloudStackClient.builder()
                .endpoint("http://127.0.0.1:" + SERVER.getPort() + "/compute")
                .credentials("EXOkey", SECRET)
                .pageSize(2)
                .jobPolling(QUICK);
    }

    // GET and POST alike: where the parameters stand is another test's matter.
    private static MappingBuilder on(String command) {
        return any(anyUrl())
                .andMatching(
                        request -> MatchResult.of(command.equals(sent(request).get("command"))));
    }

    private static MappingBuilder onPage(String command, String page) {
        return on(command)
                .andMatching(request -> MatchResult.of(page.equals(sent(request).get("page"))));
    }

    private static ResponseDefinitionBuilder ok(String command, String payload) {
        return reply(200, "{\"" + command.toLowerCase(Locale.ROOT) + "response\":" + payload + "}");
    }

    private static ResponseDefinitionBuilder error(int code, String text) {
        return reply(
                code,
                "{\"errorresponse\":{\"uuidList\":[],\"errorcode\":" + code + ",\"errortext\":\"" + text + "\"}}");
    }

    private static ResponseDefinitionBuilder reply(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private static Map<String, String> sent(Request request) {
        String query = request.getUrl().contains("?") ? request.getUrl().split("\\?", 2)[1] : request.getBodyAsString();
        Map<String, String> sent = new TreeMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            sent.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        }
        return sent;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** What was sent with each request for a command, in order. */
    private static List<Map<String, String>> asked(String command) {
        List<ServeEvent> events = new ArrayList<>(SERVER.getAllServeEvents());
        Collections.reverse(events);
        return events.stream()
                .map(event -> sent(event.getRequest()))
                .filter(sent -> command.equals(sent.get("command")))
                .toList();
    }

    /** By the document: sorted, values encoded, lower-cased, HMAC-SHA1, Base64. */
    private static String signature(Map<String, String> sent) throws Exception {
        String text = sent.entrySet().stream()
                .filter(each -> !each.getKey().equals("signature"))
                .map(each -> each.getKey() + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"))
                .toLowerCase(Locale.ROOT);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String machines(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> "{\"id\":\"vm-" + i + "\"}")
                .collect(Collectors.joining(",", "{\"virtualmachine\":[", "]}"));
    }

    @Test
    void aJobIsAwaitedAndNoIdOfOursIsSent() throws Exception {
        SERVER.stubFor(on("associateIpAddress").willReturn(ok("associateIpAddress", "{\"jobid\":\"j-1\"}")));
        SERVER.stubFor(on("queryAsyncJobResult")
                .inScenario("job")
                .willReturn(ok("queryAsyncJobResult", "{\"jobid\":\"j-1\",\"jobstatus\":0}"))
                .willSetStateTo("done"));
        SERVER.stubFor(on("queryAsyncJobResult")
                .inScenario("job")
                .whenScenarioStateIs("done")
                .willReturn(ok(
                        "queryAsyncJobResult",
                        "{\"jobid\":\"j-1\",\"jobstatus\":1,\"jobresult\":{\"ipaddress\":{\"id\":\"ip-1\","
                                + "\"iselastic\":true,\"healthcheck\":{\"mode\":\"tcp\",\"strikes-fail\":5}}}}")));

        ElasticIpAddress address = exoscale.ipAddresses()
                .associateIpAddress(associate ->
                        associate.mode("tcp").port(80).strikesFail(5).strikesOk(2))
                .block();

        assertThat(address.id()).isEqualTo("ip-1");
        assertThat(address.healthCheck().strikesFail()).isEqualTo(5);
        assertThat(asked("queryAsyncJobResult"))
                .hasSize(2)
                .allSatisfy(poll -> assertThat(poll).containsEntry("jobid", "j-1"));
        assertThat(asked("associateIpAddress")).hasSize(1);
        Map<String, String> sent = asked("associateIpAddress").get(0);
        assertThat(sent)
                .doesNotContainKey("customjobid")
                .containsEntry("strikes-fail", "5")
                .containsEntry("strikes-ok", "2");
        assertThat(sent.get("signature")).isEqualTo(signature(sent));
    }

    @Test
    void aLostStartIsAnUnknownOutcomeAndNotSentAgain() {
        SERVER.stubFor(on("rebootVirtualMachine")
                .willReturn(
                        aResponse().withFault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER)));

        StepVerifier.create(exoscale.virtualMachines().rebootVirtualMachine(reboot -> reboot.id("vm-1")))
                .verifyError(OutcomeUnknownException.class);
        assertThat(asked("rebootVirtualMachine")).hasSize(1);
        assertThat(asked("queryAsyncJobResult")).isEmpty();
    }

    @Test
    void anUnknownIdIsAnEmptyList() {
        SERVER.stubFor(on("listVirtualMachines")
                .willReturn(error(431, "Unable to execute API command: Invalid parameter id value=vm-9")));

        StepVerifier.create(exoscale.virtualMachines().listVirtualMachines(list -> list.id("vm-9")))
                .verifyComplete();
        StepVerifier.create(exoscale.virtualMachines()
                        .listVirtualMachines(list -> list.id("vm-9"))
                        .reportedTotal())
                .expectNext(0L)
                .verifyComplete();
        StepVerifier.create(exoscale.virtualMachines().listVirtualMachines(list -> list.zoneId("zone-9")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOfSatisfying(
                                InvalidParameterException.class,
                                refused -> assertThat(refused.errorCode()).isEqualTo(431)));
    }

    @Test
    void anotherParametersFaultBesideAnIdIsAnError() {
        SERVER.stubFor(on("listVolumes")
                .willReturn(error(
                        431,
                        "Unable to execute API command listvolumes due to invalid value. Invalid parameter"
                                + " zoneid value=bad due to incorrect long value format")));

        StepVerifier.create(
                        exoscale.volumes().listVolumes(list -> list.id("vol-1").zoneId("bad")))
                .verifyError(InvalidParameterException.class);
    }

    @Test
    void aBuilderThatMadeOneStillSendsJobIdsToACloud() {
        SERVER.stubFor(on("stopVirtualMachine").willReturn(error(431, "no such machine")));
        CloudStackClientBuilder builder = client();
        builder.buildExoscale().close();
        try (CloudStackClient cloud = builder.build()) {
            StepVerifier.create(cloud.virtualMachines().stopVirtualMachine(stop -> stop.id("vm-1")))
                    .verifyError(InvalidParameterException.class);
        }
        assertThat(asked("stopVirtualMachine"))
                .singleElement()
                .satisfies(sent -> assertThat(sent).containsKey("customjobid"));
    }

    @Test
    void errorsAreTyped() {
        SERVER.stubFor(on("getDnsDomainRecord").willReturn(error(404, "Not found")));
        SERVER.stubFor(on("createApiKey").willReturn(error(403, "Forbidden")));

        StepVerifier.create(exoscale.dns()
                        .getDnsDomainRecord(get -> get.name("example.org").recordId(7)))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOfSatisfying(InvalidParameterException.class, missing -> {
                            assertThat(missing.mayBeNotFound()).isTrue();
                            assertThat(missing.errorCode()).isEqualTo(404);
                            assertThat(missing.command()).isEqualTo("getDnsDomainRecord");
                        }));
        StepVerifier.create(exoscale.apiKeys().createApiKey(create -> create.name("ci")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(NotAllowedException.class)
                        .extracting(refused -> ((ApiException) refused).text())
                        .isEqualTo("Forbidden"));
    }

    @Test
    void whatAProxySaysIsNoAnswerAndToldSo() {
        SERVER.stubFor(any(anyUrl()).willReturn(reply(500, "{\"message\":null}")));

        StepVerifier.create(exoscale.dns().listDnsDomainRecords(list -> list.name("example.org")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("listDnsDomainRecords: HTTP 500")
                        .hasMessageContaining("Check the endpoint, and what stands before it."));
        // What makes something may have made it before the proxy gave up.
        StepVerifier.create(exoscale.dns().createDnsDomain(create -> create.name("example.org")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasCauseInstanceOf(ProtocolException.class));
        assertThat(asked("createDnsDomain")).hasSize(1);
    }

    @Test
    void aListWithoutCountGoesOnUntilAShortPage() {
        SERVER.stubFor(onPage("listVirtualMachines", "1").willReturn(ok("listVirtualMachines", machines(1, 2))));
        SERVER.stubFor(onPage("listVirtualMachines", "2").willReturn(ok("listVirtualMachines", machines(3, 4))));
        SERVER.stubFor(onPage("listVirtualMachines", "3").willReturn(ok("listVirtualMachines", machines(5, 5))));

        StepVerifier.create(exoscale.virtualMachines().listVirtualMachines().map(Instance::id))
                .expectNext("vm-1", "vm-2", "vm-3", "vm-4", "vm-5")
                .verifyComplete();
        assertThat(asked("listVirtualMachines"))
                .extracting(sent -> sent.get("page"))
                .containsExactly("1", "2", "3");
        assertThat(asked("listVirtualMachines"))
                .extracting(sent -> sent.get("pagesize"))
                .containsOnly("2");
    }

    @Test
    void anEmptyListMayHaveItsKeyAndNoCount() {
        SERVER.stubFor(on("listVirtualMachines").willReturn(ok("listVirtualMachines", machines(1, 0))));

        StepVerifier.create(exoscale.virtualMachines().listVirtualMachines()).verifyComplete();
        assertThat(asked("listVirtualMachines")).hasSize(1);
    }

    @Test
    void listsThatTakeNoPageAreAskedOnceWithoutOne() {
        SERVER.stubFor(on("listApiKeyOperations")
                .willReturn(ok("listApiKeyOperations", "{\"operations\":[\"compute/*\",\"dns/*\",\"iam/*\"]}")));
        SERVER.stubFor(on("listDnsDomains")
                .willReturn(ok(
                        "listDnsDomains",
                        "{\"count\":3,\"dnsdomain\":[{\"dnsdomain\":{\"id\":1}},{\"dnsdomain\":{\"id\":2}},"
                                + "{\"dnsdomain\":{\"id\":3}}]}")));

        StepVerifier.create(exoscale.apiKeys().listApiKeyOperations())
                .expectNext("compute/*", "dns/*", "iam/*")
                .verifyComplete();
        StepVerifier.create(exoscale.dns().listDnsDomains().map(DnsDomain::id))
                .expectNext(1L, 2L, 3L)
                .verifyComplete();
        StepVerifier.create(exoscale.dns().listDnsDomains().withoutRepeats(10).map(DnsDomain::id))
                .expectNext(1L, 2L, 3L)
                .verifyComplete();
        assertThat(asked("listApiKeyOperations")).hasSize(1);
        assertThat(asked("listDnsDomains")).hasSize(2);
        assertThat(asked("listApiKeyOperations").get(0)).doesNotContainKeys("page", "pagesize");
    }

    @Test
    void aJobsResultMayBeAList() {
        SERVER.stubFor(on("registerCustomTemplate").willReturn(ok("registerCustomTemplate", "{\"jobid\":\"j-1\"}")));
        SERVER.stubFor(on("queryAsyncJobResult")
                .willReturn(ok(
                        "queryAsyncJobResult",
                        "{\"jobid\":\"j-1\",\"jobstatus\":1,\"jobresult\":{\"template\":[{\"id\":\"t-1\"}]}}")));

        List<InstanceTemplate> registered = exoscale.templates()
                .registerCustomTemplate(register -> register.checksum("6cf9")
                        .name("debian")
                        .url("https://example.org/debian.qcow2")
                        .zoneId("z-1")
                        .details(Map.of("username", "debian")))
                .block();

        assertThat(registered).extracting(InstanceTemplate::id).containsExactly("t-1");
        assertThat(asked("registerCustomTemplate").get(0)).containsEntry("details[0].username", "debian");
    }

    @Test
    void whatIsMissingIsToldInOneMessageAndNothingIsSent() {
        StepVerifier.create(exoscale.virtualMachines().deployVirtualMachine(deploy -> deploy.zoneId("z-1")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(MissingParameterException.class)
                        .hasMessageContaining("serviceofferingid")
                        .hasMessageContaining("templateid"));
        assertThat(SERVER.getAllServeEvents()).isEmpty();
    }

    @Test
    void aTagIsDeletedByItsKeyAlone() {
        SERVER.stubFor(on("deleteTags").willReturn(ok("deleteTags", "{\"jobid\":\"j-1\"}")));
        SERVER.stubFor(on("queryAsyncJobResult")
                .willReturn(ok("queryAsyncJobResult", "{\"jobstatus\":1,\"jobresult\":{\"success\":\"true\"}}")));

        assertThat(exoscale.tags()
                        .deleteTags(delete -> delete.resourceIds("vm-1")
                                .resourceType("UserVm")
                                .tags(new TagFilter().key("env")))
                        .block()
                        .success())
                .isTrue();
        assertThat(asked("deleteTags").get(0))
                .containsEntry("tags[0].key", "env")
                .doesNotContainKey("tags[0].value");
    }
}
