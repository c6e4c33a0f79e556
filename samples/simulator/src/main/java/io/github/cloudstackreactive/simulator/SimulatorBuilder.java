package io.github.cloudstackreactive.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says what a simulated cloud shall be like. Immutable: every method returns another builder. */
public final class SimulatorBuilder {

    private final Settings settings;

    SimulatorBuilder(Settings settings) {
        this.settings = settings;
    }

    /** Starts the cloud; it listens when this returns. */
    public Simulator start() {
        return new Simulator(settings);
    }

    /** How many virtual machines there are at first; they take no memory. 20,000 by default. */
    public SimulatorBuilder vms(long count) {
        return count(Kind.VIRTUAL_MACHINE, count);
    }

    /** How many volumes there are at first: a root volume for every machine, then data disks. 30,000 by default. */
    public SimulatorBuilder volumes(long count) {
        return count(Kind.VOLUME, count);
    }

    /** How many zones there are; at least one, 2 by default. */
    public SimulatorBuilder zones(int count) {
        return count(Kind.ZONE, Math.max(1, count));
    }

    /** How many hosts there are; 20 by default. */
    public SimulatorBuilder hosts(long count) {
        return count(Kind.HOST, count);
    }

    /** How many templates there are; 40 by default. */
    public SimulatorBuilder templates(long count) {
        return count(Kind.TEMPLATE, count);
    }

    /** How many networks there are at first; 200 by default. */
    public SimulatorBuilder networks(long count) {
        return count(Kind.NETWORK, count);
    }

    /** How many snapshots there are; 300 by default. */
    public SimulatorBuilder snapshots(long count) {
        return count(Kind.SNAPSHOT, count);
    }

    /** How many events there are; 500 by default. */
    public SimulatorBuilder events(long count) {
        return count(Kind.EVENT, count);
    }

    /**
     * How many rows a list command finds at first.
     *
     * @param listCommand for example {@code listSecurityGroups}
     */
    public SimulatorBuilder rows(String listCommand, long count) {
        return count(Kind.ofListCommand(listCommand), count);
    }

    /** The root admin's keys. */
    public SimulatorBuilder admin(String apiKey, String secretKey) {
        return with(s -> s.admin = keys("admin", apiKey, secretKey, true));
    }

    /** The ordinary user's keys. */
    public SimulatorBuilder user(String apiKey, String secretKey) {
        return with(s -> s.user = keys("acme-user", apiKey, secretKey, false));
    }

    /** What the root admin and the ordinary user log in with; he in the domain {@code /acme}. */
    public SimulatorBuilder passwords(String admin, String user) {
        if (admin.isEmpty() || user.isEmpty()) {
            throw new IllegalArgumentException("The passwords must not be empty");
        }
        return with(s -> {
            s.adminPassword = admin;
            s.userPassword = user;
        });
    }

    /**
     * Lets every user have a second factor, a static PIN; none by default.
     *
     * <p>A login must then be followed by {@code validateUserTwoFactorAuthenticationCode} with this code. API keys need none.
     */
    public SimulatorBuilder secondFactor(String code) {
        return with(s -> s.secondFactor = code);
    }

    /** Takes signatures by HMAC-SHA512 alone, as a server does that has the older algorithms switched off. */
    public SimulatorBuilder onlySha512() {
        return with(s -> s.signatureAlgorithm = "HmacSHA512");
    }

    /** The port to listen on; 0, the default, lets the system choose. */
    public SimulatorBuilder port(int port) {
        return with(s -> s.port = port);
    }

    /** How many threads serve connections; 2 by default. */
    public SimulatorBuilder eventLoops(int threads) {
        return with(s -> s.eventLoops = threads);
    }

    /** Whether this is the integration port, where nothing is signed and everybody is the admin. */
    public SimulatorBuilder unauthenticated(boolean unauthenticated) {
        return with(s -> s.unauthenticated = unauthenticated);
    }

    /** As the server's setting {@code enforce.post.requests.and.timestamps}. */
    public SimulatorBuilder enforcePostAndTimestamps(boolean enforce) {
        return with(s -> s.enforcePostAndTimestamps = enforce);
    }

    /** Whether {@code customjobid} is ignored, as by an older server. */
    public SimulatorBuilder ignoreCustomJobId(boolean ignore) {
        return with(s -> s.ignoreCustomJobId = ignore);
    }

