package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ServerFaultException;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.support.Capture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A page that is read while it arrives. */
class ArrivingPageTest {

    private static final Command<JsonNode> LIST = Command.of("listZones");
    private static final ReplyLimits SMALL = new ReplyLimits(2_000, 300);

    private final ReplyReader reader = new ReplyReader(Clock.systemUTC(), ReplyForm.JSON, SMALL, KnownSecrets.NONE);

    // Rows leave early.

    @Test
    void aRowIsThereAsSoonAsItsLastByteIs() {
        String body = "{\"r\":{\"count\":2,\"zone\":[{\"id\":\"1\",\"nic\":[{\"x\":\"]},{\"}]},{\"id\":\"2\"}]}}";
        int first = body.indexOf(",{\"id\":\"2\"");
        ArrivingPage<JsonNode> page = page(body.length());

        assertThat(page.take(bytes(body.substring(0, first - 1)))).isNull();
        Rows<JsonNode> rows = page.take(bytes(body.substring(first - 1, first)));
        assertThat(rows.rows()).hasSize(1);
        assertThat(rows.first()).isTrue();
        assertThat(rows.last()).isFalse();
        assertThat(rows.count()).isEqualTo(2);

        // A row shorter than those before may wait for what follows it.
        List<Rows<JsonNode>> more = new ArrayList<>();
        add(more, page.take(bytes(body.substring(first))));
        add(more, page.rest());
        assertThat(ids(more)).containsExactly("2");
        assertThat(more).noneMatch(Rows::first);
        assertThat(page.end().last()).isTrue();
    }

    @Test
    void aRowMuchLongerThanThoseBeforeItIsReadWhenItHasCome() {
        String longRow = "{\"id\":\"" + "2".repeat(250) + "\"}";
        String body =
                "{\"r\":{\"zone\":[{\"id\":\"1\"},{\"id\":\"1\"}," + longRow + ",{\"id\":\"3\"},{\"id\":\"4\"}]}}";

        for (int piece = 1; piece < body.length(); piece++) {
            assertThat(ids(read(body, piece)))
                    .as("pieces of %d", piece)
                    .containsExactly("1", "1", "2".repeat(250), "3", "4");
        }
    }

    /** Whatever the pieces, what comes of them is what comes of the whole. */
    @Property(tries = 200)
    void theBordersOfThePiecesDoNotShow(
            @ForAll @IntRange(max = 12) int rows,
            @ForAll @IntRange(min = 1, max = 64) int piece,
            @ForAll @IntRange(max = 3) int spaces,
            @ForAll boolean countLast) {
        String gap = " \n\t\r".substring(0, spaces);
        String list = "\"zone\":[" + gap
                + IntStream.range(0, rows)
                        .mapToObj(i -> "{\"id\":" + i + ",\"t\":\"" + "é\\\"]}\\\\".repeat(i % 4) + "\"}")
                        .collect(Collectors.joining(gap + "," + gap))
                + gap + "]";
        String count = "\"count\":" + rows;
        String body = "{" + gap + "\"r\":{" + (countLast ? list + "," + count : count + "," + list) + gap + "}" + gap
                + "}" + gap;

        Rows<JsonNode> whole =
                new ReplyReader(Clock.systemUTC(), ReplyForm.JSON).rows(LIST, Parameters.NONE, reply(body), rows > 0);
        List<Rows<JsonNode>> arrived = read(body, piece);
        Rows<JsonNode> last = arrived.get(arrived.size() - 1);
        RowIdentities identities = new RowIdentities(1);
        arrived.forEach(each -> identities.addAll(each.identities()));
        assertThat(arrived.stream().flatMap(each -> each.rows().stream()).toList())
                .isEqualTo(whole.rows());
        assertThat(identities).isEqualTo(whole.identities());
        assertThat(last.count()).isEqualTo(whole.count());
        assertThat(last.checksum()).isEqualTo(whole.checksum());
        assertThat(arrived.stream().filter(Rows::first)).hasSize(1);
        assertThat(arrived.stream().filter(Rows::last)).containsExactly(last);
    }

