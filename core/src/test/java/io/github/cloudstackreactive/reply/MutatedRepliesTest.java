package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.support.Bounded;
import io.github.cloudstackreactive.support.Bounded.Outcome;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.MutatedReply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whatever becomes of a reply on its way, its reading ends, in a value or in a {@link CloudStackException}, and takes no
 * more memory than its size warrants.
 */
class MutatedRepliesTest {

    private static final int BY_DEFAULT = 2_000;
    private static final int SOAKED = 100_000;

    private static final long LIMIT_SECONDS = 10;

    /** A tree of empty objects takes some thirty times its text, and a text may be read three times over. */
    private static final long MOST_TIMES_ITS_SIZE = 100;

    /** What the JDK's parser of XML takes for an error of few bytes, doubled. */
    private static final long ALWAYS = 2 * 1024 * 1024;

    /** What a piece takes in which a row begins or goes on: 1.2 KB were seen. */
    private static final long MOST_OF_A_PIECE = 2 * 1024;

    private static final Bounded BOUNDED = new Bounded(LIMIT_SECONDS);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final ReplyReader JSON = new ReplyReader(CLOCK, ReplyForm.JSON);
    private static final ReplyReader ENCODED = new ReplyReader(CLOCK, new ReplyForm(false, true));

    /** So that no class is loaded while bytes are counted. */
    @BeforeContainer
    static void readAllThatIsWhole() {
        for (Capture capture : Capture.all()) {
            MutatedReply whole = new MutatedReply(0, capture, capture.reply(), 0);
            for (ReplyReader reader : List.of(JSON, ENCODED)) {
                ways(reader, whole).values().forEach(way -> BOUNDED.run(capture, way::read));
            }
        }
    }

    @AfterContainer
    static void stop() {
        BOUNDED.close();
    }

    private enum Color {
        RED
    }

    private record Nic(
            @Nullable String ipaddress,
            boolean isdefault,
            @Nullable Map<String, String> details) {}

    private record Machine(
            @Nullable String id,
            int cpunumber,
            @Nullable Long memory,
            double cpuspeed,
            @Nullable Instant created,
            @Nullable Color state,
            @Nullable List<Nic> nic) {}

    @Property(tries = BY_DEFAULT, shrinking = ShrinkingMode.OFF)
    void aMutatedReplyIsAValueOrATypedError(@ForAll long seed) {
        readInEveryWay(seed);
    }

    @Property(tries = SOAKED, shrinking = ShrinkingMode.OFF)
    @Tag("soak")
    void aHundredThousandMutatedRepliesAreValuesOrTypedErrors(@ForAll long seed) {
        readInEveryWay(seed);
    }

    @Example
    void aSeedMakesTheSameReplyAgain() {
        for (long seed = 0; seed < 200; seed++) {
            MutatedReply once = MutatedReply.of(seed);
            MutatedReply again = MutatedReply.of(seed);
            assertThat(again.reply().body()).isEqualTo(once.reply().body());
            assertThat(again.reply().head()).isEqualTo(once.reply().head());
        }
    }

    private static void readInEveryWay(long seed) {
        MutatedReply sample = MutatedReply.of(seed);
        ReplyReader reader = seed % 4 == 0 ? ENCODED : JSON;
        ways(reader, sample).forEach((name, way) -> read(sample, name, way));
        Object whole = read(sample, "rows", () -> rows(reader, sample, JsonNode.class, true));
        Object arrived = read(sample, "rows as they arrive", () -> arriving(reader, sample, JsonNode.class));
        assertThat(arrived).as("%s in pieces", sample).isEqualTo(whole);
    }

    private interface Way {
        @Nullable
        Object read();
    }

