package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.support.Capture;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every exchange that was recorded from a running server is read as what it is. */
class RecordedExchangesTest {

    private static final Pattern CODE = Pattern.compile("<errorcode>(\\d+)<|\"errorcode\":(\\d+)");

    private final ReplyReader reader = new ReplyReader(Clock.systemUTC(), ReplyForm.JSON);

    static Stream<Capture> errors() {
        return Capture.all().stream()
                .filter(capture -> capture.reply().status() != 200)
                .filter(capture -> capture.body().contains("errorcode"));
    }

    static Stream<Capture> notApi() {
        return Capture.all().stream()
                .filter(capture -> capture.reply().status() != 200)
                .filter(capture -> !capture.body().contains("errorcode"));
    }

    static Stream<Capture> jsonLists() {
        return Capture.all().stream()
                .filter(capture ->
                        capture.reply().status() == 200 && capture.body().startsWith("{"))
                .filter(capture -> capture.command().startsWith("list"))
                .filter(capture -> !capture.body().endsWith("…") && isWhole(capture.body()));
    }

    static Stream<Capture> jsonSingles() {
        return Capture.all().stream()
                .filter(capture ->
                        capture.reply().status() == 200 && capture.body().startsWith("{"))
                .filter(capture -> !capture.command().startsWith("list")
                        && !capture.command().isEmpty())
                .filter(capture -> isWhole(capture.body()));
    }

