package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.api.CatalogFacts.CommandFacts;
import io.github.cloudstackreactive.auth.ApiKeyAuthenticator;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Pace;
import io.github.cloudstackreactive.command.ParameterRow;
import io.github.cloudstackreactive.command.RowOrder;
import io.github.cloudstackreactive.command.TypedCommand;
import io.github.cloudstackreactive.command.UserData;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.ReadPage;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every command of both catalogs: built with every parameter, signed, and a reply to it read. */
class AllCommandsTest {

    private static final OffsetDateTime NOON = OffsetDateTime.of(2026, 1, 31, 12, 0, 0, 0, ZoneOffset.ofHours(1));

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    static Stream<CommandFacts> commands() {
        return CatalogFacts.commands();
    }

    @Test
    void noCommandIsMissing() {
        assertThat(commands().filter(command -> command.packageName().equals("api")))
                .hasSize(843);
        assertThat(commands().filter(command -> command.packageName().equals("exoscale")))
                .hasSize(86);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itTakesEveryParameterOfTheCatalog(CommandFacts facts) throws Exception {
        TypedCommand<?> command = facts.empty();
        Map<String, String> expected = new TreeMap<>();
        for (JsonNode parameter : facts.facts().path("params")) {
            String name = parameter.path("name").asString();
            List<Method> setters = facts.setters(parameter.path("java").asString());
            boolean isOurs = name.equals("customjobid")
                    || (Set.of("page", "pagesize").contains(name)
                            && command instanceof ListCommand
                            && command.description().paged());
            if (isOurs) {
                assertThat(setters).as(name).isEmpty();
                continue;
            }
            assertThat(setters).as(name).isNotEmpty();
            for (Method setter : setters) {
                Object value = sample(setter);
                command = (TypedCommand<?>) setter.invoke(command, value);
                expected.keySet().removeIf(other -> other.equals(name) || other.startsWith(name + "["));
                expected.putAll(wire(facts, parameter, value));
            }
            if (parameter.path("sensitive").asBoolean(false)) {
                assertThat(command.parameters().anySensitive()).as(name).isTrue();
            }
        }

        Map<String, String> sent = new TreeMap<>();
        command.parameters().forEach(sent::put);
        assertThat(sent).isEqualTo(expected);
        assertThat(command.toString()).doesNotContain("s3cret");
        SignedRequest signed = ApiKeyAuthenticator.of(
                        Credentials.of("key", "secret"), Duration.ofMinutes(10), Clock.systemUTC())
                .sign(command.parameters().with("command", facts.name()))
                .block();
        assertThat(signed.query()).contains("signature=");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itSaysWhatTheCatalogSaysOfIt(CommandFacts facts) {
        Description description = facts.empty().description();

        assertThat(description.name()).isEqualTo(facts.name());
        assertThat(description.method().name())
                .isEqualTo(facts.facts().path("method").asString());
        assertThat(description.required())
                .containsExactlyInAnyOrderElementsOf(facts.facts()
                        .path("params")
                        .valueStream()
                        .filter(parameter -> parameter.path("required").asBoolean(false))
                        .map(parameter -> parameter.path("name").asString())
                        .toList());
        assertThat(facts.asCommand() instanceof AsyncCommand)
                .isEqualTo(facts.facts().path("kind").asString().equals("async"));
        assertThat(description.pace()).isEqualTo(facts.pace());
        assertThat(description.rowOrder()).isEqualTo(facts.rowOrder());
        if (description.rowOrder() != RowOrder.UNKNOWN) {
            assertThat(facts.asCommand()).isInstanceOf(ListCommand.class);
            assertThat(description.paged() && !description.ignoresPage()).isTrue();
        }
        if (facts.facts().has("since")) {
            assertThat(description.since())
                    .isEqualTo(facts.facts().path("since").asString());
        }
    }

    @Test
    void theOrderOfManyListsIsKnown() {
        assertThat(List.of(new ListVirtualMachines(), new ListHosts(), new ListAsyncJobs()))
                .allMatch(list -> list.description().rowOrder() == RowOrder.BY_ID);
        assertThat(new ListEvents().description().rowOrder()).isEqualTo(RowOrder.NEWEST_FIRST);
        assertThat(new ListVolumes().description().rowOrder()).isEqualTo(RowOrder.NEWEST_FIRST_WITH_TIES);
        assertThat(List.of(new ListTemplates(), new ListServiceOfferings(), new ListZones()))
                .allMatch(list -> list.description().rowOrder() == RowOrder.BY_SORT_KEY);
        assertThat(new ListPods().description().rowOrder()).isEqualTo(RowOrder.BY_SORT_KEY_WITH_TIES);
        assertThat(new ListStoragePoolObjects().description().rowOrder()).isEqualTo(RowOrder.UNSORTED);
        assertThat(new ListAffinityGroups().description().rowOrder()).isEqualTo(RowOrder.UNKNOWN);
        assertThat(new DeployVirtualMachine().description().rowOrder()).isEqualTo(RowOrder.UNKNOWN);
    }

    @Test
    void someJobsAreKnownToBeFastAndSomeToBeSlow() {
        assertThat(new CreateTags().description().pace()).isEqualTo(Pace.FAST);
        assertThat(new DeployVirtualMachine().description().pace()).isEqualTo(Pace.SLOW);
        assertThat(new AttachVolume().description().pace()).isEqualTo(Pace.USUAL);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itReadsAReplyWithEveryFieldAndOneWithNone(CommandFacts facts) {
        Command<?> command = facts.asCommand();
        Class<?> type = command.description().type();
        if (type == JsonNode.class || type == String.class) {
            return;
        }
        SampleResponse sample = SampleResponse.of(type);

        for (Object read : List.of(one(command, sample.full()), one(command, sample.bare()))) {
            assertThat(read).isInstanceOf(type);
        }
        sample.requireAll(one(command, sample.full()));
        sample.requireNone(one(command, sample.bare()));
    }

    static Stream<Arguments> irregularWrappers() throws IOException {
        Map<String, String> responseKeys = wrappers("response-keys.txt");
        Map<String, String> itemKeys = wrappers("item-keys.txt");
        Set<String> names = new TreeSet<>(responseKeys.keySet());
        names.addAll(itemKeys.keySet());
        return commands()
                .filter(command -> command.packageName().equals("api") && names.contains(command.name()))
                .map(command -> Arguments.of(command, responseKeys.get(command.name()), itemKeys.get(command.name())));
    }

    private static Map<String, String> wrappers(String file) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        Files.readAllLines(Path.of("src/test/resources/wrappers", file)).forEach(line -> {
            String[] pair = line.split(" ");
            keys.put(pair[0], pair[1]);
        });
        return keys;
    }

    /** The names that other clients and the server's source know for the keys of a reply, where no rule gives them. */
    @ParameterizedTest
    @MethodSource("irregularWrappers")
    void itReadsAReplyUnderKeysThatNoRuleGives(CommandFacts facts, String responseKey, String itemKey) {
        Command<?> command = facts.asCommand();
        SampleResponse sample = SampleResponse.of(command.description().type());

        sample.requireAll(one(
                command,
                sample.full(),
                responseKey == null ? facts.name().toLowerCase(Locale.ROOT) + "response" : responseKey,
                itemKey == null ? "item" : itemKey));
    }

    private Object one(Command<?> command, String object) {
        return one(command, object, "aresponse", "thing");
    }

    /** The one object of a reply that holds it as this command's reply would. */
    private Object one(Command<?> command, String object, String responseKey, String itemKey) {
        String inner = "{\"" + itemKey + "\":" + object + "}";
        if (command instanceof ListCommand<?> list) {
            String row = command.description().nestedRows() ? inner : object;
            Reply reply = reply(responseKey, "{\"count\":1,\"" + itemKey + "\":[" + row + "]}");
            return ReadPage.of(decoder, list, list.parameters(), reply, true)
                    .block()
                    .rows()
                    .get(0);
        }
        boolean isList = command.description().answersList();
        Reply reply = reply(responseKey, isList ? "{\"" + itemKey + "\":[" + object + "]}" : inner);
        Object value = ((Answer.Value<?>) decoder.answer(command, reply).block()).value();
        return isList ? ((List<?>) value).get(0) : value;
    }

    private static Reply reply(String key, String payload) {
        byte[] body = ("{\"" + key + "\":" + payload + "}").getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(200, "application/json", body.length).with(body, body.length);
    }

    private static Object sample(Method setter) throws Exception {
        Class<?> type = setter.getParameterTypes()[0];
        if (type.isArray()) {
            Object array = Array.newInstance(type.getComponentType(), 2);
            Array.set(array, 0, element(type.getComponentType()));
            Array.set(array, 1, element(type.getComponentType()));
            return array;
        }
        if (type == Collection.class) {
            ParameterizedType of = (ParameterizedType) setter.getGenericParameterTypes()[0];
            return of.getActualTypeArguments()[0] instanceof Class<?> element
                    ? List.of(element(element), element(element))
                    : List.of(Map.of("networkid", "s3cret-1"), Map.of("networkid", "s3cret-2"));
        }
        if (type == Map.class) {
            return new TreeMap<>(Map.of("alpha", "s3cret-1", "beta", "s3cret-2"));
        }
        return element(type);
    }

    private static Object element(Class<?> type) throws Exception {
        if (ParameterRow.class.isAssignableFrom(type)) {
            return fullRow(type);
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 7;
        }
        if (type == long.class) {
            return 7_000_000_000L;
        }
        if (type == double.class) {
            return 0.25;
        }
        if (type == OffsetDateTime.class) {
            return NOON;
        }
        if (type == LocalDate.class) {
            return NOON.toLocalDate();
        }
        return type == UserData.class ? UserData.of("s3cret") : "s3cret";
    }

    private static Object fullRow(Class<?> type) throws Exception {
        Object row = type.getConstructor().newInstance();
        for (Method setter : type.getMethods()) {
            if (setter.getReturnType() == type && setter.getParameterCount() == 1) {
                row = setter.invoke(row, element(setter.getParameterTypes()[0]));
            }
        }
        return row;
    }

    /** What must stand on the wire, from the catalog's word for the parameter and not from the code's. */
    private static Map<String, String> wire(CommandFacts facts, JsonNode parameter, Object value) {
        String name = parameter.path("name").asString();
        JsonNode map = facts.maps().get(name);
        if (map == null) {
            return Map.of(name, scalar(value));
        }
        Map<String, String> wire = new TreeMap<>();
        switch (map.path("style").asString()) {
            case "entries" -> {
                wire.put(name + "[0].key", "alpha");
                wire.put(name + "[0].value", "s3cret-1");
                wire.put(name + "[1].key", "beta");
                wire.put(name + "[1].value", "s3cret-2");
            }
            case "named" -> {
                wire.put(name + "[0].alpha", "s3cret-1");
                wire.put(name + "[0].beta", "s3cret-2");
            }
            case "open" -> {
                wire.put(name + "[0].networkid", "s3cret-1");
                wire.put(name + "[1].networkid", "s3cret-2");
            }
            default -> {
                for (int row = 0; row < 2; row++) {
                    for (JsonNode field : map.path("fields")) {
                        wire.put(
                                name + "[" + row + "]." + field.path("name").asString(),
                                switch (field.path("type").asString()) {
                                    case "integer" -> "7";
                                    case "long" -> "7000000000";
                                    case "boolean" -> "false";
                                    default -> "s3cret";
                                });
                    }
                }
            }
        }
        return wire;
    }

    private static String scalar(Object value) {
        if (value instanceof Object[] || value instanceof Collection) {
            return "s3cret,s3cret";
        }
        if (value instanceof OffsetDateTime) {
            return "2026-01-31T11:00:00+0000";
        }
        return value instanceof UserData ? "czNjcmV0" : value.toString();
    }

    @Test
    void noTwoThingsThatAUserImportsShareAName() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> twice = new ArrayList<>();
        commands()
                .filter(command -> command.packageName().equals("api"))
                .flatMap(command -> Stream.of(command.type().getSimpleName()))
                .forEach(name -> {
                    if (!seen.add(name)) {
                        twice.add(name);
                    }
                });
        Set<Class<?>> models = new HashSet<>();
        commands()
                .filter(command -> command.packageName().equals("api"))
                .map(command -> command.empty().description().type())
                .forEach(models::add);
        models.forEach(model -> {
            if (!seen.add(model.getSimpleName())) {
                twice.add(model.getSimpleName());
            }
        });
        assertThat(twice).isEmpty();
    }
}
