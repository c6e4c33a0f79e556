package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Kind;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CapacityException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConflictException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.LimitExceededException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ServerFaultException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import io.github.cloudstackreactive.error.UnavailableException;
import io.github.cloudstackreactive.model.VirtualMachine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ReplyReaderTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    private final ReplyReader reader = new ReplyReader(NOON, ReplyForm.JSON);

    // Values.

    @Test
    void takesTheOnlyKeyWhateverItsName() {
        for (String key : List.of("createzoneresponse", "null", "createZone", "x")) {
            assertThat(value("{\"" + key + "\":{\"zone\":{\"id\":\"1\"}}}")
                            .path("id")
                            .asString())
                    .isEqualTo("1");
        }
    }

    @Test
    void unwrapsOneLevelAndNeverTwo() {
        assertThat(value("{\"r\":{\"zone\":{\"network\":{\"id\":\"1\"}}}}").toString())
                .isEqualTo("{\"network\":{\"id\":\"1\"}}");
        assertThat(value("{\"r\":{\"id\":\"1\",\"zone\":{\"id\":\"2\"}}}")
                        .path("id")
                        .asString())
                .isEqualTo("1");
        assertThat(value("{\"r\":{\"null\":{\"id\":\"1\"}}}").path("id").asString())
                .isEqualTo("1");
        assertThat(value("{\"r\":{\"success\":\"true\"}}").path("success").asString())
                .isEqualTo("true");
        assertThat(value("{\"r\":{}}").isEmpty()).isTrue();
    }

    @Test
    void readsIntoTheCallersClassAndCoercesScalars() {
        record Zone(String id, int port, boolean enabled, Long absent) {}
        Zone zone = value(
                Command.of("createZone", Zone.class),
                "{\"r\":{\"zone\":{\"id\":7,\"port\":\"8080\",\"enabled\":\"true\",\"unknown\":[]}}}");

        assertThat(zone).isEqualTo(new Zone("7", 8080, true, null));
    }

    /** The usual answer is read without a tree; what is anything else must not be taken for it. */
    @Test
    void aTypedAnswerIsReadWhateverStandsBesideIt() {
        var command = Command.of("startVirtualMachine", VirtualMachine.class);

        assertThat(value(command, "{\"r\":{\"virtualmachine\":{\"id\":\"1\",\"nic\":[{\"id\":\"2\"}]}}}")
                        .id())
                .isEqualTo("1");
        assertThat(value(command, "{\"r\":{\"virtualmachine\":{\"id\":\"1\"},\"id\":\"3\"}}")
                        .id())
                .isEqualTo("3");
        assertThat(value(command, "{\"r\":{\"virtualmachine\":{\"id\":\"\\uZZ\"}}}")
                        .id())
                .isEqualTo("\\uZZ");
        assertThat(reader.answer(command, reply(200, "{\"r\":{\"jobid\":\"2\"}}")))
                .isEqualTo(new Answer.Job<>("2", null));
        assertThatThrownBy(() -> value(command, "{\"r\":{\"virtualmachine\":{\"id\":\"1\"}}}{}"))
                .hasMessageContaining("more follows");
        assertThatThrownBy(() -> value(command, "{\"r\":{\"virtualmachine\":{\"id\":\"1\"}},\"s\":{}}"))
                .hasMessageContaining("more than one key");
    }

    @Test
    void aVoidAnswerIsNothing() {
        assertThat(value(Command.of("deleteZone", Void.class), "{\"r\":{\"success\":true}}"))
                .isNull();
    }

    @Test
    void answersAListOfElements() {
        record Host(String id) {}
        var command = Command.of("addHost", Host.class).answersList();

        assertThat(value(command, "{\"r\":{\"count\":2,\"host\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}"))
                .containsExactly(new Host("1"), new Host("2"));
        assertThat(value(command, "{\"r\":{\"host\":{\"id\":\"1\"}}}")).containsExactly(new Host("1"));
        assertThat(value(command, "{\"r\":{}}")).isEmpty();
        assertThatThrownBy(() -> value(command, "{\"r\":{\"count\":2}}")).hasMessageContaining("a list was due");
    }

    @Test
    void successFalseIsAFailure() {
        assertThatThrownBy(() -> value("{\"r\":{\"success\":\"false\",\"displaytext\":\"disk is in use\"}}"))
                .isInstanceOf(ServerFaultException.class)
                .hasMessageContaining("disk is in use");
        assertThat(value("{\"r\":{\"success\":false,\"id\":\"1\"}}").path("id").asString())
                .isEqualTo("1");
    }

    // Jobs.

    @Test
    void aJobIdBesideAResourcesFieldsIsAField() {
        assertThat(answer("{\"r\":{\"virtualmachine\":{\"id\":\"1\",\"name\":\"web\",\"jobid\":\"2\"}}}"))
                .isInstanceOf(Answer.Value.class);
        assertThat(answer("{\"r\":{\"id\":\"1\",\"name\":\"web\",\"jobid\":\"2\"}}"))
                .isInstanceOf(Answer.Value.class);
        assertThat(answer("{\"r\":{\"jobid\":\"2\"}}")).isEqualTo(new Answer.Job<>("2", null));
        assertThat(answer("{\"r\":{\"jobid\":2,\"id\":1,\"jobstatus\":0}}")).isEqualTo(new Answer.Job<>("2", "1"));
        assertThat(reader.answer(
                        Command.of("queryAsyncJobResult"), reply(200, "{\"r\":{\"jobid\":\"2\",\"jobstatus\":0}}")))
                .isInstanceOf(Answer.Value.class);
    }

    @Test
    void aJobEndsInEachWay() {
        assertThat(jobFailure(2, "{\"errorcode\":530,\"errortext\":\"no host\"}"))
                .hasMessageContaining("530")
                .hasMessageContaining("no host");
        assertThat(jobFailure(3, "null")).hasMessageContaining("was cancelled");
        assertThat(jobFailure(2, "\"just text\"")).hasMessageContaining("just text");
        assertThat(jobFailure(1, "{\"success\":false,\"details\":\"in use\"}")).hasMessageContaining("in use");
        assertThat(reader.<JsonNode>result(Command.async("x"), "j", null, job(1, "null")))
                .isNull();
        assertThat(reader.result(Command.async("x", String.class), "j", null, job(1, "\"text\"")))
                .isEqualTo("text");
    }

    private JobFailedException jobFailure(int status, String result) {
        return catchThrowableOfType(
                JobFailedException.class,
                () -> reader.result(Command.async("deployVirtualMachine"), "j", "r", job(status, result)));
    }

    private JobReport job(int status, String result) {
        return reader.job(
                Parameters.NONE,
                reply(200, "{\"r\":{\"jobid\":\"j\",\"jobstatus\":" + status + ",\"jobresult\":" + result + "}}"));
    }

    @Test
    void aJobWithoutItsStateIsNoJob() {
        assertThatThrownBy(() -> reader.job(Parameters.NONE, reply(200, "{\"r\":{}}")))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("state is missing");
    }

    // Lists.

    @Test
    void readsRowsInEachShape() {
        assertThat(rows("{\"r\":{\"count\":1,\"zone\":[{\"id\":\"1\"}]}}").rows())
                .hasSize(1);
        assertThat(rows("{\"r\":{\"zone\":[{\"id\":\"1\"}],\"count\":\"9\"}}").count())
                .isEqualTo(9);
        assertThat(rows("{\"r\":{}}").rows()).isEmpty();
        assertThat(rows("{\"r\":{\"virtualmachine\":[]}}").rows()).isEmpty();
        assertThat(rows("{\"r\":{\"count\":null,\"zone\":null}}").rows()).isEmpty();
        assertThat(rows("{\"r\":{\"capability\":{\"version\":\"4.22\"}}}").rows())
                .hasSize(1);
        assertThat(rows("{\"r\":{\"lbrulevmidip\":[],\"loadbalancerruleinstance\":[{\"id\":\"1\"}]}}")
                        .rows())
                .hasSize(1);
    }

    @Test
    void aCountWithoutRowsIsAnErrorOnTheFirstPageOnly() {
        String past = "{\"r\":{\"count\":12}}";

        assertThatThrownBy(() -> rows(past))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("12 rows");
        assertThat(reader.rows(LIST, Parameters.NONE, reply(200, past), false).rows())
                .isEmpty();
        assertThat(reader.rows(LIST, Parameters.NONE.with("pagesize", 0), reply(200, past), true)
                        .count())
                .isEqualTo(12);
        assertThat(reader.rows(LIST, Parameters.NONE.with("retrieveonlyresourcecount", true), reply(200, past), true)
                        .count())
                .isEqualTo(12);
    }

    @Test
    void rowsThatWouldBeLostAreAnError() {
        assertThatThrownBy(() -> rows("{\"r\":{\"a\":[1],\"b\":[2]}}")).hasMessageContaining("several lists");
        assertThatThrownBy(() -> rows("{\"r\":{\"success\":\"true\"}}")).hasMessageContaining("rows were due");
        assertThatThrownBy(() -> rows("{\"r\":{\"zone\":[null]}}")).hasMessageContaining("row 1 is null");
        assertThatThrownBy(() -> rows("{\"r\":[]}")).hasMessageContaining("no object");
    }

    @Test
    void aRowThatTheClassCannotHoldIsNamedButNotQuoted() {
        record Zone(int id) {}
        ProtocolException thrown = catchThrowableOfType(
                ProtocolException.class,
                () -> reader.rows(
                        Command.of("listZones", Zone.class),
                        Parameters.NONE,
                        reply(200, "{\"r\":{\"zone\":[{\"id\":1},{\"id\":\"top-secret\"}]}}"),
                        true));

        assertThat(thrown)
                .hasMessageContaining("row 2")
                .hasMessageContaining("id")
                .hasMessageContaining("Zone");
        assertThat(thrown.getMessage()).doesNotContain("top-secret");
        assertThat(thrown.carriedOut()).isTrue();
    }

    @Test
    void knowsTheSameRowsByTheirBytes() {
        Rows<JsonNode> page = rows("{\"r\":{\"count\":4,\"zone\":[{\"id\":\"1\"}]}}");

        assertThat(page.checksum())
                .isEqualTo(rows("{\"other\":{\"zone\":[ {\"id\":\"1\"} ]}}").checksum())
                .isNotEqualTo(rows("{\"r\":{\"count\":4,\"zone\":[{\"id\":\"1\",\"name\":\"n\"}]}}")
                        .checksum())
                .isNotEqualTo(rows("{\"r\":{\"count\":4,\"zone\":[{\"id\":\"1\"},{}]}}")
                        .checksum());
    }

    @Test
    void takesARowOutOfAnObjectUnderTheListsOwnKey() {
        String body = "{\"r\":{\"count\":3,\"dnsdomain\":[{\"dnsdomain\":{\"id\":\"1\"}},{\"id\":\"2\"},"
                + "{\"dnsdomain\":{\"id\":\"3\"},\"id\":\"4\"}]}}";
        record Domain(String id) {}
        Command<Domain> nested = nested(Domain.class);

        Rows<Domain> rows = reader.rows(nested, Parameters.NONE, reply(200, body), true);
        assertThat(rows.rows()).containsExactly(new Domain("1"), new Domain("2"), new Domain("4"));
        assertThat(rows.identities())
                .isEqualTo(rows("{\"r\":{\"x\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"4\"}]}}")
                        .identities());
        assertThat(rows(body).rows().get(0).toString()).isEqualTo("{\"dnsdomain\":{\"id\":\"1\"}}");

        assertThat(reader.rows(
                                nested,
                                Parameters.NONE,
                                reply(200, "{\"r\":{\"dnsdomain\":{\"dnsdomain\":{\"id\":\"1\"}}}}"),
                                true)
                        .rows())
                .containsExactly(new Domain("1"));
        assertThat(reader.rows(
                                nested,
                                Parameters.NONE,
                                reply(200, "{\"r\":{\"x\":[{\"dnsdomain\":{\"id\":\"1\"},\"id\":\"2\"}]}}"),
                                true)
                        .rows())
                .containsExactly(new Domain("2"));
    }

    @Test
    void takesAnElementOutOfAnObjectUnderTheListsOwnKey() {
        record Domain(String id) {}
        Command<List<Domain>> nested = listed(nested(Domain.class));

        for (String body : List.of(
                "{\"r\":{\"dnsdomain\":[{\"dnsdomain\":{\"id\":\"1\"}}]}}",
                "{\"r\":{\"dnsdomain\":{\"dnsdomain\":{\"id\":\"1\"}}}}",
                "{\"r\":{\"dnsdomain\":[{\"id\":\"1\"}]}}")) {
            assertThat(value(nested, body)).containsExactly(new Domain("1"));
        }
    }

    private static <T> Command<T> nested(Class<T> type) {
        return described(Description.of("listDnsDomains", type, Kind.LIST).nestedRows(true));
    }

    private static <T> Command<List<T>> listed(Command<T> command) {
        return described(command.description().toBuilder().answersList(true));
    }

    private static <T> Command<T> described(Description.Builder builder) {
        Description description = builder.build();
        return new Command<>() {
            @Override
            public Description description() {
                return description;
            }

            @Override
            public Parameters parameters() {
                return Parameters.NONE;
            }
        };
    }

    @Test
    void identifiesARowByItsIdAndZoneOrElseByAllOfIt() {
        record Own(@Nullable String name) {}
        String body =
                "{\"r\":{\"t\":[{\"id\":\"1\",\"nic\":[{\"id\":\"9\"}]},{\"name\":\"x\",\"id\":1},{\"id\":\"1\",\"zoneid\":\"z\"},"
                        + "{\"name\":\"n\"},{\"name\":\"n\",\"id\":null},{\"name\":\"n\"}]}}";

        for (Class<?> type : List.of(JsonNode.class, Own.class, VirtualMachine.class)) {
            RowIdentities rows = reader.rows(Command.of("listThings", type), Parameters.NONE, reply(200, body), true)
                    .identities();
            assertThat(rows.size()).isEqualTo(6);
            assertThat(same(rows, 0, 1)).as("the id alone, in %s", type).isTrue();
            assertThat(same(rows, 0, 2)).as("the zone too").isFalse();
            assertThat(same(rows, 3, 4)).as("other bytes").isFalse();
            assertThat(same(rows, 3, 5)).as("the same bytes").isTrue();
        }
    }

    private static boolean same(RowIdentities rows, int one, int other) {
        return rows.high(one) == rows.high(other) && rows.low(one) == rows.low(other);
    }

    @Test
    void twoObjectsWhereRowsWereDueAreAnError() {
        assertThatThrownBy(() -> rows("{\"r\":{\"a\":{\"id\":\"1\"},\"b\":{\"id\":\"2\"}}}"))
                .hasMessageContaining("several");
        assertThatThrownBy(() ->
                        value(Command.of("registerTemplate").answersList(), "{\"r\":{\"id\":\"1\",\"name\":\"n\"}}"))
                .hasMessageContaining("a list was due");
    }

    @Test
    void aFirstPageThatIsFilteredAwayIsNoError() {
        Rows<JsonNode> page = reader.rows(LIST, Parameters.NONE, reply(200, "{\"r\":{\"count\":5}}"), false);
        assertThat(page.rows()).isEmpty();
    }

    // What Jackson throws.

    @Test
    void whateverJacksonThrowsIsATypedError() {
        record Sized(int size) {}
        String deep = "{\"r\":{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}}";
        String longNumber = "{\"r\":{\"zone\":[{\"size\":" + "9".repeat(1_500) + "}]}}";
        for (String body : List.of(deep, longNumber)) {
            assertThatThrownBy(() -> answer(200, body)).isInstanceOf(ProtocolException.class);
            assertThatThrownBy(() -> rows(body)).isInstanceOf(ProtocolException.class);
        }
        assertThatThrownBy(
                        () -> value(Command.of("createZone", Sized.class), "{\"r\":{\"zone\":{\"size\":99999999999}}}"))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        thrown -> assertThat(thrown.carriedOut()).isTrue());
        assertThatThrownBy(() -> reader.rows(
                        Command.of("listZones", Sized.class),
                        Parameters.NONE,
                        reply(200, "{\"r\":{\"zone\":[{\"size\":99999999999}]}}"),
                        true))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("row 1")
                .hasMessageNotContaining("99999999999");
    }

    record Fussy(String id) {
        Fussy {
            throw new IllegalStateException("top-secret");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 429, 530})
    void anExponentBeyondThoseOfNumbersIsATypedError(int status) {
        String body = "{\"r\":{\"errorcode\":1e2147483648,\"zone\":[{\"id\":1e2147483648}]}}";

        assertThatThrownBy(() -> reader.answer(LIST, reply(status, body))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> reader.rows(LIST, Parameters.NONE, reply(status, body), true))
                .isInstanceOf(ProtocolException.class);
    }

    record Priced(java.math.BigDecimal price, float load, double rate, int size) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "errorcode",
                "cserrorcode",
                "jobstatus",
                "jobresultcode",
                "count",
                "price",
                "load",
                "rate",
                "size"
            })
    @Timeout(10)
    void aTextThatIsLongerThanAnyNumberIsHeldAgainstNoPattern(String field) {
        String body = "{\"r\":{\"errorcode\":530,\"count\":1,\"z\":[{\"size\":1}]}}";
        String text = "\"" + "9".repeat(300_000) + "x\"";
        String error = "{\"r\":{\"errorcode\":530,\"" + field + "\":" + text + "}}";
        String values =
                "{\"r\":{\"jobstatus\":2,\"" + field + "\":" + text + ",\"z\":{\"" + field + "\":" + text + "}}}";
        String row = "{\"r\":{\"count\":1,\"z\":[{\"" + field + "\":" + text + "}]}}";
        Command<Priced> list = Command.of("listZones", Priced.class);

        for (String each : List.of(body, error, values, row)) {
            for (int status : new int[] {200, 530}) {
                catchThrowableOfType(CloudStackException.class, () -> reader.answer(list, reply(status, each)));
                catchThrowableOfType(CloudStackException.class, () -> reader.job(Parameters.NONE, reply(status, each)));
                catchThrowableOfType(
                        CloudStackException.class, () -> reader.rows(list, Parameters.NONE, reply(status, each), true));
            }
        }
    }

    @Test
    void aClassThatThrowsIsATypedErrorWithoutItsWords() {
        assertThatThrownBy(() -> value(Command.of("createZone", Fussy.class), "{\"r\":{\"zone\":{\"id\":\"1\"}}}"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("Fussy")
                .hasMessageNotContaining("top-secret");
    }

    @Test
    void anErrorWithADoubtfulEscapeIsStillTheServersError() {
        assertThat(error(Command.of("x"), 530, "{\"r\":{\"errorcode\":530,\"errortext\":\"C:\\users\"}}")
                        .text())
                .isEqualTo("C:\\users");
    }

    @Test
    void aJobsStateMustBeANumber() {
        for (String status : List.of("\"done\"", "true", "null", "{}", "99999999999999999999")) {
            assertThatThrownBy(() -> reader.job(Parameters.NONE, reply(200, "{\"r\":{\"jobstatus\":" + status + "}}")))
                    .as(status)
                    .isInstanceOf(ProtocolException.class);
        }
        assertThat(reader.job(Parameters.NONE, reply(200, "{\"r\":{\"jobstatus\":\"1\"}}"))
                        .status())
                .isEqualTo(1);
    }

    // Secrets.

    @Test
    void ofALongErrorNotEvenHalfASecretIsShown() {
        var command = Command.of("createUser").with("password", "hunter2-and-more");
        String text = "x".repeat(1_990) + " hunter2-and-more" + "y".repeat(100);

        assertThatThrownBy(() -> reader.answer(
                        command, reply(431, "{\"r\":{\"errorcode\":431,\"errortext\":\"" + text + "\"}}")))
                .hasMessageNotContaining("hunter");
    }

    @Test
    void nothingOfAJsonBodyIsQuoted() {
        assertThatThrownBy(() -> answer(200, "{\"createsshkeypairresponse\":{\"keypair\":{\"privatekey\":\"CANARY"))
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void ofAForeignBodyOnlyPlainWordsAreQuoted() {
        for (String body : List.of(
                "<a href=\"/login?back=%2Fapi%3Fapikey%3DCANARY%26signature%3DCANARY\">Sign in</a> please",
                "Sign in at https://sso/?back=%3Fapikey%3DCANARY please",
                "please Sign in vncpassword=CANARY usersecretkey: CANARY",
                "Sign in please AKIACANARYAKIACANARYAKIACANARYAKIACANARY")) {
            assertThatThrownBy(() -> answer(502, body))
                    .hasMessageContaining("Sign in")
                    .hasMessageContaining("please")
                    .hasMessageNotContaining("CANARY");
        }
    }

    @Test
    void aDeclaredSecretIsTakenOutOfAForeignBody() {
        var command =
                Command.of("updateUser").with("password", "hunter2").withSensitive("pins", List.of("abc", "defg"));
        for (String body : List.of(
                "Blocked: value hunter2 looks like an attack",
                "Blocked: <b>hunter2</b> and abc, and defg",
                "<?xml version='1.0'?><r><password>CANARY</password><x>Blocked</x></r>",
                "Blocked: <b>AKIACANARYAKIA</b><wbr>CANARYAKIACANARY")) {
            assertThatThrownBy(() -> reader.answer(command, reply(403, body)))
                    .hasMessageNotContaining("hunter2")
                    .hasMessageNotContaining("abc")
                    .hasMessageNotContaining("defg")
                    .hasMessageNotContaining("CANARY");
        }
    }

    @Test
    void ofALocationOnlyTheServerIsNamed() {
        for (String location : List.of(
                "https://other:8443/x;back=%3Fapikey%3DCANARY#CANARY",
                "https://u:CANARY@other:8443/x?CANARY", "/x?CANARY")) {
            assertThatThrownBy(() -> reader.answer(
                            Command.of("x"),
                            new ReplyHead(302, "", null, location, null, List.of(), 0).with(new byte[0], 0)))
                    .hasMessageNotContaining("CANARY");
        }
    }

    @Test
    void anAnswerDoesNotShowItsValue() {
        assertThat(answer("{\"r\":{\"secretkey\":\"CANARY\"}}").toString()).doesNotContain("CANARY");
    }

    // Sloppy text.

    @Test
    void readsRawControlCharactersAndOddEscapes() {
        JsonNode row = rows("{\"r\":{\"t\":[{\"a\":\"x\u0001y\",\"b\":\"\\A\",\"c\":\"\u2028\"}]}}")
                .rows()
                .get(0);

        assertThat(row.path("a").asString()).isEqualTo("x\u0001y");
        assertThat(row.path("b").asString()).isEqualTo("A");
        assertThat(row.path("c").asString()).isEqualTo("\u2028");
    }

    @Test
    void mendsABackslashUThatNoHexDigitsFollow() {
        record Tag(String value) {}
        String body = "{\"r\":{\"t\":[{\"value\":\"C:\\users\\\\u0041 \\u\"}]}}";
        Rows<Tag> rows = reader.rows(Command.of("listTags", Tag.class), Parameters.NONE, reply(200, body), true);

        assertThat(rows.rows()).containsExactly(new Tag("C:\\users\\u0041 \\u"));
    }

    // Errors.

    @Test
    void eachCodeHasItsException() {
        Map<Integer, Class<? extends ApiException>> expected = Map.ofEntries(
                Map.entry(401, AuthenticationException.class),
                Map.entry(429, ThrottledException.class),
                Map.entry(430, InvalidParameterException.class),
                Map.entry(431, InvalidParameterException.class),
                Map.entry(432, NotAllowedException.class),
                Map.entry(503, UnavailableException.class),
                Map.entry(511, TwoFactorRequiredException.class),
                Map.entry(530, ServerFaultException.class),
                Map.entry(531, NotAllowedException.class),
                Map.entry(532, LimitExceededException.class),
                Map.entry(533, CapacityException.class),
                Map.entry(534, UnavailableException.class),
                Map.entry(535, LimitExceededException.class),
                Map.entry(536, ConflictException.class),
                Map.entry(537, ConflictException.class),
                Map.entry(400, ServerFaultException.class));

        expected.forEach((code, type) -> {
            ApiException thrown = error(
                    Command.of("x"),
                    code,
                    "{\"r\":{\"errorcode\":" + code + ",\"cserrorcode\":4350,\"errortext\":\"why\"}}");
            assertThat(thrown).isExactlyInstanceOf(type).hasMessageContaining("why");
            assertThat(thrown.csErrorCode()).isEqualTo(4350);
        });
        assertThat(error(Command.of("login"), 531, "{\"r\":{\"errorcode\":531,\"errortext\":\"no\"}}"))
                .isInstanceOf(AuthenticationException.class);
    }

    @Test
    void anErrorUnderStatus200IsStillAnError() {
        assertThat(error(Command.of("x"), 200, "{\"r\":{\"errorcode\":530,\"errortext\":\"why\"}}")
                        .errorCode())
                .isEqualTo(530);
        assertThatThrownBy(() -> rows("{\"r\":{\"uuidList\":[],\"errorcode\":530,\"errortext\":\"why\"}}"))
                .isInstanceOf(ServerFaultException.class);
    }

    @Test
    void a401NamesTheSkewOfTheClocksAndThatTheCommandMayBeUnknown() {
        byte[] body = "{\"r\":{\"errorcode\":401,\"errortext\":\"no\"}}".getBytes(StandardCharsets.UTF_8);
        String early = "Sat, 21 Nov 2026 11:40:00 GMT";

        assertThatThrownBy(() -> reader.answer(
                        Command.of("listZonez"),
                        new ReplyHead(401, "", early, null, null, List.of(), body.length).with(body, body.length)))
                .hasMessageContaining("signatures of another algorithm (findSignatureAlgorithm)")
                .hasMessageContaining("1200 s ahead of")
                .hasMessageContaining("\"listZonez\"");
        assertThatThrownBy(() -> answer(401, "{\"r\":{\"errorcode\":401,\"errortext\":\"no\"}}"))
                .hasMessageNotContaining("clock");
        // Nobody signs it.
        assertThatThrownBy(() -> reader.answer(
                        Command.of("login"),
                        new ReplyHead(401, "", early, null, null, List.of(), body.length).with(body, body.length)))
                .hasMessageContaining("login")
                .hasMessageNotContaining("API keys")
                .hasMessageNotContaining("clock");
    }

    @Test
    void aSensitiveValueThatTheServerRepeatsIsTakenOut() {
        var command = Command.of("createUser").with("password", "hunter2");
        assertThatThrownBy(() -> reader.answer(
                        command, reply(431, "{\"r\":{\"errorcode\":431,\"errortext\":\"bad value=hunter2 here\"}}")))
                .hasMessageContaining("bad value=… here")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "<html>502 Bad Gateway</html>",
                "Please use HTTP POST",
                "{",
                "{}",
                "[]",
                "{\"r\":null}",
                "{\"r\":{\"a\":1},\"s\":{}}",
                "{\"r\":{\"a\":1}}{\"r\":{\"a\":1}}",
                "{\"r\":{\"a\":"
            })
    void whatIsNoReplyIsAProtocolError(String body) {
        assertThatThrownBy(() -> answer(200, body)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> rows(body)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aForeignBodyIsExcerptedTo256BytesWhateverItsLetters() {
        for (String word : List.of("plain", "\u00fcbung", "\u6f22\u5b57", "key:a", "?")) {
            String excerpt = new Redaction(KnownSecrets.NONE)
                    .excerpt((word + " ").repeat(900).getBytes(StandardCharsets.UTF_8), 900, Parameters.NONE);
            assertThat(excerpt.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(200, 256);
        }
    }

    @Test
    void aForeignBodyIsExcerptedShortAndWithoutSecrets() {
        String body = "<html>" + "x ".repeat(4000) + "</html>";
        assertThatThrownBy(() -> answer(502, body))
                .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(600));
        assertThatThrownBy(() -> answer(502, "GET /client/api?apiKey=AKIA1&signature=s%3D failed"))
                .hasMessageNotContaining("AKIA1")
                .hasMessageNotContaining("s%3D");
    }

    @Test
    void aRedirectIsNamedWithoutItsQuery() {
        byte[] body = new byte[0];
        assertThatThrownBy(() -> reader.answer(
                        Command.of("x"),
                        new ReplyHead(302, "", null, "https://other/client/api?apikey=K", null, List.of(), 0)
                                .with(body, 0)))
                .hasMessageContaining("https://other")
                .hasMessageNotContaining("apikey");
    }

    @Test
    void proxyJsonIsNoCloudStackError() {
        assertThatThrownBy(() -> answer(500, "{\"message\":null}")).isInstanceOf(ProtocolException.class);
    }

    /** However a reply is cut short, it is a value or a typed error, and never fewer rows. */
    @Property(tries = 200)
    void aListCutShortIsAnError(@ForAll @IntRange(min = 0, max = 60) int length) {
        String whole = "{\"listzonesresponse\":{\"count\":2,\"zone\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}";
        String cut = whole.substring(0, Math.min(length, whole.length() - 1));

        assertThatThrownBy(() -> rows(cut)).isInstanceOf(ProtocolException.class);
    }

    private static final Command<JsonNode> LIST = Command.of("listZones");

    private ApiException error(Command<?> command, int status, String body) {
        return catchThrowableOfType(ApiException.class, () -> reader.answer(command, reply(status, body)));
    }

    private Rows<JsonNode> rows(String body) {
        return reader.rows(LIST, Parameters.NONE, reply(200, body), true);
    }

    private JsonNode value(String body) {
        return value(Command.of("createZone"), body);
    }

    private <T> T value(Command<T> command, String body) {
        return ((Answer.Value<T>) reader.answer(command, reply(200, body))).value();
    }

    private Answer<JsonNode> answer(String body) {
        return answer(200, body);
    }

    private Answer<JsonNode> answer(int status, String body) {
        return reader.answer(Command.of("createZone"), reply(status, body));
    }

    private static Reply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(status, "", bytes.length).with(bytes, bytes.length);
    }
}