    // Some recordings were cut to keep the notebook small.
    private static boolean isWhole(String body) {
        return body.endsWith("}");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorBodyInJsonOrXmlBecomesATypedException(Capture capture) {
        Throwable thrown = catchThrowable(() -> reader.answer(command(capture), capture.reply()));

        assertThat(thrown).isInstanceOf(ApiException.class);
        ApiException error = (ApiException) thrown;
        Matcher code = CODE.matcher(capture.body());
        assertThat(code.find()).isTrue();
        assertThat(error.errorCode())
                .isEqualTo(Integer.parseInt(code.group(1) == null ? code.group(2) : code.group(1)));
        assertThat(error.status()).isEqualTo(capture.reply().status());
        assertThat(error.text()).isNotBlank();
        assertThat(error.command()).isEqualTo(command(capture).description().name());
    }

    @ParameterizedTest
    @MethodSource("notApi")
    void whatIsNoAnswerOfTheApiIsSaidToBeNone(Capture capture) {
        assertThat(catchThrowable(() -> reader.answer(command(capture), capture.reply())))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("HTTP " + capture.reply().status());
    }

    @ParameterizedTest
    @MethodSource("jsonLists")
    void aListGivesAsManyRowsAsItHolds(Capture capture) {
        Rows<JsonNode> rows = rows(capture, JsonNode.class);

        long arrays = countOfRows(capture.body());
        if (arrays >= 0) {
            assertThat(rows.rows()).hasSize((int) arrays);
        }
        assertThat(rows.rows()).allMatch(JsonNode::isObject);
    }

    /** The rows by an independent count: a tree of the body, its only array. */
    private static long countOfRows(String body) {
        JsonNode payload = LenientJson.mapper().readTree(body).iterator().next();
        long arrays = payload.valueStream().filter(JsonNode::isArray).count();
        return arrays == 0
                ? payload.valueStream().filter(JsonNode::isObject).count()
                : payload.valueStream()
                        .filter(JsonNode::isArray)
                        .findFirst()
                        .orElseThrow()
                        .size();
    }

    @ParameterizedTest
    @MethodSource("jsonSingles")
    void aSingleReplyIsAValueOrAJob(Capture capture) {
        Answer<JsonNode> answer = reader.answer(command(capture), capture.reply());

        boolean namesAJob =
                capture.body().contains("\"jobid\"") && !capture.command().equals("queryAsyncJobResult");
        assertThat(answer).isInstanceOf(namesAJob ? Answer.Job.class : Answer.Value.class);
    }

    @Test
    void aListWithinTheRulesIsReadIntoTheCallersOwnClass() {
        record Nic(String ipaddress, boolean isdefault) {}
        record Machine(String id, String name, int cpunumber, java.time.Instant created, java.util.List<Nic> nic) {}

        Rows<Machine> rows = rows(Capture.of("listVirtualMachines-page1.json"), Machine.class);

        assertThat(rows.count()).isEqualTo(12);
        assertThat(rows.rows()).hasSize(5).allSatisfy(machine -> {
            assertThat(machine.id()).hasSize(36);
            assertThat(machine.cpunumber()).isPositive();
            assertThat(machine.created()).isNotNull();
            assertThat(machine.nic()).isNotEmpty();
        });
    }

    @Test
    void aStartReplyNamesTheJobAndWhatItMakes() {
        Capture deploy = Capture.of("deployVirtualMachine.json");

        assertThat(reader.answer(command(deploy), deploy.reply()))
                .isEqualTo(new Answer.Job<>(
                        "8b5dbab3-a58f-48f8-ba13-d7256e2f0a63", "a3308630-03e2-46e7-9253-4d080e8f7563"));
    }

    @Test
    void aJobIsPendingOrDoneOrFailed() {
        JobReport pending = job("queryAsyncJobResult-pending.json");
        assertThat(pending.ended()).isFalse();
        assertThat(pending.resourceId()).isEqualTo("a3308630-03e2-46e7-9253-4d080e8f7563");

        JobReport done = job("queryAsyncJobResult-success-object.json");
        JsonNode machine = reader.result(Command.async("deployVirtualMachine"), "j", null, done);
        assertThat(machine.path("id").asString("")).hasSize(36);
        assertThat(machine.path("state").asString("")).isNotEmpty();

        JobReport failed = job("queryAsyncJobResult-failed-admin.json");
        Throwable thrown =
                catchThrowable(() -> reader.result(Command.async("deployVirtualMachine"), "j1", "r1", failed));
        assertThat(thrown)
                .hasMessageContaining("533")
                .hasMessageContaining("job j1")
                .hasMessageContaining("resource r1");
        assertThat(((CloudStackException) thrown).command()).isEqualTo("deployVirtualMachine");
    }

    @Test
    void aJobThatOnlySaysSuccessIsAValue() {
        JsonNode result = reader.result(
                Command.async("deleteTags"), "j", null, job("queryAsyncJobResult-success-deleteTags.json"));

        assertThat(result.path("success").asBoolean()).isTrue();
    }

    @Test
    void theServersDoubtfulEscapesAreRead() {
        Capture tags = Capture.of("unicode-tag-list.json");

        JsonNode tag = rows(tags, JsonNode.class).rows().get(0);
        assertThat(tag.path("value").asString()).startsWith("ä€ A \"q\" <b>").endsWith("ü");
    }

    @Test
    void aThrottledCallSaysHowLongToWait() {
        Capture throttled = Capture.of("throttled-listApis.json");

        Throwable thrown = catchThrowable(() -> reader.answer(command(throttled), throttled.reply()));
        assertThat(((io.github.cloudstackreactive.error.ThrottledException) thrown).retryAfter())
                .isEqualTo(java.time.Duration.ofMillis(4855));
    }

    private JobReport job(String name) {
        return reader.job(Parameters.NONE, Capture.of(name).reply());
    }

    private <T> Rows<T> rows(Capture capture, Class<T> type) {
        Parameters asked = Parameters.NONE;
        String size = capture.query().get("pagesize");
        if (size != null) {
            asked = asked.with("pagesize", size);
        }
        boolean first = capture.query().getOrDefault("page", "1").equals("1");
        return reader.rows(Command.of(capture.command(), type), asked, capture.reply(), first);
    }

    private static UntypedCommand<JsonNode> command(Capture capture) {
        return Command.of(capture.command().matches("[A-Za-z0-9]+") ? capture.command() : "listZones");
    }
}
