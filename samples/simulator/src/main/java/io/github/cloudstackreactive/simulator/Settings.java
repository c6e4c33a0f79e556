package io.github.cloudstackreactive.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything a {@link SimulatorBuilder} can set. Copied before each change, and not changed after the start. */
final class Settings {

    static final String ADMIN_KEY = "admin-api-key-of-a-simulated-cloud-0123456789_-AbCdEfGhIjKlMnOpQrStUv";
    static final String ADMIN_SECRET = "admin-secret-of-a-simulated-cloud-0123456789_-AbCdEfGhIjKlMnOpQrStUvw";
    static final String USER_KEY = "user-api-key-of-a-simulated-cloud-0123456789_-AbCdEfGhIjKlMnOpQrStUvwx";
    static final String USER_SECRET = "user-secret-of-a-simulated-cloud-0123456789_-AbCdEfGhIjKlMnOpQrStUvwxy";

    /** An account to be; its place among the others is known only when the cloud starts. */
    record Keys(String name, String apiKey, String secretKey, boolean admin) {}

    final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    final Map<String, Command> plugins = new LinkedHashMap<>();
    final Set<String> absent = new TreeSet<>();
    final Set<String> forbidden = new TreeSet<>();
    Keys admin = new Keys("admin", ADMIN_KEY, ADMIN_SECRET, true);
    Keys user = new Keys("acme-user", USER_KEY, USER_SECRET, false);
    String adminPassword = "admin-password-of-a-simulated-cloud";
    String userPassword = "user-password-of-a-simulated-cloud";

    @Nullable
    String secondFactor;

    String signatureAlgorithm = "HmacSHA1";
    int port;
    int eventLoops = 2;
    boolean unauthenticated;
    boolean enforcePostAndTimestamps;
    boolean ignoreCustomJobId;
    int defaultPageSize = 500;
    Clock clock = Clock.systemUTC();
    Duration latency = Duration.ZERO;
    Duration latencyPerOtherCall = Duration.ZERO;
    Duration jitter = Duration.ZERO;
    Duration idleTimeout = Duration.ofSeconds(30);
    Function<JobRequest, Duration> jobDuration = request -> Duration.ofMillis(200);
    Function<JobRequest, Job.Ending> jobEnding = request -> Job.Ending.SUCCESS;

    int otherJobs;
    boolean refusePrivateWebhooks;
    Duration webhookLead = Duration.ofMillis(100);

    @Nullable
    Duration purgeFinishedJobsAfter;

    int apiLimitMax;
    Duration apiLimitInterval = Duration.ofSeconds(1);
    boolean apiLimitForAdmins;
    int insertedBetweenPages;
    int deletedBetweenPages;
    boolean unstableTies;
    int rememberedRequests = 1000;

    @Nullable
    Consumer<RequestRecord> onRequest;

    long seed = 42;

    Settings() {}

    Settings(Settings other) {
        counts.putAll(other.counts);
        plugins.putAll(other.plugins);
        absent.addAll(other.absent);
        forbidden.addAll(other.forbidden);
        admin = other.admin;
        user = other.user;
        adminPassword = other.adminPassword;
        userPassword = other.userPassword;
        secondFactor = other.secondFactor;
        signatureAlgorithm = other.signatureAlgorithm;
        port = other.port;
        eventLoops = other.eventLoops;
        unauthenticated = other.unauthenticated;
        enforcePostAndTimestamps = other.enforcePostAndTimestamps;
        ignoreCustomJobId = other.ignoreCustomJobId;
        defaultPageSize = other.defaultPageSize;
        clock = other.clock;
        latency = other.latency;
        latencyPerOtherCall = other.latencyPerOtherCall;
        jitter = other.jitter;
        idleTimeout = other.idleTimeout;
        jobDuration = other.jobDuration;
        jobEnding = other.jobEnding;
        otherJobs = other.otherJobs;
        refusePrivateWebhooks = other.refusePrivateWebhooks;
        webhookLead = other.webhookLead;
        purgeFinishedJobsAfter = other.purgeFinishedJobsAfter;
        apiLimitMax = other.apiLimitMax;
        apiLimitInterval = other.apiLimitInterval;
        apiLimitForAdmins = other.apiLimitForAdmins;
        insertedBetweenPages = other.insertedBetweenPages;
        deletedBetweenPages = other.deletedBetweenPages;
        unstableTies = other.unstableTies;
        rememberedRequests = other.rememberedRequests;
        onRequest = other.onRequest;
        seed = other.seed;
    }
}
