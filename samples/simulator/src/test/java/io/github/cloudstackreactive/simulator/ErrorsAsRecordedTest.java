package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals, held byte for byte against recorded ones. */
class ErrorsAsRecordedTest {

    private static final String UNKNOWN = "ea7ce03d-501d-41b2-a9f6-f10074427094";

    @RegisterExtension
    static final SimulatorExtension CLOUD = SimulatorExtension.of(b -> b.vms(12));

    static Stream<Arguments> refusals() {
        String vm = Kind.VIRTUAL_MACHINE.id(0);
        return Stream.of(
                Arguments.of("listTemplates-all-as-user.json", "listTemplates", new String[] {"templatefilter", "all"}),
                Arguments.of("error-unknown-command.json", "noSuchCommand", new String[] {}),
                Arguments.of(
                        "error-missing-required.json", "deployVirtualMachine", new String[] {"zoneid", Kind.ZONE.id(0)
                        }),
                Arguments.of(
                        "listVirtualMachines-page-no-pagesize.json", "listVirtualMachines", new String[] {"page", "1"}),
                Arguments.of("listVirtualMachines-pagesize-501.json", "listVirtualMachines", new String[] {
                    "page", "1", "pagesize", "501"
                }),
                Arguments.of("listNetworks-empty.json", "listNetworks", new String[] {"id", UNKNOWN}),
                Arguments.of("listNetworks-empty-keyword.json", "listNetworks", new String[] {"keyword", "no-such"}),
                Arguments.of("error-zone-unknown-uuid.json", "deployVirtualMachine", new String[] {
                    "zoneid", UNKNOWN, "serviceofferingid", Kind.SERVICE_OFFERING.id(0)
                }),
                Arguments.of("error-async-bad-id.json", "startVirtualMachine", new String[] {"id", UNKNOWN}),
                Arguments.of("error-other-accounts-vm.xml", "stopVirtualMachine", new String[] {"id", vm}),
                Arguments.of("id-and-ids.json", "listVirtualMachines", new String[] {"id", vm, "ids", vm}),
                Arguments.of("id-empty.json", "listVirtualMachines", new String[] {"id", ""}),
                Arguments.of("error-control-char.json", "listVirtualMachines", new String[] {"name", "a\u0001b"}),
                Arguments.of("map-param-bad.json", "createTags", new String[] {
                    "resourceids", Kind.VIRTUAL_MACHINE.id(3), "resourcetype", "UserVm", "tags", "a=b"
                }),
                Arguments.of("listApis-by-other-case.json", "listApis", new String[] {"name", "listzones"}),
                Arguments.of("queryAsyncJobResult-bad-id.json", "queryAsyncJobResult", new String[] {"jobid", "12345"}),
                Arguments.of(
                        "queryAsyncJobResult-unknown.json", "queryAsyncJobResult", new String[] {"jobid", UNKNOWN}),
                Arguments.of(
                        "listVirtualMachines-unknown-id-user.json", "listVirtualMachines", new String[] {"id", vm}),
                Arguments.of(
                        "zoneid-minus1.json", "listVirtualMachines", new String[] {"zoneid", "-1", "listall", "true"}),
                Arguments.of("error-unknown-command.xml", "noSuchCommand", new String[] {}),
                Arguments.of("error-user-calls-admin-command.xml", "listHosts", new String[] {}),
                Arguments.of("error-missing-required.xml", "deployVirtualMachine", new String[] {}),
                Arguments.of(
                        "listVirtualMachines-page-no-pagesize.xml", "listVirtualMachines", new String[] {"page", "1"}),
                Arguments.of("listVirtualMachines-pagesize-501.xml", "listVirtualMachines", new String[] {
                    "page", "1", "pagesize", "501"
                }),
                Arguments.of("listNetworks-empty.xml", "listNetworks", new String[] {"id", UNKNOWN}),
                Arguments.of("listNetworks-empty-keyword.xml", "listNetworks", new String[] {"keyword", "no-such"}),
                Arguments.of(
                        "queryAsyncJobResult-unknown.xml", "queryAsyncJobResult", new String[] {"jobid", UNKNOWN}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusalIsAsRecorded(String capture, String command, String[] parameters) {
        Caller user = Caller.user(CLOUD.get());
        same(capture.endsWith("xml") ? user.xml(command, parameters) : user.get(command, parameters), capture);
    }

    @Test
    void aRequestWithoutKeyOrWithABadSignatureIsAsRecorded() {
        Caller wrong = Caller.with(CLOUD.get(), CLOUD.get().apiKey(), "wrong");
        same(wrong.get("listZones"), "auth-bad-signature-json");
        same(unsigned("?command=listZones&response=json"), "auth-nothing");
        same(unsigned("?command=listZones"), "auth-nothing-xml");
    }

    @Test
    void tooManyCallsAreRefusedAsRecorded() {
        try (Simulator limited =
                Simulator.builder().vms(1).apiLimit(1, Duration.ofMinutes(1)).start()) {
            Caller user = Caller.user(limited);
            assertThat(user.get("listZones").status()).isEqualTo(200);
            same(user.xml("listZones"), "throttled.xml");
            same(user.get("listApis"), "throttled-listApis.json");
        }
    }

    @Test
    void aLongUrlNeverReachesTheServlet() {
        same(unsigned("?command=listZones&x=" + "x".repeat(8200)), "long-get-8100");
        assertThat(unsigned("?command=listZones&x=" + "x".repeat(4000)).status())
                .isEqualTo(401);
        assertThat(unsigned("?command=listZones&x=" + "x".repeat(20000)).status())
                .isEqualTo(414);
        assertThat(unsigned("?command=listZones&x=" + "x".repeat(20000))
                        .http()
                        .headers()
                        .firstValue("connection"))
                .contains("close");
    }

    @Test
    void aFormOverItsLimitIsAPageAndNoError() {
        Caller.Reply reply = form("command=listZones&x=" + "x".repeat(1_200_000));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).contains("HTTP ERROR 404");
        assertThat(reply.http().headers().firstValue("content-type")).contains("text/html;charset=iso-8859-1");
        assertThat(form("command=listZones&x=" + "x".repeat(1_000_000)).status())
                .isEqualTo(401);
    }

    @Test
    void otherPathsArePagesAndOtherMethodsAreRefusedWithoutAWord() {
        Caller.Reply elsewhere =
                Caller.send(HttpRequest.newBuilder(CLOUD.get().endpoint().resolve("/other")));
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(elsewhere.body()).startsWith("<html>");
        for (String method : new String[] {"PUT", "DELETE"}) {
            Caller.Reply reply = Caller.send(
                    HttpRequest.newBuilder(CLOUD.get().endpoint()).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void aJsonBodyIsNotRead() {
        Caller.Reply reply = Caller.send(HttpRequest.newBuilder(CLOUD.get().endpoint())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"command\":\"listZones\"}")));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).contains("<null>");
    }

    @Test
    void onTheIntegrationPortNothingIsSignedAndAnUnknownCommandIs432() {
        try (Simulator open = Simulator.builder().vms(1).unauthenticated(true).start()) {
            HttpRequest.Builder hosts =
                    HttpRequest.newBuilder(java.net.URI.create(open.endpoint() + "?command=listHosts&response=json"));
            assertThat(Caller.send(hosts).status()).isEqualTo(200);
            HttpRequest.Builder unknown =
                    HttpRequest.newBuilder(java.net.URI.create(open.endpoint() + "?command=noSuch&response=json"));
            assertThat(Caller.send(unknown).status()).isEqualTo(432);
        }
    }

    private static void same(Caller.Reply reply, String name) {
        Capture capture = Capture.of(name);
        assertThat(reply.status()).isEqualTo(capture.status());
        assertThat(Capture.comparable(reply.body())).isEqualTo(expected(capture.body()));
        for (String header :
                Arrays.asList("Content-Type", "X-Description", "X-Content-Type-Options", "X-XSS-Protection")) {
            String recorded = capture.headers().get(header);
            assertThat(reply.http().headers().firstValue(header).map(Capture::comparable))
                    .as(header)
                    .isEqualTo(java.util.Optional.ofNullable(recorded).map(ErrorsAsRecordedTest::expected));
        }
    }

    /** The recorded file name's wrong values differ from ours only in ids, and in one command's own parameter. */
    private static String expected(String recorded) {
        return Capture.comparable(recorded);
    }

    private static Caller.Reply unsigned(String query) {
        return Caller.send(
                HttpRequest.newBuilder(java.net.URI.create(CLOUD.get().endpoint() + query)));
    }

    private static Caller.Reply form(String form) {
        return Caller.send(HttpRequest.newBuilder(CLOUD.get().endpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }
}