    /** The largest page, and the size of a list without pages; 500 by default. */
    public SimulatorBuilder defaultPageSize(int size) {
        return with(s -> s.defaultPageSize = size);
    }

    /** The clock that dates replies and judges expiries. Jobs and the limit of calls go by real time. */
    public SimulatorBuilder clock(Clock clock) {
        return with(s -> s.clock = clock);
    }

    /** How much later every reply comes. */
    public SimulatorBuilder latency(Duration latency) {
        return with(s -> s.latency = latency);
    }

    /** How much later a reply comes for every other call that is in flight when its own arrives. */
    public SimulatorBuilder latencyPerOtherCall(Duration latency) {
        return with(s -> s.latencyPerOtherCall = latency);
    }

    /** Up to how much later still, evenly spread. */
    public SimulatorBuilder jitter(Duration most) {
        return with(s -> s.jitter = most);
    }

    /** After how long an idle connection is closed; 30 s by default, as by a real server. */
    public SimulatorBuilder idleTimeout(Duration timeout) {
        return with(s -> s.idleTimeout = timeout);
    }

    /** How long every job takes; 200 ms by default. */
    public SimulatorBuilder jobDuration(Duration duration) {
        return jobDuration(request -> duration);
    }

    /** How long jobs take, evenly spread between two durations and the same in every run with the same seed. */
    public SimulatorBuilder jobDuration(Duration least, Duration most) {
        return with(s -> {
            SplittableRandom random = new SplittableRandom(s.seed);
            s.jobDuration = request -> {
                synchronized (random) {
                    return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
                }
            };
        });
    }

    /** How long each job takes. The function must not block. */
    public SimulatorBuilder jobDuration(Function<JobRequest, Duration> duration) {
        return with(s -> s.jobDuration = duration);
    }

    /** Lets these jobs end with status 2, code 530 and a text. */
    public SimulatorBuilder failJobs(Predicate<JobRequest> which) {
        return failJobs(which, 530, "Failed on request");
    }

    /** Lets these jobs end with status 2 and this code and text; all others succeed unless an earlier call says so. */
    public SimulatorBuilder failJobs(Predicate<JobRequest> which, int code, String text) {
        return ending(which, new Job.Ending(Job.FAILED, code, text));
    }

    /** Lets these jobs end with status 3, cancelled. */
    public SimulatorBuilder cancelJobs(Predicate<JobRequest> which) {
        return ending(
                which,
                new Job.Ending(Job.CANCELLED, 530, "job cancelled because of management server restart or shutdown"));
    }

    /** Forgets a job so long after it finished; never by default. */
    public SimulatorBuilder purgeFinishedJobs(Duration after) {
        return with(s -> s.purgeFinishedJobsAfter = after);
    }