    @Test
    void aRecordedPageComesTheSameInWhateverPieces() {
        Reply reply = Capture.of("listVirtualMachines-page1.json").reply();
        Command<VirtualMachine> list = Command.of("listVirtualMachines", VirtualMachine.class);
        ReplyReader usual = new ReplyReader(Clock.systemUTC(), ReplyForm.JSON);
        List<VirtualMachine> whole =
                usual.rows(list, Parameters.NONE, reply, true).rows();

        assertThat(whole).isNotEmpty();
        for (int piece : new int[] {1, 7, 100, 1_000, 4_096, 65_536}) {
            List<VirtualMachine> rows = new ArrayList<>();
            read(usual.arriving(list, Parameters.NONE, head(reply.length()), true), reply.body(), reply.length(), piece)
                    .forEach(each -> rows.addAll(each.rows()));
            assertThat(rows).isEqualTo(whole);
        }
    }

    @Test
    void rowsMayBeScalars() {
        for (int piece = 1; piece < 20; piece++) {
            assertThat(read("{\"r\":{\"zone\":[1, 23 ,\"a,]\",456.5,true]}}", piece).stream()
                            .flatMap(each -> each.rows().stream())
                            .map(JsonNode::toString))
                    .as("pieces of %d", piece)
                    .containsExactly("1", "23", "\"a,]\"", "456.5", "true");
        }
    }

    // What is no page of rows.

    @Test
    void whatHasNoArrayOfRowsIsReadWhole() {
        for (int piece : new int[] {1, 3, 1_000}) {
            assertThat(ids(read("{\"r\":{\"capability\":{\"id\":\"1\",\"x\":[1,2]}}}", piece)))
                    .containsExactly("1");
            assertThat(ids(read("{\"r\":{}}", piece))).isEmpty();
            assertThat(ids(read("{\"r\":{\"zone\":[]}}", piece))).isEmpty();
            assertThat(ids(read("{\"r\":{\"a\":[ ],\"zone\":[{\"id\":\"1\"}]}}", piece)))
                    .containsExactly("1");
            assertThatThrownBy(() -> read("{\"r\":{\"count\":12}}", piece)).hasMessageContaining("12 rows");
            assertThatThrownBy(() -> read("{\"r\":[]}", piece)).hasMessageContaining("no object");
            assertThatThrownBy(() -> read("<html>Sign in</html>", piece)).hasMessageContaining("not JSON");
            assertThatThrownBy(() -> read("", piece)).hasMessageContaining("empty");
            assertThatThrownBy(() -> read(
                            "{\"r\":{\"uuidList\":[{\"uuid\":\"u\"}],\"errorcode\":530,\"errortext\":\"no\"}}", piece))
                    .isInstanceOf(ServerFaultException.class)
                    .hasMessageContaining("no");
        }
    }

    @Test
    void faultsAfterTheRowsComeAfterThem() {
        for (int piece : new int[] {1, 5, 1_000}) {
            assertThat(readUntilFailure("{\"r\":{\"a\":[{\"id\":\"1\"}],\"b\":[{\"id\":\"2\"}]}}", piece))
                    .containsExactly("1", "ProtocolException several lists");
            assertThat(readUntilFailure("{\"r\":{\"a\":[{\"id\":\"1\"}]},\"s\":{}}", piece))
                    .containsExactly("1", "ProtocolException more than one key");
            assertThat(readUntilFailure("{\"r\":{\"a\":[{\"id\":\"1\"}]}}x", piece))
                    .containsExactly("1", "ProtocolException breaks");
            assertThat(readUntilFailure("{\"r\":{\"a\":[{\"id\":\"1\"},null]}}", piece))
                    .containsExactly("1", "ProtocolException row 2 is null");
        }
    }

