package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
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

    private final ReplyReader reader;
    private final ReplyForm form;
    private volatile boolean hasReadXml;

    /**
     * @param clock what a server's Date header is compared with when it refuses a signature
     */
    public Decoder(Clock clock, ReplyForm form) {
        this.reader = new ReplyReader(clock, form);
        this.form = form;
    }

    /** The meaning of a reply to a command that answers one value: that value, or the job that will bring it. */
    public <T> Mono<Answer<T>> answer(Command<T> command, Reply reply) {
        return decoded(command, reply, () -> reader.answer(command, reply));
    }

    /**
     * The rows of one page of a list.
     *
     * @param asked the parameters that were sent
     * @param firstPage whether a count without rows means that rows are missing; on later pages it is the end
     * @param identify whether {@link Rows#identities()} are wanted
     */
    public <T> Mono<Rows<T>> rows(
            Command<T> command, Parameters asked, Reply reply, boolean firstPage, boolean identify) {
        return decoded(command, reply, () -> reader.rows(command, asked, reply, firstPage, identify));
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