    /**
     * Lets each account have so many other jobs, which stay pending for as long as the cloud runs; none by default.
     *
     * <p>They are older than all others and so come first in {@code listAsyncJobs}. No webhook is told of them.
     */
    public SimulatorBuilder otherJobs(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("A cloud cannot have " + count + " other jobs");
        }
        return with(s -> s.otherJobs = count);
    }

    /**
     * How long before {@code queryAsyncJobResult} says that a job has ended the webhooks are told so; 100 ms by default,
     * as from a real server.
     *
     * <p>They are told at the start of a job that takes no longer than this. The way to the receiver comes on top.
     */
    public SimulatorBuilder webhookLead(Duration lead) {
        if (lead.isNegative()) {
            throw new IllegalArgumentException("Webhooks cannot be told only after the end of a job: " + lead);
        }
        return with(s -> s.webhookLead = lead);
    }

    /**
     * Whether webhooks with a loopback or private address are refused with 431, as by a real server; accepted by default,
     * since tests receive on loopback.
     *
     * <p>Only numeric addresses and {@code localhost} are known to be private; other names are not looked up. URLs of
     * https are always refused: the simulator delivers over plain HTTP.
     */
    public SimulatorBuilder refusePrivateWebhooks(boolean refuse) {
        return with(s -> s.refusePrivateWebhooks = refuse);
    }

    /**
     * Takes a command away, as if the server were older: 401 to whoever has a key, 432 on the integration port.
     *
     * @param command for example {@code listAsyncJobs} or {@code createWebhook}
     */
    public SimulatorBuilder without(String command) {
        return with(s -> s.absent.add(command));
    }

    /**
     * Lets the role of every account forbid a command: it is refused with 432 and absent from {@code listApis}.
     *
     * @param command for example {@code listAsyncJobs}
     */
    public SimulatorBuilder forbid(String command) {
        return with(s -> s.forbidden.add(command));
    }

    /** Limits the calls of each account in an interval; a root admin is exempt. No limit by default. */
    public SimulatorBuilder apiLimit(int max, Duration interval) {
        return with(s -> {
            s.apiLimitMax = max;
            s.apiLimitInterval = interval;
        });
    }

    /** Whether the limit of calls holds for root admins too. */
    public SimulatorBuilder apiLimitForAdmins(boolean limited) {
        return with(s -> s.apiLimitForAdmins = limited);
    }

    /** Inserts and deletes so many rows at the front of a list after each of its pages. */
    public SimulatorBuilder shiftingPages(int inserted, int deleted) {
        return with(s -> {
            s.insertedBetweenPages = inserted;
            s.deletedBetweenPages = deleted;
        });
    }

    /**
     * Whether rows that are equal by the sort key of their list change places from one request to the next.
     *
     * <p>So it is on a real server, but not in a way that a test could foresee; off by default. Zones, templates, ISOs and
     * offerings are sorted by a key that nobody has set, so all of a list are equal. Its first request begins with the first
     * row and each later one with one row further, and what was left out comes at the end: of a list walked page by page
     * some rows are missed, and others come twice.
     */
    public SimulatorBuilder unstableTies(boolean unstable) {
        return with(s -> s.unstableTies = unstable);
    }

    /** How many requests {@link Simulator#lastRequests()} remembers; 1000 by default. */
    public SimulatorBuilder rememberRequests(int count) {
        return with(s -> s.rememberedRequests = count);
    }

    /**
     * Is told of each request as it arrives, before it is carried out, with status 0; all of them, however few are remembered.
     *
     * @param listener called on event loops: must return at once, and not throw
     */
    public SimulatorBuilder onRequest(Consumer<RequestRecord> listener) {
        return with(s -> s.onRequest = listener);
    }

    /**
     * Adds a plugin's command, which answers at once; one of the same name that the cloud has is replaced. It stands in
     * {@code listApis}, and both accounts may call it.
     *
     * @param parameters what it takes, as {@code "example:string id:uuid!"}; an exclamation mark means required
     * @param fields what it answers, as {@code "timeOfDay:string isasync:boolean"}
     * @param answer from the parameters, named in lower case, to the JSON object under the reply's key, such as {@code
     *     {"timeofday":{…}}}; must not block
     */
    public SimulatorBuilder command(
            String name, String parameters, String fields, Function<Map<String, String>, String> answer) {
        return with(s -> s.plugins.put(name, Plugin.command(name, parameters, fields, answer)));
    }

    /** What all that is random follows from. Comes before {@link #jobDuration(Duration, Duration)}. */
    public SimulatorBuilder seed(long seed) {
        return with(s -> s.seed = seed);
    }

    private SimulatorBuilder ending(Predicate<JobRequest> which, Job.Ending ending) {
        return with(s -> {
            Function<JobRequest, Job.Ending> before = s.jobEnding;
            s.jobEnding = request -> {
                Job.Ending earlier = before.apply(request);
                return earlier.equals(Job.Ending.SUCCESS) && which.test(request) ? ending : earlier;
            };
        });
    }

    private SimulatorBuilder count(Kind kind, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("A cloud cannot have " + count + " rows of " + kind.listCommand);
        }
        return with(s -> s.counts.put(kind, count));
    }

    private static Settings.Keys keys(String name, String apiKey, String secretKey, boolean admin) {
        if (apiKey.isEmpty() || secretKey.isEmpty()) {
            throw new IllegalArgumentException("The keys of " + name + " must not be empty");
        }
        return new Settings.Keys(name, Objects.requireNonNull(apiKey), Objects.requireNonNull(secretKey), admin);
    }

    private SimulatorBuilder with(Consumer<Settings> change) {
        Settings copy = new Settings(settings);
        change.accept(copy);
        return new SimulatorBuilder(copy);
    }
}
