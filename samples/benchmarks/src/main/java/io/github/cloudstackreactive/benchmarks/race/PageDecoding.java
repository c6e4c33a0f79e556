package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.VirtualMachine;
import io.netty.buffer.ByteBufInputStream;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import tools.jackson.databind.ObjectReader;

/** A way from the buffers of a page to machines; {@code samples/race --variants} holds them against each other. */
enum PageDecoding {

    /** The whole body in an array, joined once it is all there. */
    JOINED_ARRAY {
        @Override
        Mono<List<VirtualMachine>> page(ByteBufFlux content, int length) {
            return content.aggregate().asByteArray().map(body -> rows(REPLY.readValue(body)));
        }
    },

    /** The whole body where it lies, read through a stream. */
    STREAM {
        @Override
        Mono<List<VirtualMachine>> page(ByteBufFlux content, int length) {
            return content.aggregate().map(body -> rows(REPLY.readValue((InputStream) new ByteBufInputStream(body))));
        }
    },

    /** The whole body in an array of the announced length, each buffer copied and let go as it comes. */
    GATHERED_ARRAY {
        @Override
        Mono<List<VirtualMachine>> page(ByteBufFlux content, int length) {
            return content.collect(() -> new GatheredBody(length), GatheredBody::append)
                    .map(body -> rows(REPLY.readValue(body.bytes)));
        }
    },

    /** Each buffer as it comes into Jackson's non-blocking parser, and the tokens of each row kept until it is whole. */
    NON_BLOCKING {
        @Override
        Mono<List<VirtualMachine>> page(ByteBufFlux content, int length) {
            return content.collect(TokensOfRows::new, TokensOfRows::feed).map(TokensOfRows::rows);
        }
    },

    /** Each buffer looked through for the ends of rows as it comes, and each row read by itself from an array. */
    SLICES {
        @Override
        Mono<List<VirtualMachine>> page(ByteBufFlux content, int length) {
            return content.collect(SlicesOfRows::new, SlicesOfRows::feed).map(SlicesOfRows::rows);
        }
    };

    /**
     * What {@link Raw} races with: as fast as the arrays (83,000 to 93,000 rows a second on two cores), with
     * 4.4 KB allocated a row where they take 6.4. Slices came to 0.65 of its rate and 5.5 KB, the non-blocking parser to 0.56
     * and 6.6 KB.
     */
    static final PageDecoding FASTEST = STREAM;

    static final ObjectReader REPLY = Raw.MAPPER.readerFor(Reply.class);

    /**
     * All machines of a page.
     *
     * @param length the Content-Length
     */
    abstract Mono<List<VirtualMachine>> page(ByteBufFlux content, int length);

    /** The rows of a page; none after the end of the list, where CloudStack leaves the field out. */
    static List<VirtualMachine> rows(Reply reply) {
        List<VirtualMachine> rows = reply.listvirtualmachinesresponse.virtualmachine;
        return rows == null ? List.of() : rows;
    }

    record Reply(Payload listvirtualmachinesresponse) {}

    record Payload(long count, @Nullable List<VirtualMachine> virtualmachine) {}
}
