package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What became of the rows of one walk through a list: each that was made must be emitted, or given to the discard hook. */
final class Tally {

    private static final Map<String, Tally> ALL = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final UntypedCommand<Row> LIST = Command.of("listRows", Row.class);

    /** A row that is counted when it is made; its id tells whose it is. */
    record Row(String id) {

        Row {
            Tally tally = ALL.get(id.substring(0, id.indexOf('.')));
            if (tally != null) {
                tally.made.incrementAndGet();
            }
        }

        int number() {
            return Integer.parseInt(id.substring(id.indexOf('.') + 1));
        }
    }

    private final String name = Integer.toString(NUMBER.incrementAndGet());
    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger emitted = new AtomicInteger();
    final AtomicInteger discarded = new AtomicInteger();

    Tally() {
        ALL.put(name, this);
    }

    /** A list on a wire. */
    static ListFlux<Row> list(Transport wire, ExchangeSettings settings) {
        return new Pager(new Exchange(wire, Authenticator.none(), settings), Learned.DECODER, 500).list(LIST);
    }

    /**
     * A page of rows.
     *
     * @param count what the server counts; null for nothing
     * @param padding what each row holds beside its id
     */
    byte[] page(int first, int last, Integer count, String padding) {
        String rows = LongStream.rangeClosed(first, last)
                .mapToObj(number -> "{\"pad\":\"" + padding + "\",\"id\":\"" + name + "." + number + "\"}")
                .collect(Collectors.joining(","));
        String counted = count == null ? "" : "\"count\":" + count + (rows.isEmpty() ? "" : ",");
        return ("{\"r\":{" + counted + (rows.isEmpty() ? "" : "\"row\":[" + rows + "]") + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What a subscriber's context must hold for its rows to be counted. */
    Context context() {
        return Operators.enableOnDiscard(Context.empty(), thrown -> {
            if (thrown instanceof Row) {
                discarded.incrementAndGet();
            }
        });
    }

    int held() {
        return made.get() - emitted.get() - discarded.get();
    }

    boolean isEven() {
        return held() == 0;
    }

    void forget() {
        ALL.remove(name);
    }

    @Override
    public String toString() {
        return made + " rows made, " + emitted + " emitted, " + discarded + " discarded";
    }

    /** Apart from what a row needs that is made on another thread meanwhile. */
    private static final class Learned {

        // Has read a row before, so that a short page is read on the thread that brings it.
        static final Decoder DECODER = learned();

        private static Decoder learned() {
            Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);
            Reply one = ScriptedTransport.json(200, "{\"r\":{\"row\":[{\"id\":\"0.1\"}]}}");
            ReadPage.of(decoder, LIST, LIST.parameters(), one, true).block();
            return decoder;
        }
    }
}
