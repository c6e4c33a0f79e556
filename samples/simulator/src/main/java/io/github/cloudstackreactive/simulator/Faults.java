package io.github.cloudstackreactive.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Things that go wrong on request.
 *
 * <pre>{@code
 * cloud.faults().onCommand("listZones").times(2).status(429);
 * cloud.faults().onCommand("deployVirtualMachine").executeThenReset();
 * cloud.faults().onCommand("listVirtualMachines").onPage(2).cutAfter(300_000);
 * cloud.faults().onCommand("listVirtualMachines").whenMoreThan(4).always().status(503);
 * cloud.faults().onAnyCommand().always().latency(Duration.ofMillis(50));
 * }</pre>
 *
 * <p>A fault happens once unless {@link Rule#times(int)} or {@link Rule#always()} says otherwise. Of several faults for one
 * request the one set first happens; latencies and what is {@linkplain Rule#firstDo done first} come on top of it. A fault that replaces the reply does so before the
 * signature is looked at, and the command is not carried out unless the fault's name says so. Safe to use from any
 * thread.
 */
public final class Faults {

    private final List<Rule> rules = new ArrayList<>();

    Faults() {}

    /** Starts a fault for one command; the name is compared exactly. */
    public Rule onCommand(String command) {
        return new Rule(this, command);
    }

    /** Starts a fault for whatever is asked next, also if it is no command at all. */
    public Rule onAnyCommand() {
        return new Rule(this, null);
    }

    /** Forgets all faults that have not happened yet. */
    public synchronized void clear() {
        rules.clear();
    }

    /** How many faults are set that may still happen. */
    public synchronized int pending() {
        return rules.size();
    }

    private synchronized Faults set(Rule rule) {
        rules.add(rule);
        return this;
    }

    /** What is to go wrong with this request. */
    synchronized Plan planFor(Call call, Flight flight) {
        Duration latency = Duration.ZERO;
        List<Runnable> first = new ArrayList<>();
        Effect effect = null;
        for (Iterator<Rule> each = rules.iterator(); each.hasNext(); ) {
            Rule rule = each.next();
            if (!rule.concerns(call, flight) || (rule.effect != null && effect != null) || rule.skips()) {
                continue;
            }
            latency = latency.plus(rule.latency);
            effect = effect == null ? rule.effect : effect;
            if (rule.first != null) {
                first.add(rule.first);
            }
            if (rule.usedUp()) {
                each.remove();
            }
        }
        return new Plan(first, latency, effect);
    }

    record Plan(
            List<Runnable> first,
            Duration latency,
            @Nullable Effect effect) {}

    /** What a fault does to a reply. */
    sealed interface Effect {

        /** Says something else; the command is not carried out. A status of 200 to 599 or so, and any body. */
        record Instead(int status, @Nullable String contentType, String text) implements Effect {}

        /** Ends the connection with a reset, before or after the command was carried out. */
        record Reset(boolean afterExecution) implements Effect {}

        /** Promises the whole reply, sends only so many bytes of the body, and ends the connection. */
        record Truncate(int bytes) implements Effect {}

        /** The same, but the connection ends with a reset. */
        record Cut(long bytes) implements Effect {}

        /** Sends the body in small pieces with pauses. */
        record Dribble(int bytes, Duration every) implements Effect {}

        /** Sends so many bytes of the body, and the rest after a pause. */
        record Pause(long bytes, Duration pause) implements Effect {}

        /** Carries the command out, sends the reply and ends the connection without having said so. */
        record CloseAfter() implements Effect {}

        /** Never answers. */
        record Silence(boolean afterExecution) implements Effect {}
    }

    /** A fault under construction; the last method of the chain sets it. */
    public static final class Rule {

        private final Faults faults;
        private final @Nullable String command;
        private int left = 1;
        private int skip;
        private @Nullable Integer page;
        private int enough;
        private @Nullable Runnable first;
        private Duration latency = Duration.ZERO;
        private @Nullable Effect effect;

        private Rule(Faults faults, @Nullable String command) {
            this.faults = faults;
            this.command = command;
        }

        /** Lets it happen to this many requests. */
        public Rule times(int count) {
            left = count;
            return this;
        }

        /** Lets it happen to every request until {@link Faults#clear()}. */
        public Rule always() {
            left = Integer.MAX_VALUE;
            return this;
        }

        /** Lets this many requests pass first. */
        public Rule after(int requests) {
            skip = requests;
            return this;
        }

        /** Lets it happen to requests for this page of a list only; the first page is 1. */
        public Rule onPage(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("The first page is 1, not " + number);
            }
            page = number;
            return this;
        }

        /**
         * Lets it happen only to calls that arrive while this many are in flight already: calls of the same command, or of any
         * if it is a fault for any command.
         */
        public Rule whenMoreThan(int calls) {
            if (calls < 1) {
                throw new IllegalArgumentException("A call is always one of more than " + calls);
            }
            enough = calls;
            return this;
        }

        /** An error of the API with this status, in the command's envelope; a 429 says to come back after 100 ms. */
        public Faults status(int status) {
            return status == 429 ? throttled(Duration.ofMillis(100)) : status(status, "Fault on request");
        }

        /** An error of the API with this status and text, in the command's envelope. */
        public Faults status(int status, String text) {
            return set(new Effect.Instead(status, null, text));
        }

        /** A 429 whose text tells to come back after so long. */
        public Faults throttled(Duration retryAfter) {
            return status(429, Refusal.throttled(retryAfter.toMillis()).text());
        }

        /** An answer with any body, for example a page of a proxy or a list with a wrong count. */
        public Faults body(int status, String contentType, String body) {
            return set(new Effect.Instead(status, contentType, body));
        }

        /** A proxy's HTML page with this status. */
        public Faults html(int status) {
            return body(
                    status,
                    "text/html",
                    "<html>\n<head><title>" + status + "</title></head>\n<body><center><h1>" + status
                            + "</h1></center><hr><center>nginx</center></body>\n</html>\n");
        }

        /** 200 with an empty body and content type text/xml, as after an exception in the servlet (behaviour (b)). */
        public Faults emptyReply() {
            return body(200, "text/xml", "");
        }

        /** 531 with the body {@code null}, as seen of a login without a name (behaviour (b)). */
        public Faults bodyNull() {
            return body(531, Reply.JSON, "null");
        }

        /** The connection is reset and nothing was done. */
        public Faults resetBeforeReply() {
            return set(new Effect.Reset(false));
        }

        /** The command is carried out, then the connection is reset: the reply is lost. */
        public Faults executeThenReset() {
            return set(new Effect.Reset(true));
        }

        /** The command is carried out, but the body ends after so many bytes, short of its promised length. */
        public Faults truncateReplyAt(int bytes) {
            return set(new Effect.Truncate(bytes));
        }

        /**
         * The command is carried out, but after so many bytes of the body the connection is reset.
         *
         * <p>The client has 50 ms to take what was sent before the reset, which destroys what is on its way. Of a shorter body
         * all is sent, and then the connection is reset. The bytes are counted before they are zipped.
         */
        public Faults cutAfter(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("A reply cannot be cut after " + bytes + " bytes");
            }
            return set(new Effect.Cut(bytes));
        }

        /**
         * The command is carried out, and the body comes in pieces of so many bytes with a pause before each.
         *
         * <p>{@link Simulator#bodyBytes(String)} tells how far it has come.
         */
        public Faults dribble(int bytes, Duration every) {
            if (bytes < 1) {
                throw new IllegalArgumentException("A reply cannot come in pieces of " + bytes + " bytes");
            }
            return set(new Effect.Dribble(bytes, every));
        }

        /** The command is carried out, and the body stops for a while after so many bytes. */
        public Faults pauseAfter(long bytes, Duration pause) {
            if (bytes < 0) {
                throw new IllegalArgumentException("A reply cannot pause after " + bytes + " bytes");
            }
            return set(new Effect.Pause(bytes, pause));
        }

        /** The command is carried out and answered, then the connection is closed without a word. */
        public Faults closeAfterReply() {
            return set(new Effect.CloseAfter());
        }

        /** Nothing is done and no reply ever comes. */
        public Faults silence() {
            return set(new Effect.Silence(false));
        }

        /** The command is carried out and no reply ever comes. */
        public Faults executeThenSilence() {
            return set(new Effect.Silence(true));
        }

        /** The reply comes later by so much; the command is carried out at once. */
        public Faults latency(Duration more) {
            latency = more;
            return faults.set(this);
        }

        /**
         * This is done before the request is looked at, for example rows are deleted while a list is walked; other faults may
         * come on top.
         *
         * <p>It runs on a thread of the simulator, for two requests at once perhaps at the same time, and must not block. If it
         * throws, the request is answered with 530 and what was thrown.
         */
        public Faults firstDo(Runnable change) {
            first = Objects.requireNonNull(change);
            return faults.set(this);
        }

        private Faults set(Effect wanted) {
            effect = wanted;
            return faults.set(this);
        }

        private boolean concerns(Call call, Flight flight) {
            return (command == null
                            ? flight.atOnce() > enough
                            : command.equals(call.command()) && flight.sameAtOnce() > enough)
                    && (page == null || page.equals(call.pageNumber()));
        }

        private boolean skips() {
            return skip > 0 && skip-- > 0;
        }

        private boolean usedUp() {
            return left != Integer.MAX_VALUE && --left <= 0;
        }
    }
}
