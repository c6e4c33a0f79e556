package io.github.cloudstackreactive.codegen;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A catalog with one thing wrong in it is refused with a sentence that says where and what. */
class RefusalsTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String NAMES = "names.json";
    private static final String OVERRIDES = "overrides.json";
    private static final String CLOUDSTACK = "cloudstack-4.22.json";
    private static final String EXOSCALE = "exoscale-compute-v1.json";

    @TempDir
    private Path folder;

    private final Map<String, ObjectNode> files = new TreeMap<>();

    @BeforeEach
    void read() throws IOException {
        Catalogs.copy(Catalogs.SMALL, folder);
        for (String name : new String[] {NAMES, OVERRIDES, CLOUDSTACK, EXOSCALE}) {
            files.put(name, (ObjectNode) MAPPER.readTree(Files.readAllBytes(folder.resolve(name))));
        }
    }

    @Test
    void theCatalogAsItIsIsUnderstood() {
        assertThatNoException().isThrownBy(this::generate);
    }

    @Nested
    class OfFiles {

        @ParameterizedTest
        @ValueSource(strings = {NAMES, OVERRIDES, CLOUDSTACK, EXOSCALE})
        void anUnknownKey(String file) {
            file(file).put("surprise", 1);

            refused(file + ": \"surprise\" is not understood");
        }

        @ParameterizedTest
        @ValueSource(strings = {NAMES, OVERRIDES, CLOUDSTACK, EXOSCALE})
        void whatIsNoObject(String file) throws IOException {
            Files.writeString(folder.resolve(file), "[]");

            refusedAsItIs(file + ": it is no object");
        }

        @Test
        void aKeyThatIsThereTwice() throws IOException {
            Files.writeString(
                    folder.resolve(NAMES), "{\"areas\": {},\n\"responseNames\": {\"A\": \"B\", \"A\": \"C\"}}");

            refusedAsItIs("names.json, line 2: Duplicate Object property \"A\"");
        }

        @Test
        void whatIsNoJson() throws IOException {
            Files.writeString(folder.resolve(OVERRIDES), "{\n\n\"maps\": nothing}");

            assertThatExceptionOfType(CatalogException.class)
                    .isThrownBy(RefusalsTest.this::generateAsItIs)
                    .withMessageStartingWith("overrides.json, line 3: Unrecognized token 'nothing'");
        }

        @Test
        void aListThatIsNone() {
            command("getThing").put("params", "none");

            refused("cloudstack-4.22.json, commands, getThing: \"params\" is no list");
        }

        @Test
        void anObjectThatIsNone() {
            file(NAMES).put("areas", "none");

            refused("names.json: \"areas\" is no object");
        }

        @Test
        void anElementThatIsNoObject() {
            list(CLOUDSTACK, "commands").insert(2, "listThings");

            refused("cloudstack-4.22.json, commands, #3: it is no object");
        }
    }

    @Nested
    class OfCommands {

        @Test
        void anUnknownKey() {
            command("getThing").put("surprise", true);

            refused("cloudstack-4.22.json, commands, getThing: \"surprise\" is not understood");
        }

        @Test
        void aMissingName() {
            ((ObjectNode) list(CLOUDSTACK, "commands").get(2)).remove("name");

            refused("cloudstack-4.22.json, commands, #3: \"name\" is missing or empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"group", "kind", "response", "method"})
        void aMissingFact(String key) {
            command("getThing").remove(key);

            refused("cloudstack-4.22.json, commands, getThing: \"" + key + "\" is missing or empty");
        }

        @Test
        void anEmptyFact() {
            command("getThing").put("group", "");

            refused("cloudstack-4.22.json, commands, getThing: \"group\" is missing or empty");
        }

        @Test
        void aTextThatIsNone() {
            command("getThing").put("since", 4.2);

            refused("cloudstack-4.22.json, commands, getThing: \"since\" is no text");
        }

        @Test
        void aFlagThatIsNone() {
            command("getThing").put("safe", "yes");

            refused("cloudstack-4.22.json, commands, getThing: \"safe\" is neither true nor false");
        }

        @Test
        void aListOfOtherThingsThanTexts() {
            command("getThing").putArray("roles").add(1);

            refused("cloudstack-4.22.json, commands, getThing: \"roles\" holds something else than texts");
        }

        @Test
        void anUnknownKind() {
            command("getThing").put("kind", "magic");

            refused("cloudstack-4.22.json, commands, getThing: \"kind\" is magic, none of sync, async and list");
        }

        @Test
        void anUnknownMethod() {
            command("getThing").put("method", "PUT");

            refused("cloudstack-4.22.json, commands, getThing: \"method\" is PUT, neither GET nor POST");
        }

        @ParameterizedTest
        @ValueSource(strings = {"import", "get-thing", "1thing"})
        void aNameThatJavaDoesNotAllow(String name) {
            command("getThing").put("name", name);

            refused("cloudstack-4.22.json, commands, " + name + ": \"name\" is " + name
                    + ", which Java does not allow as a name");
        }

        @Test
        void twoOfOneName() {
            command("getThing").put("name", "getText");

            refused("cloudstack-4.22.json: two commands are named getText");
        }

        @Test
        void aResponseThatIsInNoCatalog() {
            command("getThing").put("response", "NoSuchResponse");

            refused("getThing: its response NoSuchResponse is in no catalog");
        }

        @Test
        void aResponseWithoutFields() {
            command("getThing").put("response", "ResponseObject");

            refused("ResponseObject: it has no fields, hence no class");
        }
    }

    @Nested
    class OfParameters {

        @Test
        void anUnknownKey() {
            parameter("listThings", "id").put("surprise", true);

            refused("cloudstack-4.22.json, commands, listThings, params, id: \"surprise\" is not understood");
        }

        @Test
        void aMissingName() {
            parameter("listThings", "id").remove("name");

            refused("cloudstack-4.22.json, commands, listThings, params, #5: \"name\" is missing or empty");
        }

        @Test
        void aMissingJavaName() {
            parameter("listThings", "id").remove("java");

            refused("cloudstack-4.22.json, commands, listThings, params, id: \"java\" is missing or empty");
        }

        @Test
        void anUnknownType() {
            parameter("listThings", "id").put("type", "float");

            refused("cloudstack-4.22.json, commands, listThings, params, id: \"type\" is float, none of boolean, date,"
                    + " double, integer, list, long, map, object, short, string, uuid");
        }

        @Test
        void aLengthThatIsNoNumber() {
            parameter("listThings", "id").put("length", "255");

            refused("cloudstack-4.22.json, commands, listThings, params, id: \"length\" is no whole number");
        }

        @Test
        void aListOfNobodyKnowsWhat() {
            parameter("listThings", "ids").remove("of");

            refused("cloudstack-4.22.json, commands, listThings, params, ids: a list needs \"of\": uuid or string");
        }

        @Test
        void aListOfSomethingElse() {
            parameter("listThings", "ids").put("of", "long");

            refused("cloudstack-4.22.json, commands, listThings, params, ids: \"of\" is long, neither uuid nor string");
        }

        @Test
        void whatIsOfSomethingAndNoList() {
            parameter("listThings", "id").put("of", "uuid");

            refused("cloudstack-4.22.json, commands, listThings, params, id:"
                    + " \"of\" is for a list, and this is of type uuid");
        }

        @Test
        void aMapWithoutAStyle() {
            parameter("listThings", "id").put("type", "map");

            refused("cloudstack-4.22.json, commands, listThings, params, id:"
                    + " a map needs a style: an entry under \"maps\" in the overrides");
        }

        @Test
        void theStyleOfAMapForSomethingElse() {
            parameter("createThing", "tags").put("type", "string");

            refused("cloudstack-4.22.json, commands, createThing, params, tags:"
                    + " the overrides give it the style of a map, and it is of type string");
        }

        @Test
        void rowsThatAreSensitive() {
            parameter("createThing", "parts").put("sensitive", true);

            refused("cloudstack-4.22.json, commands, createThing, params, parts:"
                    + " it is sensitive, and of the style rows, whose classes hide nothing: the style open does");
        }

        @ParameterizedTest
        @ValueSource(strings = {"class", "true", "_", "zone-id", "1st", "zone id", "zone.id"})
        void aNameThatJavaDoesNotAllow(String name) {
            parameter("listThings", "id").put("java", name);

            refused("cloudstack-4.22.json, commands, listThings, params, id: \"java\" is " + name
                    + ", which Java does not allow as a name");
        }

        @Test
        void twoOfOneJavaName() {
            parameter("listThings", "projectid").put("java", "domainId");

            refused("cloudstack-4.22.json, commands, listThings: two of its parameters have the Java name domainId");
        }

        @Test
        void twoOfOneName() {
            parameter("listThings", "projectid").put("name", "domainid");

            refused("cloudstack-4.22.json, commands, listThings: two of its parameters are named domainid");
        }
    }

    @Nested
    class OfResponses {

        @Test
        void anUnknownKey() {
            response("PartResponse").put("surprise", true);

            refused("cloudstack-4.22.json, responses, PartResponse: \"surprise\" is not understood");
        }

        @Test
        void anUnknownKeyOfAField() {
            field("PartResponse", "id").put("surprise", true);

            refused("cloudstack-4.22.json, responses, PartResponse, fields, id: \"surprise\" is not understood");
        }

        @Test
        void aFieldWithoutAName() {
            field("PartResponse", "name").remove("name");

            refused("cloudstack-4.22.json, responses, PartResponse, fields, #2: \"name\" is missing or empty");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Gadget | Gadget: it is in no catalog",
                    "List<Gadget> | Gadget: it is in no catalog",
                    "double[] | double[]: it is in no catalog",
                    "ListResponse<ResponseObject> | ResponseObject: it has no fields, hence no class",
                })
        void aTypeThatIsNotUnderstood(String type, String why) {
            field("PartResponse", "name").put("type", type);

            refused("PartResponse, name: its type " + type + " is not understood (" + why + ")");
        }

        @Test
        void aCollectionThatIsNotUnderstood() {
            field("PartResponse", "name").put("type", "Queue<SuccessResponse>");

            refused("PartResponse, name: its type Queue<SuccessResponse> is not understood"
                    + " (of responses there are List, Set and ListResponse)");
        }

        @Test
        void aNameThatJavaDoesNotAllow() {
            field("PartResponse", "name").put("java", "default");

            refused("cloudstack-4.22.json, responses, PartResponse, fields, name:"
                    + " \"java\" is default, which Java does not allow as a name");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "unknownFields",
                    "schema",
                    "builder",
                    "hashCode",
                    "toString",
                    "getClass",
                    "notify",
                    "notifyAll",
                    "wait",
                    "clone",
                    "finalize"
                })
        void aNameThatEveryResponseHas(String name) {
            field("PartResponse", "name").put("java", name);

            refused("PartResponse, name: its Java name " + name + " is taken: every response has a method of it");
        }

        @Test
        void twoFieldsOfOneJavaName() {
            field("PartResponse", "name").put("java", "id");

            refused("cloudstack-4.22.json, responses, PartResponse: two of its fields have the Java name id");
        }

        @Test
        void twoFieldsOfOneName() {
            field("PartResponse", "name").put("name", "id");

            refused("cloudstack-4.22.json, responses, PartResponse: two of its fields are named id");
        }

        @Test
        void anUnknownBase() {
            response(EXOSCALE, "BiggerThing").put("extends", "NoSuchResponse");

            refused("exoscale-compute-v1.json, responses, BiggerThing:"
                    + " it extends NoSuchResponse, which is not in the CloudStack catalog");
        }

        @Test
        void anEnumWithoutWords() {
            field("PartResponse", "state").remove("values");

            refused("cloudstack-4.22.json, responses, PartResponse, fields, state: an enum needs \"values\"");
        }

        @Test
        void wordsForWhatIsNoEnum() {
            field("PartResponse", "state").put("type", "String");

            refused("cloudstack-4.22.json, responses, PartResponse, fields, state:"
                    + " \"values\" are for an enum, and this is of type String");
        }

        @ParameterizedTest
        @CsvSource({"4th, 4TH", "known, KNOWN", "'', ''"})
        void aWordThatNamesNoConstant(String word, String constant) {
            field("PartResponse", "state").putArray("values").add("Fine").add(word);

            refused("cloudstack-4.22.json, responses, PartResponse, fields, state:" + " the word \"" + word
                    + "\" becomes \"" + constant + "\", which cannot name a constant");
        }

        @Test
        void twoWordsOfOneConstant() {
            field("PartResponse", "state").putArray("values").add("BackingUp").add("backing-up");

            refused("cloudstack-4.22.json, responses, PartResponse, fields, state:"
                    + " two of its \"values\" become the constant BACKING_UP");
        }
    }

    @Nested
    class OfOverrides {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "maps | {command: getThing, parameter: nothing, style: open} | getThing, nothing | parameter",
                    "maps | {command: doThing, parameter: id, style: open} | doThing, id | parameter",
                    "sensitiveParameters | {command: getThing, parameter: nothing, sensitive: true}"
                            + " | getThing, nothing | parameter",
                    "sensitiveFields | {response: PartResponse, field: nothing, sensitive: true}"
                            + " | PartResponse, nothing | field",
                    "changedCommands | {command: doThing, safe: true} | doThing | command",
                    "paces | {command: doThing, pace: fast} | doThing | command",
                    "rowOrders | {order: by id, commands: [listThing]} | by id, listThing | command",
                    "changedFields | {response: PartResponse, field: nothing, type: String}"
                            + " | PartResponse, nothing | field",
                    "changedFields | {response: NoResponse, field: more, java: more, type: String, add: true}"
                            + " | NoResponse, more | response",
                })
        void whatTheCatalogDoesNotHave(String list, String override, String place, String what) {
            override(list, override);

            refused("overrides.json, " + list + ", " + place + ": it is of a " + what
                    + " that the catalog does not have");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "maps | createThing, tags",
                    "sensitiveParameters | createThing, licence",
                    "sensitiveFields | ThingResponse, licence",
                    "changedCommands | changedThing",
                    "paces | createThing",
                    "rowOrders | by sort key, listAnything",
                    "changedFields | EverythingResponse, changed",
                    "addedResponses | AddedResponse",
                })
        void whatIsThereTwice(String list, String place) {
            ArrayNode overrides = list(OVERRIDES, list);
            overrides.add(overrides.get(0).deepCopy());

            refused("overrides.json, " + list + ", " + place + ": it is overridden twice");
        }

        @Test
        void aFieldThatIsAddedTwice() {
            ArrayNode overrides = list(OVERRIDES, "changedFields");
            overrides.add(overrides.get(1).deepCopy());

            refused("overrides.json, changedFields, ThingResponse, addedtext: it is overridden twice");
        }

        @Test
        void aFieldThatIsAddedAndThereAlready() {
            override("changedFields", "{response: PartResponse, field: id, java: otherId, type: String, add: true}");

            refused("cloudstack-4.22.json, responses, PartResponse: two of its fields are named id");
        }

        @Test
        void anAddedResponseThatIsThereAlready() {
            override("addedResponses", "{response: PartResponse, fields: [{name: id, java: id, type: String}]}");

            refused("overrides.json, addedResponses, PartResponse: the catalog has it already");
        }

        @Test
        void anAddedResponseOfAnUnknownBase() {
            override("addedResponses", "{response: NewResponse, extends: NoSuchResponse}");

            refused("overrides.json, addedResponses, NewResponse:"
                    + " it extends NoSuchResponse, which is not in the CloudStack catalog");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "maps | createThing, tags",
                    "sensitiveParameters | createThing, licence",
                    "sensitiveFields | ThingResponse, licence",
                    "changedCommands | changedThing",
                    "paces | createThing",
                    "rowOrders | by sort key",
                    "changedFields | EverythingResponse, changed",
                    "addedResponses | AddedResponse",
                })
        void anUnknownKeyAndMissingEvidence(String list, String named) {
            ObjectNode override = (ObjectNode) list(OVERRIDES, list).get(0);
            String place = "overrides.json, " + list + ", " + named;
            override.put("surprise", 1);
            refused(place + ": \"surprise\" is not understood");

            override.remove("surprise");
            override.remove("evidence");
            refused(place + ": \"evidence\" is missing or empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sensitiveParameters", "sensitiveFields"})
        void sensitivityThatIsNotTold(String list) {
            ObjectNode override = (ObjectNode) list(OVERRIDES, list).get(0);
            override.remove("sensitive");

            refused("overrides.json, " + list
                    + (list.equals("sensitiveFields") ? ", ThingResponse" : ", createThing")
                    + ", licence: \"sensitive\" is missing");
        }

        @Test
        void aStyleThatIsUnknown() {
            ((ObjectNode) list(OVERRIDES, "maps").get(0)).put("style", "columns");

            refused("overrides.json, maps, createThing, tags:"
                    + " \"style\" is columns, none of entries, named, open and rows");
        }

        @Test
        void aStyleThatIsMissing() {
            ((ObjectNode) list(OVERRIDES, "maps").get(0)).remove("style");

            refused("overrides.json, maps, createThing, tags: \"style\" is missing or empty");
        }

        @Test
        void rowsWithoutFields() {
            rows().remove("fields");

            refused("overrides.json, maps, createThing, parts: the style rows needs \"fields\"");
        }

        @Test
        void fieldsWithoutRows() {
            rows().put("style", "open");

            refused("overrides.json, maps, createThing, parts: \"type\" is not understood");
        }

        @Test
        void aRowWhoseTypeIsNoNameForAClass() {
            rows().put("type", "partSpec");

            refused("overrides.json, maps, createThing, parts: \"type\" is partSpec, which is no name for a class");
        }

        @Test
        void aFieldOfARowOfAnUnknownType() {
            rowField("count").put("type", "short");

            refused("overrides.json, maps, createThing, parts, fields, count:"
                    + " \"type\" is short, none of boolean, integer, long, string, uuid");
        }

        @Test
        void aFieldOfARowWithAnUnknownKey() {
            rowField("count").put("surprise", 1);

            refused("overrides.json, maps, createThing, parts, fields, count: \"surprise\" is not understood");
        }

        @Test
        void aFieldOfARowThatJavaDoesNotAllow() {
            rowField("count").put("java", "int");

            refused("overrides.json, maps, createThing, parts, fields, count:"
                    + " \"java\" is int, which Java does not allow as a name");
        }

        @Test
        void twoFieldsOfARowWithOneJavaName() {
            rowField("count").put("java", "bytes");

            refused("overrides.json, maps, createThing, parts: two of its fields have the Java name bytes");
        }

        @Test
        void rowsOfOneNameWithOtherFields() {
            rowField("count").put("required", true);

            refused("updateThing, moreparts: its rows PartSpec have other fields than those of parts");
        }

        @Test
        void aKindThatIsUnknown() {
            ((ObjectNode) list(OVERRIDES, "changedCommands").get(0)).put("kind", "magic");

            refused("overrides.json, changedCommands, changedThing:"
                    + " \"kind\" is magic, none of sync, async and list");
        }

        @ParameterizedTest
        @ValueSource(strings = {"brisk", "usual", "FAST"})
        void aPaceThatIsUnknown(String pace) {
            ((ObjectNode) list(OVERRIDES, "paces").get(0)).put("pace", pace);

            refused("overrides.json, paces, createThing: \"pace\" is " + pace + ", neither fast nor slow");
        }

        @Test
        void aPaceThatIsMissing() {
            ((ObjectNode) list(OVERRIDES, "paces").get(0)).remove("pace");

            refused("overrides.json, paces, createThing: \"pace\" is missing or empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"getThing", "listThings"})
        void aPaceOfWhatStartsNoJob(String command) {
            override("paces", "{command: " + command + ", pace: slow}");

            refused("overrides.json, paces, " + command + ": it is of a command that starts no job");
        }

        @Test
        void aRowOrderThatIsUnknown() {
            ((ObjectNode) list(OVERRIDES, "rowOrders").get(0)).put("order", "by luck");

            refused("overrides.json, rowOrders, by luck: \"order\" is by luck, none of by id, by sort key,"
                    + " by sort key with ties, newest first, newest first with ties and unsorted");
        }

        @Test
        void aRowOrderOfNothing() {
            ((ObjectNode) list(OVERRIDES, "rowOrders").get(0)).remove("commands");

            refused("overrides.json, rowOrders, by sort key: \"commands\" is missing or empty");
        }

        @ParameterizedTest
        @ValueSource(strings = {"getThing", "createThing", "listParts", "listThings", "listPartsOnce"})
        void aRowOrderOfWhatIsNoListInPages(String command) {
            override("rowOrders", "{order: newest first, commands: [" + command + "]}");

            refused("overrides.json, rowOrders, newest first, " + command
                    + ": it is of a command that is no list in pages");
        }

        private ObjectNode rows() {
            return (ObjectNode) list(OVERRIDES, "maps").get(2);
        }

        private ObjectNode rowField(String name) {
            return find((ArrayNode) rows().get("fields"), name);
        }

        private void override(String list, String override) {
            ObjectNode added = (ObjectNode) MAPPER.readTree(
                    override.replaceAll("([A-Za-z]+(?: [A-Za-z]+)*)", "\"$1\"").replace("\"true\"", "true"));
            list(OVERRIDES, list).add(added.put("evidence", "made up"));
        }
    }

    @Nested
    class OfNames {

        @Test
        void aResponseWithoutAName() {
            table("responseNames").remove("PartResponse");

            refused("PartResponse: \"responseNames\" lacks a name for it");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Thing", "THING"})
        void twoResponsesOfOneName(String name) {
            table("responseNames").put("PartResponse", name);

            refused("names.json: \"responseNames\" names both ThingResponse and PartResponse " + name);
        }

        @Test
        void anEnumWithoutAName() {
            table("enumNames").remove("PartResponse.state");

            refused("names.json: \"enumNames\" lacks PartResponse.state, which is an enum");
        }

        @Test
        void anEnumWithOtherWordsUnderOneName() {
            table("enumNames").put("PartResponse.state", "ThingState");

            refused("PartResponse, state: its enum ThingState has other words than that of Everything.anEnum");
        }

        @Test
        void aGroupWithoutAnArea() {
            table("areas").remove("piece");

            refused("names.json: \"areas\" lacks piece, the group of listPartsOnce");
        }

        @Test
        void aCommandInAnAreaThatDoesNotExist() {
            table("commandAreas").put("listTexts", "nowhere");

            refused("names.json: \"commandAreas\" has listTexts in nowhere, which is the method of no area");
        }

        @Test
        void twoAreasOfOneMethod() {
            ((ObjectNode) table("areas").get("piece")).put("type", "Pieces");

            refused("names.json, areas, piece: its method parts leads to Parts in another area");
        }

        @Test
        void anUnknownKeyOfAnArea() {
            ((ObjectNode) table("areas").get("piece")).put("surprise", 1);

            refused("names.json, areas, piece: \"surprise\" is not understood");
        }

        @ParameterizedTest
        @CsvSource({
            "type, parts, which is no name for a class",
            "type, 'My Parts', which is no name for a class",
            "method, package, which Java does not allow as a name"
        })
        void anAreaThatJavaDoesNotAllow(String key, String name, String why) {
            ((ObjectNode) table("areas").get("piece")).put(key, name);

            refused("names.json, areas, piece: \"" + key + "\" is " + name + ", " + why);
        }

        @ParameterizedTest
        @CsvSource({"responseNames, PartResponse, part", "enumNames, PartResponse.state, Part-State"})
        void aNameThatIsNoneForAClass(String table, String key, String name) {
            table(table).put(key, name);

            refused("names.json: \"" + table + "\" names " + key + " " + name + ", which is no name for a class");
        }

        @Test
        void aNameThatIsNoText() {
            table("responseNames").put("PartResponse", 1);

            refused("names.json, responseNames, PartResponse: it is no text");
        }

        @ParameterizedTest
        @ValueSource(strings = {"responseNames", "enumNames"})
        void aNameForNothing(String table) {
            table(table).put("NoSuchResponse", "Nothing");

            refused("names.json: \"" + table + "\" has NoSuchResponse, which the catalog does not have");
        }

        @Test
        void anAreaForNothing() {
            table("areas").putObject("empty").put("type", "Empty").put("method", "empty");

            refused("names.json: \"areas\" has empty, which the catalog does not have");
        }

        @Test
        void aPlaceForACommandThatIsNotThere() {
            table("commandAreas").put("doThing", "things");

            refused("names.json: \"commandAreas\" has doThing, which the catalog does not have");
        }

        @Test
        void anAreaNamedAsACommand() {
            ((ObjectNode) table("areas").get("thing")).put("type", "GetThing");

            refused("io.github.cloudstackreactive.api.GetThing:"
                    + " the command getThing and the area GetThing both become this class");
        }

        @Test
        void anEnumNamedAsAResponse() {
            table("enumNames").put("PartResponse.state", "Success");

            refused("io.github.cloudstackreactive.model.Success:"
                    + " the response SuccessResponse and the enum of Part.state both become this class");
        }

        @Test
        void aRowNamedAsACommandButForItsCase() {
            ((ObjectNode) list(OVERRIDES, "maps").get(8)).put("type", "GETTHING");

            refused("io.github.cloudstackreactive.api.GETTHING:"
                    + " the command getThing and the row of filters both become this class");
        }

        @Test
        void aResponseOfTheDialectNamedAsACommandOfIt() {
            file(EXOSCALE)
                    .withObject("responses")
                    .set("DeleteWidget", response(EXOSCALE, "Widget").deepCopy());
            field(EXOSCALE, "DeleteWidget", "size").put("type", "String").remove("values");

            refused("io.github.cloudstackreactive.exoscale.DeleteWidget:"
                    + " the command deleteWidget and the response DeleteWidget both become this class");
        }

        @Test
        void aResponseOfTheDialectThatIsNoNameForAClass() {
            file(EXOSCALE)
                    .withObject("responses")
                    .set("widget", response(EXOSCALE, "Widget").deepCopy());

            refused("widget: it is no name for a class");
        }

        private ObjectNode table(String table) {
            return (ObjectNode) file(NAMES).get(table);
        }
    }

    private ObjectNode file(String name) {
        return files.get(name);
    }

    private ArrayNode list(String file, String key) {
        return (ArrayNode) file(file).get(key);
    }

    private ObjectNode command(String name) {
        return find(list(CLOUDSTACK, "commands"), name);
    }

    private ObjectNode parameter(String command, String name) {
        return find((ArrayNode) command(command).get("params"), name);
    }

    private ObjectNode response(String name) {
        return response(CLOUDSTACK, name);
    }

    private ObjectNode response(String file, String name) {
        return (ObjectNode) file(file).get("responses").get(name);
    }

    private ObjectNode field(String response, String name) {
        return field(CLOUDSTACK, response, name);
    }

    private ObjectNode field(String file, String response, String name) {
        return find((ArrayNode) response(file, response).get("fields"), name);
    }

    private static ObjectNode find(ArrayNode list, String name) {
        return (ObjectNode) StreamSupport.stream(list.spliterator(), false)
                .filter(node -> node.path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void refused(String message) {
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(this::generate)
                .withMessage(message);
    }

    private void refusedAsItIs(String message) {
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(this::generateAsItIs)
                .withMessage(message);
    }

    private void generate() {
        for (Map.Entry<String, ObjectNode> file : files.entrySet()) {
            JsonNode changed = file.getValue();
            try {
                Files.write(folder.resolve(file.getKey()), MAPPER.writeValueAsBytes(changed));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        generateAsItIs();
    }

    private void generateAsItIs() {
        Catalogs.generate(folder, folder.resolve("sources"));
    }
}