    private static Map<String, Way> ways(ReplyReader reader, MutatedReply sample) {
        Reply reply = sample.reply();
        UntypedCommand<JsonNode> untyped = command(sample, JsonNode.class);
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("answer as a tree", () -> reader.answer(untyped, reply).toString());
        ways.put("answer as a machine", () -> reader.answer(command(sample, VirtualMachine.class), reply));
        ways.put("answer as a record", () -> reader.answer(command(sample, Machine.class), reply));
        ways.put("answer as a number", () -> reader.answer(command(sample, Long.class), reply));
        ways.put(
                "answer as a list",
                () -> reader.answer(command(sample, Machine.class).answersList(), reply));
        ways.put("no answer", () -> reader.answer(command(sample, Void.class), reply));
        ways.put(
                "machines",
                () -> rows(reader, sample, VirtualMachine.class, true).toString());
        ways.put("records", () -> rows(reader, sample, Machine.class, false));
        ways.put("nested rows", () -> nestedRows(reader, sample));
        ways.put("machines as they arrive", () -> arriving(reader, sample, VirtualMachine.class));
        ways.put("records as they arrive", () -> arriving(reader, sample, Machine.class));
        ways.put("a job", () -> job(reader, sample, JsonNode.class));
        ways.put("a job that made a machine", () -> job(reader, sample, VirtualMachine.class));
        ways.put("a job that made a record", () -> job(reader, sample, Machine.class));
        return ways;
    }

    private static @Nullable Object read(MutatedReply sample, String name, Way way) {
        String what = sample + ", read as " + name;
        Outcome<Object> outcome = BOUNDED.run(what, way::read);
        Throwable thrown = outcome.thrown();
        if (thrown != null && !(thrown instanceof CloudStackException)) {
            throw new AssertionError(what + " threw " + thrown.getClass().getName(), thrown);
        }
        long pieces = name.endsWith("as they arrive") ? sample.reply().length() : 0;
        long most = ALWAYS + MOST_TIMES_ITS_SIZE * sample.reply().length() + MOST_OF_A_PIECE * pieces;
        // What a collection took is made anew, such as the buffers of parsers; so one reading alone proves nothing.
        long allocated = outcome.allocated();
        for (int again = 0; again < 2 && allocated > most; again++) {
            allocated = Math.min(allocated, BOUNDED.run(what, way::read).allocated());
        }
        assertThat(allocated).as("%s: bytes allocated", what).isLessThanOrEqualTo(most);
        return outcome.value();
    }

    private static <T> List<T> rows(ReplyReader reader, MutatedReply sample, Class<T> type, boolean first) {
        return reader.rows(command(sample, type), Parameters.NONE, sample.reply(), first)
                .rows();
    }

    private static List<JsonNode> nestedRows(ReplyReader reader, MutatedReply sample) {
        UntypedCommand<JsonNode> list = command(sample, JsonNode.class);
        return reader.rows(
                        list.describedAs(
                                list.description().toBuilder().nestedRows(true).build()),
                        Parameters.NONE,
                        sample.reply(),
                        true)
                .rows();
    }

    private static <T> List<T> arriving(ReplyReader reader, MutatedReply sample, Class<T> type) {
        Reply reply = sample.reply();
        SplittableRandom random = new SplittableRandom(sample.pieces());
        int longest = 1 + random.nextInt(random.nextBoolean() ? 16 : 8 * 1024);
        ArrivingPage<T> page = reader.arriving(command(sample, type), Parameters.NONE, reply.head(), true);
        List<T> rows = new ArrayList<>();
        for (int from = 0; from < reply.length(); ) {
            int piece = Math.min(reply.length() - from, 1 + random.nextInt(longest));
            ByteBuf chunk = Unpooled.wrappedBuffer(reply.body(), from, piece);
            add(rows, page.take(chunk));
            from += piece;
        }
        add(rows, page.rest());
        add(rows, page.end());
        return rows;
    }

    private static <T> void add(List<T> rows, @Nullable Rows<T> arrived) {
        if (arrived != null) {
            rows.addAll(arrived.rows());
        }
    }

    private static @Nullable Object job(ReplyReader reader, MutatedReply sample, Class<?> type) {
        JobReport report = reader.job(Parameters.NONE, sample.reply());
        return report.ended() ? reader.result(command(sample, type), "j", "r", report) : report.toString();
    }

    private static <T> UntypedCommand<T> command(MutatedReply sample, Class<T> type) {
        String name = sample.capture().command();
        return Command.of(name.matches("[A-Za-z0-9]+") ? name : "listZones", type);
    }
}
