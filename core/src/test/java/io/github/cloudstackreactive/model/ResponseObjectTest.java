package io.github.cloudstackreactive.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every class of responses. */
@Timeout(30)
class ResponseObjectTest {

    private static final JsonMapper PLAIN = JsonMapper.shared();

    private static Thing read(String json) {
        return PLAIN.readValue(json.getBytes(StandardCharsets.UTF_8), Thing.class);
    }

    // Scalars in each other's place.

    @ParameterizedTest
    @CsvSource({
        "42,42",
        "'\"42\"',42",
        "'\" 42 \"',42",
        "42.0,42",
        "'\"42.0\"',42",
        "true,1",
        "false,0",
        "1e3,1000",
        "-1,-1"
    })
    void anIntegerIsReadFromWhateverMeansOne(String json, long expected) {
        assertThat(read("{\"integer\":" + json + "}").integer()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4.5",
                "\"4.5\"",
                "\"many\"",
                "99999999999999999999",
                "\"1e999999999\"",
                "1e999999999",
                "[1]",
                "{\"a\":1}"
            })
    void whatIsNoIntegerIsAbsentAndReadableRaw(String json) {
        Thing thing = read("{\"text\":\"t\",\"integer\":" + json + ",\"flag\":true}");

        assertThat(thing.integer()).isNull();
        assertThat(thing.has("integer")).isTrue();
        assertThat(thing.raw("integer")).isNotNull();
        assertThat(thing.text()).isEqualTo("t");
        assertThat(thing.flag()).isTrue();
        assertThat(thing.toString()).contains("integer=?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "integer",
                "decimal",
                "exact",
                "flag",
                "date",
                "object",
                "objects",
                "listed",
                "texts",
                "integers",
                "decimals",
                "map",
                "maps",
                "listsbyname"
            })
    void aBlankIsAbsent(String field) {
        for (String blank : List.of("\"\"", "\"  \"", "null")) {
            Thing thing = read("{\"" + field + "\":" + blank + "}");
            assertThat(thing.has(field)).as(blank).isFalse();
            assertThat(thing).isEqualTo(read("{}"));
        }
        assertThat(read("{\"text\":\"\"}").text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "true,true",
        "false,false",
        "'\"true\"',true",
        "'\"True\"',true",
        "'\"FALSE\"',false",
        "1,true",
        "0,false",
        "'\"1\"',true",
        "'\"0\"',false"
    })
    void aFlagIsReadFromWhateverMeansOne(String json, boolean expected) {
        assertThat(read("{\"flag\":" + json + "}").flag()).isEqualTo(expected);
    }

