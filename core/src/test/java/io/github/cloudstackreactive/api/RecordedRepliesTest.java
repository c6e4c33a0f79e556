package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.api.CatalogFacts.CommandFacts;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.TypedValues;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a running server answered, read as the types that were generated: no field is left unknown, and none unread. */
class RecordedRepliesTest {

    private static final Map<String, CommandFacts> COMMANDS = CatalogFacts.commands()
            .filter(command -> command.packageName().equals("api"))
            .collect(Collectors.toMap(CommandFacts::name, Function.identity()));

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    static Stream<Capture> answers() {
        return Capture.all().stream()
                .filter(capture -> capture.reply().status() == 200)
                .filter(capture ->
                        capture.body().startsWith("{") && capture.body().endsWith("}"))
                .filter(capture -> COMMANDS.containsKey(capture.command()));
    }

    static Stream<Capture> jobs() {
        return answers()
                .filter(capture -> capture.body().contains("\"jobresult\":{")
                        && capture.body().contains("\"jobstatus\":1")
                        && capture.command().equals("queryAsyncJobResult"));
    }

    @Test
    void thereAreEnoughToTell() {
        assertThat(answers()).hasSizeGreaterThan(120);
        assertThat(jobs()).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void noFieldIsUnknown(Capture capture) {
        Command<?> command = COMMANDS.get(capture.command()).asCommand();
        List<Object> read = new ArrayList<>();
        if (command instanceof ListCommand<?> list) {
            boolean firstPage =
                    !capture.query().containsKey("page") && !capture.query().containsKey("pagesize");
            read.addAll(ReadPage.of(decoder, list, list.parameters(), capture.reply(), firstPage)
                    .block()
                    .rows());
        } else if (decoder.answer(command, capture.reply()).block() instanceof Answer.Value<?> value) {
            read.addAll(value.value() instanceof List<?> list ? list : List.of(value.value()));
        }
        read.forEach(TypedValues::requireKnown);
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void noFieldOfAJobsResultIsUnknown(Capture capture) {
        JsonNode job = MAPPER.readTree(capture.body()).iterator().next();
        JsonNode result = job.path("jobresult");
        String key = result.propertyNames().iterator().next();
        Class<?> type = typeOf(job.path("cmd").asString(), key);
        if (type == null) {
            assertThat(key).isEqualTo("success");
        } else {
            TypedValues.requireKnown(MAPPER.treeToValue(result.path(key), type));
        }
    }

    /** What a job makes: by its command where the server's class is named after it, else by what its result is called. */
    private static Class<?> typeOf(String work, String key) {
        String name = work.replaceFirst(".*\\.", "").replaceFirst("Cmd(ByAdmin)?$", "");
        return COMMANDS.values().stream()
                .filter(command -> command.facts().path("kind").asString().equals("async"))
                .filter(command -> command.facts()
                        .path("itemKeys")
                        .valueStream()
                        .anyMatch(item -> item.asString().equals(key)))
                .sorted(Comparator.comparing(command -> !command.name().equalsIgnoreCase(name)))
                .<Class<?>>map(command -> command.empty().description().type())
                .filter(type -> type != JsonNode.class)
                .findFirst()
                .orElse(null);
    }
}
