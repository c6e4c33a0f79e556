package io.github.cloudstackreactive.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UntypedCommandTest {

    @Test
    void readingCommandsAreGetAndSafe() {
        for (String name : List.of("getApiLimit", "listZones", "queryAsyncJobResult", "findHostsForMigration")) {
            Description description = Command.of(name).description();
            assertThat(description.method()).as(name).isEqualTo(Method.GET);
            assertThat(description.safe()).as(name).isTrue();
        }
    }

    @Test
    void allOthersArePostAndUnsafeEvenIfTheyLookAlike() {
        for (String name : List.of("deployVirtualMachine", "gettysburg", "listen", "quotaBalance")) {
            Description description = Command.of(name).description();
            assertThat(description.method()).as(name).isEqualTo(Method.POST);
            assertThat(description.safe()).as(name).isFalse();
        }
    }

    @Test
    void someReadingCommandsChangeSomething() {
        Description upload = Command.of("getUploadParamsForVolume").description();

        assertThat(upload.method()).isEqualTo(Method.GET);
        assertThat(upload.safe()).isFalse();
    }

    @Test
    void settersCorrectTheFactsAndLeaveTheOldCommandAlone() {
        UntypedCommand<?> before = Command.of("quotaSummary");
        UntypedCommand<?> after =
                before.safe(true).method(Method.GET).paged(false).postFiltered(true);

        assertThat(after.description().safe()).isTrue();
        assertThat(after.description().method()).isEqualTo(Method.GET);
        assertThat(after.description().paged()).isFalse();
        assertThat(after.description().postFiltered()).isTrue();
        assertThat(before.description().safe()).isFalse();
    }

    @Test
    void thePaceOfItsJobIsUsualUntilSaidOtherwise() {
        UntypedCommand<?> before = Command.async("growForest");
        UntypedCommand<?> after = before.pace(Pace.SLOW);

        assertThat(before.description().pace()).isEqualTo(Pace.USUAL);
        assertThat(after.description().pace()).isEqualTo(Pace.SLOW);
        assertThat(after.safe(true).description().pace()).isEqualTo(Pace.SLOW);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void theOrderOfItsRowsIsUnknownUntilSaid() {
        UntypedCommand<?> before = Command.of("listForests");
        UntypedCommand<?> after = before.rowOrder(RowOrder.BY_ID);

        assertThat(before.description().rowOrder()).isEqualTo(RowOrder.UNKNOWN);
        assertThat(after.safe(true).description().rowOrder()).isEqualTo(RowOrder.BY_ID);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void writesValues() {
        Map<String, String> written = written(Command.of("x")
                .with("string", "a b")
                .with("empty", "")
                .with("no", false)
                .with("number", 42L)
                .with("id", UUID.fromString("6c7dbbf8-9639-4c7d-8b44-c468592a3100"))
                .with("ids", List.of("a", "b"))
                .with("none", List.of())
                .with("instant", Instant.parse("2026-01-31T10:11:12Z"))
                .with("offset", OffsetDateTime.parse("2026-01-31T10:11:12+01:00"))
                .with("tags", List.of(Map.of("key", "env"), Map.of("key", "tier")))
                .withEntries("details", Map.of("cpu", 2)));

        assertThat(written)
                .containsEntry("string", "a b")
                .containsEntry("empty", "")
                .containsEntry("no", "false")
                .containsEntry("number", "42")
                .containsEntry("id", "6c7dbbf8-9639-4c7d-8b44-c468592a3100")
                .containsEntry("ids", "a,b")
                .containsEntry("none", "")
                .containsEntry("instant", "2026-01-31T10:11:12+0000")
                .containsEntry("offset", "2026-01-31T09:11:12+0000")
                .containsEntry("tags[0].key", "env")
                .containsEntry("tags[1].key", "tier")
                .containsEntry("details[0].key", "cpu")
                .containsEntry("details[0].value", "2")
                .hasSize(13);
    }

    @Test
    void settingAMapAgainReplacesAllItsRows() {
        UntypedCommand<?> once = Command.of("x").with("tags", List.of(Map.of("key", "a"), Map.of("key", "b")));

        assertThat(written(once.with("tags", List.of(Map.of("key", "c")))))
                .containsExactly(Map.entry("tags[0].key", "c"));
    }

    @Test
    void refusesWhatTheServerWouldMisread() {
        UntypedCommand<?> command = Command.of("x");

        assertThatThrownBy(() -> command.with("names", List.of("a,b"))).hasMessageContaining("comma");
        assertThatThrownBy(() -> command.with("zoneid", "1").with("zoneId", "2"))
                .hasMessageContaining("one parameter");
        assertThatThrownBy(() -> command.with("details", Map.of("a", "b"))).hasMessageContaining("withEntries");
        assertThatThrownBy(() -> command.with("start", LocalDateTime.now())).hasMessageContaining("zone");
        assertThatThrownBy(() -> command.with("what", new Object())).hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> Command.of("list Zones")).hasMessageContaining("no command name");
    }

    @Test
    void refusesWhatTheClientSendsItself() {
        for (String name :
                List.of("command", "apiKey", "SIGNATURE", "expires", "response", "sessionkey", "customJobId")) {
            assertThatThrownBy(() -> Command.of("x").with(name, "1")).as(name).hasMessageContaining("client itself");
        }
    }

    @Test
    void takesSecretsForSecretsAndNeverShowsAValue() {
        UntypedCommand<?> command =
                Command.of("createUser").with("password", "hunter2").with("email", "a@b.c");

        assertThat(command.parameters().anySensitive()).isTrue();
        assertThat(Command.of("x").withSensitive("pin", 1).parameters().anySensitive())
                .isTrue();
        assertThat(Command.of("x").with("userdataid", "1").parameters().anySensitive())
                .isFalse();
        assertThat(command.toString()).contains("createUser", "password").doesNotContain("hunter2", "a@b.c");
    }

    @Test
    void takesASecretEntryOfAMapForASecret() {
        assertThat(Command.of("x")
                        .withEntries("details", Map.of("secretkey", "s"))
                        .parameters()
                        .anySensitive())
                .isTrue();
        assertThat(Command.of("x")
                        .with("details", List.of(Map.of("key", "bindpass", "value", "s")))
                        .parameters()
                        .anySensitive())
                .isTrue();
        assertThat(Command.of("x")
                        .withEntries("details", Map.of("cpu", 1))
                        .parameters()
                        .anySensitive())
                .isFalse();
    }

    @Test
    void writesNumbersWithoutAnExponent() {
        Map<String, String> written = written(Command.of("x")
                .with("double", 1e7)
                .with("decimal", new java.math.BigDecimal("1E+3"))
                .with("half", 0.5));

        assertThat(written)
                .containsEntry("double", "10000000")
                .containsEntry("decimal", "1000")
                .containsEntry("half", "0.5");
        assertThatThrownBy(() -> Command.of("x").with("n", Double.NaN)).hasMessageContaining("no number");
    }

    @Test
    void aScalarReplacesRowsOfTheSameName() {
        assertThat(written(Command.of("x")
                        .with("tags", List.of(Map.of("key", "a")))
                        .with("tags", "none")))
                .containsExactly(Map.entry("tags", "none"));
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatThrownBy(() -> Command.of("x").with("zoneid", null)).hasMessageContaining("zoneid is null");
        assertThatThrownBy(() -> Command.of("x").answersList().answersList()).hasMessageContaining("already");
    }

    @Test
    void isAValue() {
        assertThat(Command.of("listZones").with("a", 1).with("b", 2))
                .isEqualTo(Command.of("listZones").with("b", 2).with("a", 1))
                .hasSameHashCodeAs(Command.of("listZones").with("b", 2).with("a", 1))
                .isNotEqualTo(Command.of("listZones").with("a", 1));
    }

    private static Map<String, String> written(Command<?> command) {
        Map<String, String> written = new TreeMap<>();
        command.parameters().forEach(written::put);
        return written;
    }
}