    @Test
    void numbersAndTextStandInEachOthersPlace() {
        assertThat(read("{\"decimal\":\"0.25\"}").decimal()).isEqualTo(0.25);
        assertThat(read("{\"decimal\":3}").decimal()).isEqualTo(3.0);
        assertThat(read("{\"decimal\":\"many\"}").raw("decimal")).isEqualTo("many");
        assertThat(read("{\"decimal\":\"0,5\"}").decimal()).isNull();
        assertThat(read("{\"exact\":\"12.3400\"}").exact()).isEqualTo(new BigDecimal("12.3400"));
        assertThat(read("{\"exact\":12.3400}").exact()).isEqualTo(new BigDecimal("12.3400"));
        assertThat(read("{\"exact\":0.1}").exact()).isEqualTo(new BigDecimal("0.1"));
        assertThat(read("{\"text\":42}").text()).isEqualTo("42");
        assertThat(read("{\"text\":1.50}").text()).isEqualTo("1.50");
        assertThat(read("{\"text\":true}").text()).isEqualTo("true");
        assertThat(read("{\"flag\":\"yes\"}").flag()).isNull();
        assertThat(read("{\"flag\":\"yes\"}").raw("flag")).isEqualTo("yes");
        assertThat(read("{\"flag\":2}").raw("flag")).isEqualTo(2L);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:11:12+0100,2026-01-31T10:11:12+01:00",
        "2026-01-31T10:11:12-0930,2026-01-31T10:11:12-09:30",
        "2026-01-31T10:11:12+01:00,2026-01-31T10:11:12+01:00",
        "2026-01-31T10:11:12Z,2026-01-31T10:11:12Z",
        "2026-01-31T10:11:12.5Z,2026-01-31T10:11:12.500Z",
        "2026-01-31T10:11:12.123456789+0000,2026-01-31T10:11:12.123456789Z",
        "2026-01-31T10:11:12.1234567891+0000,2026-01-31T10:11:12.123456789Z",
        "2024-02-29T23:59:59+1800,2024-02-29T23:59:59+18:00"
    })
    void aDateKeepsItsOffset(String written, String expected) {
        Thing thing = read("{\"date\":\"" + written + "\"}");

        assertThat(thing.date()).isEqualTo(OffsetDateTime.parse(expected));
        assertThat(thing.date().getOffset())
                .isEqualTo(OffsetDateTime.parse(expected).getOffset());
        assertThat(read(PLAIN.writeValueAsString(thing))).isEqualTo(thing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31",
                "2026-01-31T10:11:12",
                "2026-01-31 10:11:12+0100",
                "2026-02-30T10:11:12Z",
                "2026-01-31T10:11:12+9900",
                "2026-01-31T10:11:12+1",
                "2026-01-31T10:11:12+010",
                "2026-01-31T10:11:12.Zoo",
                "never",
                "2026-01-31T10:11:12+01h00",
                "2026-01-31T10:11:12+0199",
                "٢٠٢٦-01-31T10:11:12Z"
            })
    void whatIsNoDateIsAbsentAndReadableRaw(String written) {
        Thing thing = read("{\"date\":\"" + written + "\"}");

        assertThat(thing.date()).isNull();
        assertThat(thing.raw("date")).isEqualTo(written);
        assertThat(read(PLAIN.writeValueAsString(thing))).isEqualTo(thing);
    }

    @Test
    void aDateAsANumberStaysReadable() {
        assertThat(read("{\"date\":1769850672000}").date()).isNull();
        assertThat(read("{\"date\":1769850672000}").raw("date")).isEqualTo(1_769_850_672_000L);
    }

    // Structures.

    @Test
    void anObjectWhereTextIsDueStaysReadable() {
        Thing thing = read("{\"text\":{\"a\":[1,null,\"b\"]},\"integer\":1}");

        assertThat(thing.text()).isNull();
        assertThat(thing.raw("text")).isEqualTo(Map.of("a", List.of(1L, "b")));
        assertThat(thing.integer()).isEqualTo(1);
    }

    @Test
    void textWhereAnObjectOrAListIsDueStaysReadable() {
        Thing thing = read("{\"object\":\"o\",\"objects\":\"os\",\"listed\":7,\"map\":\"no map\",\"maps\":[1],"
                + "\"listsbyname\":\"l\",\"integers\":\"i\",\"flag\":true}");

        assertThat(thing.object()).isNull();
        assertThat(thing.objects()).isEmpty();
        assertThat(thing.listed()).isEmpty();
        assertThat(thing.map()).isEmpty();
        assertThat(thing.maps()).isEmpty();
        assertThat(thing.listsByName()).isEmpty();
        assertThat(thing.integers()).isEmpty();
        assertThat(thing.raw("object")).isEqualTo("o");
        assertThat(thing.raw("objects")).isEqualTo("os");
        assertThat(thing.raw("listed")).isEqualTo(7L);
        assertThat(thing.raw("map")).isEqualTo("no map");
        assertThat(thing.raw("maps")).isEqualTo(List.of(1L));
        assertThat(thing.raw("listsbyname")).isEqualTo("l");
        assertThat(thing.raw("integers")).isEqualTo("i");
        assertThat(thing.flag()).isTrue();
        assertThat(read(PLAIN.writeValueAsString(thing))).isEqualTo(thing);
    }

    @Test
    void aListWithAMisfitStaysReadableWhole() {
        Thing thing = read("{\"texts\":[\"a\",{\"b\":1},\"c\"],\"integers\":[1,\"two\",3],"
                + "\"objects\":[{\"text\":\"t\"},\"x\",{\"text\":\"u\"}],\"flag\":true}");

        assertThat(thing.texts()).isEmpty();
        assertThat(thing.raw("texts")).isEqualTo(List.of("a", Map.of("b", 1L), "c"));
        assertThat(thing.integers()).isEmpty();
        assertThat(thing.raw("integers")).isEqualTo(List.of(1L, "two", 3L));
        assertThat(thing.objects()).isEmpty();
        assertThat(((List<?>) thing.raw("objects")).get(1)).isEqualTo("x");
        assertThat(thing.flag()).isTrue();
        assertThat(read(PLAIN.writeValueAsString(thing))).isEqualTo(thing);
    }

    @Test
    void nullsInAListAreNoElements() {
        Thing thing = read("{\"texts\":[null,\"a\",null],\"integers\":[1,null],\"objects\":[null,{\"text\":\"t\"}]}");

        assertThat(thing.texts()).containsExactly("a");
        assertThat(thing.integers()).containsExactly(1L);
        assertThat(thing.objects()).extracting(Thing::text).containsExactly("t");
    }

    @Test
    void aLoneValueIsAListOfOne() {
        Thing thing = read("{\"texts\":\"a\",\"integers\":\"1\",\"decimals\":0.5,\"objects\":{\"text\":\"t\"},"
                + "\"maps\":{\"a\":1},\"listsbyname\":{\"a\":\"b\"},\"anys\":7}");

        assertThat(thing.texts()).containsExactly("a");
        assertThat(thing.integers()).containsExactly(1L);
        assertThat(thing.decimals()).containsExactly(0.5);
        assertThat(thing.objects()).extracting(Thing::text).containsExactly("t");
        assertThat(thing.maps()).containsExactly(Map.of("a", "1"));
        assertThat(thing.listsByName()).isEqualTo(Map.of("a", List.of("b")));
        assertThat(thing.anys()).containsExactly(7L);
    }

    @Test
    void aListMayStandInAnObjectWithItsCount() {
        assertThat(read("{\"listed\":{\"count\":2,\"thing\":[{\"text\":\"t\"},{\"text\":\"u\"}]}}")
                        .listed())
                .extracting(Thing::text)
                .containsExactly("t", "u");
        assertThat(read("{\"listed\":{\"count\":1,\"thing\":{\"text\":\"t\"}}}").listed())
                .hasSize(1);
        assertThat(read("{\"listed\":[{\"text\":\"t\"}]}").listed()).hasSize(1);
        assertThat(read("{\"listed\":{},\"text\":\"t\"}").listed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"t\",\"things\":[{\"text\":\"u\"}]}",
                "{\"things\":[{\"text\":\"t\"}],\"more\":[{\"text\":\"u\"}]}",
                "{\"text\":\"t\"}"
            })
    void anObjectThatIsMoreThanAListAndItsCountIsNone(String json) {
        Thing thing = read("{\"listed\":" + json + ",\"flag\":true}");

        assertThat(thing.listed()).isEmpty();
        assertThat(String.valueOf(thing.raw("listed"))).contains("t");
        assertThat(thing.flag()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"integer", "decimal", "exact", "flag", "date", "object", "objects", "texts", "map", "any", "new"
            })
    void aNumberBeyondAllNumbersFailsNothing(String field) {
        for (String number : List.of("1e99999999999", "-1e-99999999999", "1e2147483648")) {
            Thing thing = read("{\"" + field + "\":" + number + ",\"text\":\"t\"}");
            assertThat(thing.text()).isEqualTo("t");
            assertThat(thing.has(field)).as(number).isTrue();
        }
    }

    @Test
    void jacksonLeavesSecretsOutUnlessItIsTold() {
        Thing thing = read("{\"text\":\"t\",\"password\":\"hunter2\",\"object\":{\"password\":\"hunter3\"}}");

        assertThat(PLAIN.writeValueAsString(thing)).contains("\"t\"").doesNotContain("hunter");
        assertThat(PLAIN.writeValueAsString(List.of(thing))).doesNotContain("hunter");
        Thing undeclared = read("{\"vncpassword\":\"hunter2\",\"map\":{\"password\":\"hunter3\",\"user\":\"u\"},"
                + "\"any\":{\"machine\":{\"password\":\"hunter4\"}},\"objects\":[5,{\"secretkey\":\"hunter5\"}]}");
        assertThat(PLAIN.writeValueAsString(undeclared)).contains("\"u\"").doesNotContain("hunter");
        assertThat(read(PLAIN.writer()
                        .withAttribute(ResponseObject.WITH_SECRETS, true)
                        .writeValueAsString(thing)))
                .isEqualTo(thing);
    }

    @Test
    void jacksonWritesAWordAsTheServerDoes() {
        assertThat(PLAIN.writeValueAsString(HostState.UP)).isEqualTo("\"Up\"");
        assertThat(PLAIN.readValue("\"Up\"", HostState.class)).isSameAs(HostState.UP);
        assertThat(PLAIN.readValue("\"Brandnew\"", HostState.class).known()).isFalse();
    }

    @Test
    void aClassHasItsSchemaOnce() {
        read("{}");
        Schema.Builder another = Schema.of(Thing.class, values -> null).text("text");
        assertThatThrownBy(another::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Thing");
    }

    @Test
    void aFreeFieldOfABuilderIsAsItWouldBeRead() {
        Thing made = Thing.builder()
                .unknownField("n", 5)
                .unknownField("d", List.of(1.5))
                .build();
        assertThat(read(PLAIN.writeValueAsString(made))).isEqualTo(made);
        assertThatThrownBy(() -> Thing.builder().unknownField("x", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Object");
    }

    @Test
    void aMapIsOfTexts() {
        assertThat(read("{\"map\":{\"a\":1,\"b\":true,\"c\":\"d\",\"e\":null}}").map())
                .isEqualTo(Map.of("a", "1", "b", "true", "c", "d"));
        assertThat(read("{\"map\":\"{a=b, c=d}\"}").map()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(read("{\"map\":{\"a\":{\"b\":1}}}").map()).isEmpty();
        assertThat(read("{\"map\":{\"a\":{\"b\":1}}}").raw("map")).isEqualTo(Map.of("a", Map.of("b", 1L)));
    }

    @Test
    void unknownFieldsAreKept() {
        Thing thing = read("{\"new\":{\"a\":[1,2.50,true,null]},\"gone\":null,\"Text\":\"other case\",\"text\":\"t\"}");

        assertThat(thing.unknownFields())
                .isEqualTo(Map.of("new", Map.of("a", List.of(1L, new BigDecimal("2.50"), true)), "Text", "other case"));
        assertThat(thing.raw("Text")).isEqualTo("other case");
        assertThat(thing.has("gone")).isFalse();
        assertThat(thing.text()).isEqualTo("t");
        assertThatThrownBy(() -> thing.unknownFields().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) thing.raw("new")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(read(PLAIN.writeValueAsString(thing))).isEqualTo(thing);
    }

    @Test
    void namesNearAKnownOneAreNotTakenForIt() {
        assertThat(read("{\"tex\":1,\"textt\":2,\"texts \":3,\"\":4,\"\\u0074ext\":\"t\",\"tëxt\":5}"))
                .satisfies(thing -> {
                    assertThat(thing.text()).isEqualTo("t");
                    assertThat(thing.unknownFields().keySet())
                            .containsExactlyInAnyOrder("tex", "textt", "texts ", "", "tëxt");
                });
    }

    // Words.

    @Test
    void aKnownWordIsItsConstantAndAnotherIsAsGood() {
        assertThat(VirtualMachineState.of("Running")).isSameAs(VirtualMachineState.RUNNING);
        assertThat(VirtualMachineState.RUNNING.known()).isTrue();

        VirtualMachineState novel = VirtualMachineState.of("Hibernated");
        assertThat(novel.known()).isFalse();
        assertThat(novel.word()).isEqualTo("Hibernated");
        assertThat(novel).hasToString("Hibernated");
        assertThat(novel).isEqualTo(VirtualMachineState.of("Hibernated")).isNotEqualTo(VirtualMachineState.RUNNING);
        assertThat(novel).hasSameHashCodeAs(VirtualMachineState.of("Hibernated"));
        assertThat((Object) HostState.of("Up")).isNotEqualTo(EventState.of("Up"));

        Template template = PLAIN.readValue("{\"format\":\"QED\"}", Template.class);
        assertThat(template.format()).isEqualTo(ImageFormat.of("QED"));
        assertThat(template.raw("format")).isEqualTo("QED");
        assertThat(Template.builder().format(ImageFormat.of("QED")).build()).isEqualTo(template);
    }

    // What is shown.

    @Test
    void textShowsNoSecretAndOfMapsTheKeysOnly() {
        Thing thing = read(
                "{\"text\":\"seen\",\"password\":\"s3cret\",\"map\":{\"key\":\"s3cret\"},"
                        + "\"maps\":[{\"key\":\"s3cret\"}],\"any\":{\"key\":\"s3cret\"},\"anys\":[[{\"key\":\"s3cret\"}]],"
                        + "\"listsbyname\":{\"key\":[\"s3cret\"]},\"integer\":\"s3cret\",\"unheard\":\"s3cret\","
                        + "\"object\":{\"password\":\"s3cret\",\"text\":\"inner\"},\"objects\":[{\"password\":{\"a\":\"s3cret\"}}]}");

        assertThat(thing.toString())
                .doesNotContain("s3cret")
                .startsWith("Thing[text=seen, integer=?, object=Thing[text=inner, password=***]")
                .contains("password=***", "map=[key]", "maps=[[key]]", "unknown=[unheard]");
        assertThat(thing.password()).isEqualTo("s3cret");
    }

    // Equality, builders, JSON.

    @Test
    void equalsGoesByAllFields() {
        String json = "{\"text\":\"t\",\"texts\":[\"a\",\"b\"],\"objects\":[{\"map\":{\"a\":\"b\"}}],\"new\":[1]}";

        assertThat(read(json)).isEqualTo(read(json)).hasSameHashCodeAs(read(json));
        assertThat(read(json)).isNotEqualTo(read(json.replace("[\"a\",\"b\"]", "[\"b\",\"a\"]")));
        assertThat(read(json)).isNotEqualTo(read(json.replace("[1]", "[2]")));
        assertThat(read(json)).isNotEqualTo(read("{\"text\":\"t\"}"));
        assertThat((Object) read("{}")).isNotEqualTo(VirtualMachine.builder().build());
        assertThat(read("{\"integer\":\"x\"}"))
                .isEqualTo(read("{\"integer\":\"x\"}"))
                .isNotEqualTo(read("{}"));
    }

    @Test
    void oneMadeByHandEqualsOneThatWasRead() {
        Thing made = Thing.builder()
                .text("t")
                .integer(42)
                .decimal(0.5)
                .exact(new BigDecimal("1.20"))
                .flag(false)
                .date(OffsetDateTime.of(2026, 1, 31, 10, 11, 12, 0, ZoneOffset.ofHours(1)))
                .object(Thing.builder().text("inner").build())
                .objects(List.of(Thing.builder().build()))
                .listed(List.of(Thing.builder().integer(1).build()))
                .texts(List.of("a"))
                .map(Map.of("a", "b"))
                .maps(List.of(Map.of("a", "b")))
                .any(List.of(1))
                .unknownField("new", Map.of("a", 1))
                .build();

        Thing read = read("{\"text\":\"t\",\"integer\":\"42\",\"decimal\":\"0.5\",\"exact\":1.20,\"flag\":0,"
                + "\"date\":\"2026-01-31T10:11:12+0100\",\"object\":{\"text\":\"inner\"},\"objects\":[{}],"
                + "\"listed\":{\"count\":1,\"x\":[{\"integer\":1}]},\"texts\":[\"a\"],\"map\":{\"a\":\"b\"},"
                + "\"maps\":[{\"a\":\"b\"}],\"any\":[1],\"new\":{\"a\":1}}");
        assertThat(made).isEqualTo(read).hasSameHashCodeAs(read).hasToString(read.toString());
        assertThat(read(PLAIN.writeValueAsString(made))).isEqualTo(made);
    }

    @Test
    void aBuilderRefusesNullAndKnownNames() {
        Thing.Builder builder = Thing.builder();

        assertThatThrownBy(() -> builder.text(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("leave it out");
        List<String> withNull = new ArrayList<>();
        withNull.add(null);
        assertThatThrownBy(() -> builder.texts(withNull)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.unknownField("text", "t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its own setter");
        assertThat(builder.build()).isEqualTo(read("{}"));
    }

    @Test
    void noLaterChangeReachesWhatWasBuilt() {
        List<String> texts = new ArrayList<>(List.of("a"));
        Map<String, String> inner = new HashMap<>(Map.of("a", "b"));
        List<Map<String, String>> maps = new ArrayList<>(List.of(inner));
        Thing.Builder builder = Thing.builder().texts(texts).maps(maps).unknownField("new", inner);
        Thing first = builder.build();
        Thing same = read("{\"texts\":[\"a\"],\"maps\":[{\"a\":\"b\"}],\"new\":{\"a\":\"b\"}}");

        texts.add("late");
        inner.put("late", "late");
        maps.clear();
        builder.text("late").unknownField("late", "late");

        assertThat(first).isEqualTo(same);
        assertThatThrownBy(() -> first.texts().add("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> first.maps().get(0).put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(builder.build().text()).isEqualTo("late");
    }

    record Inventory(String site, VirtualMachine machine, List<Nic> nics, Map<String, Zone> zones) {}

    @Test
    void aUsersRecordMayHoldOne() {
        String json = "{\"site\":\"s\",\"machine\":{\"id\":\"vm-1\",\"nic\":{\"id\":1},\"new\":[1]},"
                + "\"nics\":[{\"isdefault\":\"true\"}],\"zones\":{\"z\":{\"id\":\"z-1\"}}}";
        Inventory read = PLAIN.readValue(json, Inventory.class);

        assertThat(read.machine().id()).isEqualTo("vm-1");
        assertThat(read.machine().nic().get(0).id()).isEqualTo("1");
        assertThat(read.machine().unknownFields()).containsOnlyKeys("new");
        assertThat(read.nics().get(0).isDefault()).isTrue();
        assertThat(read.zones().get("z").id()).isEqualTo("z-1");
        assertThat(PLAIN.readValue(PLAIN.writeValueAsString(read), Inventory.class))
                .isEqualTo(read);
        assertThat(PLAIN.treeToValue(PLAIN.readTree(json), Inventory.class)).isEqualTo(read);
        assertThat(PLAIN.convertValue(PLAIN.readValue(json, Map.class), Inventory.class))
                .isEqualTo(read);
        assertThat(PLAIN.readValue("{\"machine\":null}", Inventory.class).machine())
                .isNull();

        Inventory answered = (Inventory) answer(Command.of("getInventory", Inventory.class), json);
        assertThat(answered).isEqualTo(read);
    }

    @Test
    void oneOfNoClassOfItsOwnIsRefused() {
        assertThatThrownBy(() -> PLAIN.readValue("{}", ResponseObject.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("classes that extend it");
        assertThatThrownBy(() -> PLAIN.readValue("7", Thing.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void nestingIsBounded() {
        for (String field : List.of("object", "any", "new", "text")) {
            int depth = 100_000;
            String deep = ("{\"" + field + "\":").repeat(depth) + "1" + "}".repeat(depth);
            assertThatThrownBy(() -> answer(Command.of("getThing", Thing.class), deep))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("nested too deeply");
            assertThatThrownBy(() -> read(deep)).isInstanceOf(JacksonException.class);
        }
    }

    private static Object answer(Command<?> command, String payload) {
        byte[] body = ("{\"aresponse\":{\"thing\":" + payload + "}}").getBytes(StandardCharsets.UTF_8);
        Reply reply = new ReplyHead(200, "application/json", body.length).with(body, body.length);
        Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);
        Answer.Value<?>[] value = new Answer.Value<?>[1];
        Throwable[] failure = new Throwable[1];
        StepVerifier.create(decoder.answer(command, reply).materialize())
                .assertNext(signal -> {
                    failure[0] = signal.getThrowable();
                    value[0] = (Answer.Value<?>) signal.get();
                })
                .thenConsumeWhile(signal -> true)
                .verifyComplete();
        if (failure[0] != null) {
            throw (RuntimeException) failure[0];
        }
        return value[0].value();
    }

    // First use by two threads at once.

    private static final CountDownLatch LEAF_BEGUN = new CountDownLatch(1);
    private static final CountDownLatch LEAF_MAY_END = new CountDownLatch(1);

    static final class Trunk extends ResponseObject {
        private static final Schema SCHEMA = Schema.of(Trunk.class, Trunk::new)
                .object("branch", Branch.class)
                .build();

        private Trunk(Values values) {
            super(values);
        }
    }

    static final class Branch extends ResponseObject {
        private static final Schema SCHEMA =
                Schema.of(Branch.class, Branch::new).object("leaf", Leaf.class).build();

        private Branch(Values values) {
            super(values);
        }
    }

    static final class Leaf extends ResponseObject {
        private static final Schema SCHEMA =
                Schema.of(Leaf.class, Leaf::new).text("green").build();

        static {
            LEAF_BEGUN.countDown();
            try {
                LEAF_MAY_END.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private Leaf(Values values) {
            super(values);
        }
    }

    @Test
    void aClassThatAnotherThreadIsStillLookingThroughIsWaitedFor() throws Exception {
        String json = "{\"branch\":{\"leaf\":{\"green\":\"yes\"}}}";
        CompletableFuture<Trunk> first =
                CompletableFuture.supplyAsync(() -> new JsonMapper().readValue(json, Trunk.class));
        LEAF_BEGUN.await();
        CompletableFuture<Trunk> second =
                CompletableFuture.supplyAsync(() -> new JsonMapper().readValue(json, Trunk.class));
        assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        LEAF_MAY_END.countDown();

        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(first.get(5, TimeUnit.SECONDS));
        Branch branch = (Branch) second.get().raw("branch");
        assertThat(((Leaf) branch.raw("leaf")).raw("green")).isEqualTo("yes");
    }
}