    @Test
    void aTextThatBreaksIsAnErrorThatNamesThePlaceAndQuotesNothing() {
        for (String body : List.of(
                "{\"r\":{\"a\":[{\"id\":\"1\"},{\"secret\":\"s3cr3t\"",
                "{\"r\":{\"a\":[{\"id\":\"1\"},{\"secret\":s3cr3t}]}}",
                "{\"r\":{\"a\":[{\"id\":\"1\"}{\"secret\":\"s3cr3t\"}]}}",
                "{\"r\":{\"a\":[{\"id\":\"1\"},]}}",
                "{\"r\":{\"a\":[{\"id\":\"1\"}")) {
            for (int piece : new int[] {1, 9, 1_000}) {
                List<String> read = readUntilFailure(body, piece);
                assertThat(read).as("%s in pieces of %d", body, piece).containsExactly("1", "ProtocolException breaks");
            }
        }
        assertThatThrownBy(() -> read("{\"r\":{\"a\":[{\"id\":\"1\"},{\"secret\":s3cr3t}]}}", 1_000))
                .hasMessageContaining("at byte")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void escapesThatServersBreakAreMendedInTheirRow() {
        String body = "{\"r\":{\"zone\":[{\"id\":\"1\"},{\"id\":\"\\uZZ\"},{\"id\":\"\\A\"},{\"id\":\"4\"}]}}";

        for (int piece = 1; piece < body.length(); piece++) {
            assertThat(ids(read(body, piece))).as("pieces of %d", piece).containsExactly("1", "\\uZZ", "A", "4");
        }
    }

    // Bounds.

    @Test
    void aRowThatIsTooLongIsRefusedBeforeItIsWhole() {
        ArrivingPage<JsonNode> page = page(-1);
        page.take(bytes("{\"r\":{\"zone\":[{\"id\":\"1\"}"));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        page.take(bytes((i == 0 ? ",{\"id\":\"" : "") + "x".repeat(20)));
                    }
                })
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("row 2 is longer than 300 bytes")
                .hasMessageContaining("maxRowBytes");
        assertThat(readUntilFailure("{\"r\":{\"zone\":[{\"id\":\"" + "x".repeat(300) + "\"}]}}", 1_000))
                .as("also when it came at one go")
                .containsExactly("ProtocolException longer");
    }

    @Test
    void whatMustBeWholeIsBoundedToo() {
        assertThatThrownBy(() -> read("{\"r\":{\"zone\":{\"id\":\"" + "x".repeat(3_000) + "\"}}}", 100))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("2000 bytes");
    }

    @Test
    void pagesLongerThanAllBoundsAreRead() {
        String rows = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"id\":\"" + i + "\"}")
                .collect(Collectors.joining(","));

        assertThat(ids(read("{\"r\":{\"zone\":[" + rows + "]}}", 777))).hasSize(10_000);
    }

    private ArrivingPage<JsonNode> page(int length) {
        return reader.arriving(LIST, Parameters.NONE, head(length), true);
    }

    private static ReplyHead head(int length) {
        return new ReplyHead(200, "application/json", length);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static Reply reply(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return head(bytes.length).with(bytes, bytes.length);
    }

    private List<Rows<JsonNode>> read(String body, int piece) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return read(page(-1), bytes, bytes.length, piece);
    }

    private static <T> List<Rows<T>> read(ArrivingPage<T> page, byte[] body, int length, int piece) {
        List<Rows<T>> arrived = new ArrayList<>();
        for (int from = 0; from < length; from += piece) {
            add(arrived, page.take(Unpooled.wrappedBuffer(body, from, Math.min(piece, length - from))));
        }
        add(arrived, page.rest());
        arrived.add(page.end());
        return arrived;
    }

    private static <T> void add(List<T> list, @Nullable T element) {
        if (element != null) {
            list.add(element);
        }
    }

    private List<String> readUntilFailure(String body, int piece) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ArrivingPage<JsonNode> page = page(-1);
        List<Rows<JsonNode>> arrived = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try {
            for (int from = 0; from < bytes.length; from += piece) {
                add(arrived, page.take(Unpooled.wrappedBuffer(bytes, from, Math.min(piece, bytes.length - from))));
            }
            add(arrived, page.rest());
            page.end();
        } catch (ProtocolException failure) {
            seen.addAll(ids(arrived));
            seen.add("ProtocolException "
                    + List.of("several lists", "more than one key", "breaks", "row 2 is null", "longer").stream()
                            .filter(failure.getMessage()::contains)
                            .findFirst()
                            .orElse(failure.getMessage()));
        }
        return seen;
    }

    private static List<String> ids(List<Rows<JsonNode>> arrived) {
        return arrived.stream()
                .flatMap(each -> each.rows().stream())
                .map(row -> row.path("id").asString())
                .toList();
    }
}
