package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the fields of a caller's class take, whatever the server wrote. */
class LenientJsonTest {

    record Tag(String key, String value) {}

    enum State {
        RUNNING
    }

    record Row(
            @Nullable String text,
            int small,
            @Nullable Integer boxed,
            @Nullable Long large,
            @Nullable Double real,
            boolean flag,
            @Nullable Boolean boxedFlag,
            @Nullable UUID uuid,
            @Nullable Instant instant,
            @Nullable State state,
            @Nullable Tag tag) {}

    record Lists(
            List<Tag> tags,
            Set<String> names,
            String[] array,
            Map<String, Long> map,
            @Nullable JsonNode tree) {}

    private final JsonMapper mapper = LenientJson.mapper();

    private <T> T read(String json, Class<T> type) {
        return mapper.readValue(json.replace('\'', '"'), type);
    }

    @Test
    void textIsReadAsNumbersAndBooleansAndTheReverse() {
        Row row = read(
                "{'text':7,'small':'8080','boxed':' 12 ','large':'5368709120','real':'28.12','flag':'true','boxedFlag':'false'}",
                Row.class);

        assertThat(row).isEqualTo(new Row("7", 8080, 12, 5368709120L, 28.12, true, false, null, null, null, null));
        assertThat(read("{'text':true}", Row.class).text()).isEqualTo("true");
        assertThat(read("{'text':1.50}", Row.class).text()).isEqualTo("1.50");
    }

    @Test
    void textIsReadAsWhatIsNotTextWouldBe() {
        for (String quote : List.of("", "'")) {
            Row row =
                    read("{'small':Q28.12Q,'large':Q28.92Q,'flag':Q1Q,'boxedFlag':Q0Q}".replace("Q", quote), Row.class);
            assertThat(row.small()).isEqualTo(28);
            assertThat(row.large()).isEqualTo(28);
            assertThat(row.flag()).isTrue();
            assertThat(row.boxedFlag()).isFalse();
        }
    }

    @Test
    void whatIsNoNumberIsStillAnError() {
        for (String text : List.of("web", "1e999999999", "99999999999999999999999", "12 GB", "yes")) {
            assertThatThrownBy(() -> read("{'large':'" + text + "'}", Row.class))
                    .as(text)
                    .isNotNull();
            assertThatThrownBy(() -> read("{'flag':'" + text + "'}", Row.class))
                    .as(text)
                    .isNotNull();
        }
        assertThatThrownBy(() -> read("{'small':'5368709120'}", Row.class)).isNotNull();
    }

    @Test
    void emptyTextIsNothingButInText() {
        for (String blank : List.of("", " ")) {
            Row row = read(
                    "{'text':'','small':'B','boxed':'B','large':'B','real':'B','flag':'B','boxedFlag':'B','uuid':'B','instant':'B','state':'B','tag':'B'}"
                            .replace("B", blank),
                    Row.class);
            assertThat(row).isEqualTo(new Row("", 0, null, null, null, false, null, null, null, null, null));
        }
    }

    @Test
    void aLoneElementIsAListOfOneAndNothingAnEmptyOne() {
        Lists one = read("{'tags':{'key':'k','value':'v'},'names':'n','array':'a','map':{'a':'1'}}", Lists.class);
        assertThat(one.tags()).containsExactly(new Tag("k", "v"));
        assertThat(one.names()).containsExactly("n");
        assertThat(one.array()).containsExactly("a");
        assertThat(one.map()).isEqualTo(Map.of("a", 1L));

        Lists empty = read("{'tags':'','names':'','array':'','map':''}", Lists.class);
        assertThat(empty.tags()).isEmpty();
        assertThat(empty.names()).isEmpty();
        assertThat(empty.array()).isEmpty();
        assertThat(empty.map()).isEmpty();

        Lists absent = read("{'names':null}", Lists.class);
        assertThat(absent.tags()).isEmpty();
        assertThat(absent.names()).isEmpty();
    }

    @Test
    void aMapThatCameAsTextIsAMap() {
        assertThat(map("{}")).isEmpty();
        assertThat(map("{a=1, b.c=2}")).containsExactly(Map.entry("a", 1L), Map.entry("b.c", 2L));

        record Details(Map<String, String> details) {}
        assertThat(read("{'details':'{keyboard=us, note=x, y and z=1, path=/a=b, empty=}'}", Details.class)
                        .details())
                .isEqualTo(Map.of("keyboard", "us", "note", "x, y and z=1", "path", "/a=b", "empty", ""));
        assertThatThrownBy(() -> read("{'details':'none'}", Details.class)).isNotNull();
    }

    private Map<String, Long> map(String text) {
        return read("{'map':'" + text + "'}", Lists.class).map();
    }

    @Test
    void datesAreReadInEachOfTheServersForms() {
        record Dated(
                @Nullable OffsetDateTime created,
                @Nullable Instant instant,
                @Nullable ZonedDateTime zoned,
                @Nullable Date date) {}
        OffsetDateTime moment = OffsetDateTime.of(2026, 1, 31, 10, 11, 12, 0, ZoneOffset.ofHours(1));

        for (String offset : List.of("+0100", "+01:00", "+01")) {
            Dated dated = read(
                    "{'created':'D','instant':'D','zoned':'D','date':'D'}".replace("D", "2026-01-31T10:11:12" + offset),
                    Dated.class);
            assertThat(dated.created()).isEqualTo(moment);
            assertThat(dated.created().getOffset()).isEqualTo(moment.getOffset());
            assertThat(dated.instant()).isEqualTo(moment.toInstant());
            assertThat(dated.zoned().toOffsetDateTime()).isEqualTo(moment);
            assertThat(dated.date()).isEqualTo(moment.toInstant());
        }
        assertThat(read("{'created':'2026-01-31T09:11:12Z'}", Dated.class).created())
                .isEqualTo(moment.withOffsetSameInstant(ZoneOffset.UTC));
        assertThat(read("{'created':'2009-09-18T13:16:10-0700'}", Dated.class)
                        .created()
                        .getOffset())
                .isEqualTo(ZoneOffset.ofHours(-7));
        assertThat(read("{'created':'','instant':null}", Dated.class)).isEqualTo(new Dated(null, null, null, null));
        assertThat(read("{'instant':'2026-01-31T09:11:12Z'}", Dated.class).instant())
                .isEqualTo(moment.toInstant());
    }
}
