package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import io.github.cloudstackreactive.transport.Transport;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** A list of rows numbered from 1 on a wire that is a function; it counts its requests. */
final class FakeList {

    record Row(String id) {}

    static final UntypedCommand<Row> LIST = Command.of("listRows", Row.class);

    // Has read a row before, so that every page is read at once, on the thread that brings it.
    private static final Decoder DECODER = learned();

    final ScriptedTransport wire;
    private final Pager pager;

    FakeList(Function<Asked, Mono<Reply>> script) {
        this.wire = new ScriptedTransport(script);
        this.pager = pager(wire);
    }

    private static Pager pager(Transport wire) {
        return new Pager(new Exchange(wire, Authenticator.none(), ExchangeSettings.DEFAULT), DECODER, 500);
    }

    /** The list on a wire of another kind. */
    static ListFlux<Row> over(Transport wire) {
        return pager(wire).list(LIST);
    }

    private static Decoder learned() {
        Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);
        Reply one = ScriptedTransport.json(200, "{\"r\":{\"row\":[{\"id\":\"1\"}]}}");
        ReadPage.of(decoder, LIST, LIST.parameters(), one, true).block();
        return decoder;
    }

    /** A list that pages as a 4.22 server does. */
    static FakeList of(int total) {
        return new FakeList(asked -> page(total, total, asked));
    }

    /** A list of so many rows that reports another count. */
    static FakeList counting(int total, int count) {
        return new FakeList(asked -> page(total, count, asked));
    }

    static Mono<Reply> page(int total, int count, Asked asked) {
        int size = Integer.parseInt(asked.get("pagesize"));
        int page = size < 0 ? 1 : Integer.parseInt(asked.get("page"));
        int from = size < 0 ? 0 : (page - 1) * size;
        int to = size < 0 ? total : Math.min(total, from + size);
        return rows(
                IntStream.range(Math.min(from, to), to).map(i -> i + 1).boxed().toList(), count);
    }

    static Mono<Reply> rows(List<Integer> ids, Integer count) {
        String counted = count == null || count == 0 ? "" : "\"count\":" + count;
        String rows = ids.isEmpty()
                ? ""
                : "\"row\":["
                        + ids.stream().map(id -> "{\"id\":\"" + id + "\"}").collect(Collectors.joining(",")) + "]";
        String both = counted.isEmpty() || rows.isEmpty() ? counted + rows : counted + "," + rows;
        return ScriptedTransport.ok("{\"listrowsresponse\":{" + both + "}}");
    }

    ListFlux<Row> list() {
        return list(LIST);
    }

    ListFlux<Row> list(ListCommand<Row> command) {
        return pager.list(command);
    }

    int requests() {
        return wire.asked().size();
    }

    List<String> pages() {
        return wire.asked().stream().map(asked -> asked.get("page")).toList();
    }

    static List<String> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }
}
