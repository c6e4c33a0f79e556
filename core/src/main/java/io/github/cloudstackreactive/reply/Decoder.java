package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.netty.buffer.ByteBuf;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads replies where that holds nobody up: a small one on the event loop that brought it, a large one on a thread of
 * {@code Schedulers.parallel()}, and the first into a class that Jackson has not seen, or of XML, on {@code
 * Schedulers.boundedElastic()}, since looking through a class takes a lock.
 *
 * <p>Errors are {@link io.github.cloudstackreactive.error.CloudStackException} and nothing else.
 */
public final class Decoder {

    /** At some 60 MB/s, what is longer would hold an event loop for over half a millisecond. */
    private static final int LONGEST_ON_LOOP = 32 * 1024;

    /** How many times longer than as much plain JSON what is not that takes (decisions.md). */
    private static final int SLOWNESS_OF_OTHER_FORMS = 4;

    /** How many pieces of a reply may wait to be read; the socket is not read from while there are more. */
    private static final int PIECES_AHEAD = 16;

    /** As many of one that is taken as slowly as its receiver likes: so each piece taken shows that it is taken. */
    private static final int PIECES_AHEAD_OF_THE_SLOW = 2;

    private final ReplyReader reader;
    private final ReplyForm form;
    private volatile boolean hasReadXml;

    public Decoder(Clock clock, ReplyForm form) {
        this(clock, form, ReplyLimits.DEFAULT, KnownSecrets.NONE);
    }

    /**
     * @param clock what a server's Date header is compared with when it refuses a signature
     * @param secrets what no message repeats, though a server does
     */
    public Decoder(Clock clock, ReplyForm form, ReplyLimits limits, KnownSecrets secrets) {
        this.reader = new ReplyReader(clock, form, limits, secrets);
        this.form = form;
    }

    /** The meaning of a reply to a command that answers one value: that value, or the job that will bring it. */
    public <T> Mono<Answer<T>> answer(Command<T> command, Reply reply) {
        return decoded(command, reply, () -> reader.answer(command, reply));
    }

    /**
     * The rows of one page of a list, as they arrive.
     *
     * @param asked the parameters that were sent
     * @param body what the reply brings, piece by piece; a piece that is read elsewhere than it came is retained meanwhile
     * @param firstPage whether a count without rows means that rows are missing; on later pages it is the end
     * @param atOwnPace whether no more is asked of the body than is needed for the rows that are demanded
     * @return one element at least, of which the last is the end of the page; each is due as soon as its rows have come
     */
    public <T> Flux<Rows<T>> rows(
            Command<T> command,
            Parameters asked,
            ReplyHead head,
            Flux<ByteBuf> body,
            boolean firstPage,
            boolean atOwnPace) {
        return Flux.defer(() -> {
            ArrivingPage<T> page = reader.arriving(command, asked, head, firstPage);
            Scheduler elsewhere = whereToRead(command, head);
            Flux<Rows<T>> arriving = elsewhere == null
                    ? body.mapNotNull(page::take)
                    : readElsewhere(body, page, elsewhere, atOwnPace ? PIECES_AHEAD_OF_THE_SLOW : PIECES_AHEAD);
            return Flux.concat(arriving, Mono.fromSupplier(page::rest), Mono.fromSupplier(page::end))
                    .doOnComplete(() -> hasReadXml = hasReadXml || isXml(head))
                    // Whoever goes on after errors must not be shown a piece, nor the rest of a page that broke.
                    .onErrorStop();
        });
    }

    private static <T> Flux<Rows<T>> readElsewhere(
            Flux<ByteBuf> body, ArrivingPage<T> page, Scheduler elsewhere, int ahead) {
        WaitingPieces pieces = new WaitingPieces();
        return body.map(pieces::add)
                .publishOn(elsewhere, ahead)
                .mapNotNull(token -> pieces.next(page::take))
                .doFinally(end -> pieces.leave());
    }

    /** Where a reply is read that has not come yet; null for where it comes. */
    private @Nullable Scheduler whereToRead(Command<?> command, ReplyHead head) {
        boolean xml = isXml(head);
        if (!reader.hasLearned(command.description().type()) || (xml && !hasReadXml)) {
            return Schedulers.boundedElastic();
        }
        int slowness = xml || form.urlEncoded() ? SLOWNESS_OF_OTHER_FORMS : 1;
        return head.length() < 0 || slowness * head.length() > LONGEST_ON_LOOP ? Schedulers.parallel() : null;
    }

    private static boolean isXml(ReplyHead head) {
        return head.contentType().contains("xml");
    }

    /** What a reply to {@code queryAsyncJobResult} says of the job. */
    public Mono<JobReport> job(Command<?> query, Reply reply) {
        return decoded(query, reply, () -> reader.job(query.parameters(), reply));
    }

    /**
     * The result of a job that has ended.
     *
     * @return empty where the job brought no result, or the caller asked for none
     */
    public <T> Mono<T> result(Command<T> command, String jobId, @Nullable String resourceId, JobReport report) {
        return decoded(command, report.bytes(), () -> reader.result(command, jobId, resourceId, report));
    }

    private <R> Mono<R> decoded(Command<?> command, Reply reply, Supplier<@Nullable R> reading) {
        if (reply.isXml() && !hasReadXml) {
            // The first loads what reads XML.
            return Mono.fromSupplier(reading)
                    .doOnTerminate(() -> hasReadXml = true)
                    .subscribeOn(Schedulers.boundedElastic());
        }
        int slowness = reply.isXml() || form.urlEncoded() ? SLOWNESS_OF_OTHER_FORMS : 1;
        return decoded(command, slowness * (long) reply.length(), reading);
    }

    private <R> Mono<R> decoded(Command<?> command, long length, Supplier<@Nullable R> reading) {
        Mono<R> decoding = Mono.fromSupplier(reading);
        if (!reader.hasLearned(command.description().type())) {
            return decoding.subscribeOn(Schedulers.boundedElastic());
        }
        return length <= LONGEST_ON_LOOP ? decoding : decoding.subscribeOn(Schedulers.parallel());
    }
}
