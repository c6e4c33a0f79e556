package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.config.ConfigurationSearch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The command line: reads the options, crawls, and says how it went. */
@Command(
        name = "crawl",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = CrawlCommand.Version.class,
        header = "Crawls the inventory of a CloudStack cloud, several lists at once.",
        description = {
            "",
            "The endpoint, key and secret come from CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY and CLOUDSTACK_SECRET, or from a"
                    + " profile in cloudstack.ini, ~/.cloudstack.ini, ~/.cmk/config or ~/.clostack. Where nothing at all is"
                    + " configured, a simulated cloud is started and crawled.",
            "",
            "Lists are asked with listall=true where they take it. What belongs to projects is not in them."
        },
        optionListHeading = "%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All lists were crawled.",
            "1:Nothing could be done: bad endpoint, credentials or options, or the output cannot be written.",
            "2:Some lists failed; each is named with its cause."
        })
public final class CrawlCommand implements Callable<Integer> {

    private static final int WELL = 0;
    private static final int NOTHING_DONE = 1;
    private static final int SOME_FAILED = 2;

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);
    private static final long LONGEST_GOODBYE_SECONDS = 5;

    /**
     * What the command meets outside of it.
     *
     * @param search where endpoint and credentials are looked for
     * @param columns the width of the terminal that {@code err} is; 0 where it is none
     */
    record Surroundings(ConfigurationSearch search, OutputStream out, PrintStream err, int columns) {}

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--profile", paramLabel = "NAME", description = "The profile of the configuration file to use.")
    private @Nullable String profile;

    @Option(
            names = "--lists",
            paramLabel = "LIST",
            split = ",",
            description = "The lists to crawl, such as listZones,listVirtualMachines; two dozen unless given. Any list"
                    + " command that the server knows may be named.")
    private @Nullable List<String> names;

    @Option(
            names = "--page-size",
            paramLabel = "N",
            description =
                    "How many rows to ask for at a time; 500 unless given or configured. A server that takes fewer"
                            + " is asked for as many as it takes.")
    private @Nullable Integer pageSize;

    @Option(
            names = "--prefetch",
            paramLabel = "N",
            description = "How many pages of each list to fetch ahead of writing; ${DEFAULT-VALUE} unless given.")
    private int prefetch = 1;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many lists to crawl at once; ${DEFAULT-VALUE} unless given.")
    private int concurrency = 4;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Writes every row to this file, or to standard output if it is -, as it arrives: a line"
                    + " {\"command\":\"listVirtualMachines\",\"item\":{…}} each.")
    private @Nullable String output;

    @Option(names = "--quiet", description = "Shows neither progress nor table, only what went wrong.")
    private boolean quiet;

    private CrawlCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] args) {
        // Not System.out: it swallows the error of a full disk or a closed pipe.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        Surroundings process = new Surroundings(
                ConfigurationSearch.ofSystem(), out, System.err, Integer.getInteger("crawl.columns", 0));
        System.exit(in(process).execute(args));
    }

    static CommandLine in(Surroundings surroundings) {
        PrintWriter err = new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8);
        return new CommandLine(new CrawlCommand(surroundings))
                .setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(err)
                .setParameterExceptionHandler((bad, args) -> {
                    String message = OneLine.of(String.valueOf(bad.getMessage()));
                    err.println(message + (message.matches(".*[.?]") ? " See --help." : ". See --help."));
                    return NOTHING_DONE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.println(Failures.words(failure));
                    return NOTHING_DONE;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        checkNumbers();
        ConfigurationSearch search = search();
        List<AskedList> lists = lists();
        List<Tally> tallies = lists.stream().map(list -> new Tally(list.name())).toList();
        try (Progress progress = progress(tallies);
                ChosenCloud cloud = ChosenCloud.open(search, new RequestCounts(tallies, progress::say))) {
            Crawl.Pace pace = new Crawl.Pace(pageSize, prefetch, concurrency);
            Crawl crawl = new Crawl(lists, tallies, pace, rows(), progress);
            if (!quiet || cloud.simulated()) {
                surroundings.err().println(cloud.description());
            }
            return run(crawl, cloud, progress, tallies);
        }
    }

    /** Crawls and reports; when the process is told to end, reports what was done until then. */
    private int run(Crawl crawl, ChosenCloud cloud, Progress progress, List<Tally> tallies) {
        long began = System.nanoTime();
        CountDownLatch reported = new CountDownLatch(1);
        Thread interruption = new Thread(() -> {
            crawl.stop();
            await(reported);
        });
        Runtime.getRuntime().addShutdownHook(interruption);
        try {
            crawl.run(cloud.client());
        } finally {
            progress.close();
            report(tallies, Duration.ofNanos(System.nanoTime() - began));
            reported.countDown();
            forget(interruption);
        }
        Failures failures = new Failures(tallies);
        return failures.total() ? NOTHING_DONE : failures.any() ? SOME_FAILED : WELL;
    }

    private void report(List<Tally> tallies, Duration took) {
        Failures failures = new Failures(tallies);
        if (!quiet && !failures.total()) {
            CrawlTable.print(
                    tallies,
                    took,
                    toStandardOutput() ? commandLine().getErr() : commandLine().getOut());
        }
        failures.lines().forEach(surroundings.err()::println);
    }

    private static void await(CountDownLatch reported) {
        try {
            if (!reported.await(LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The crawl did not end in time.");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException itRuns) {
            // The process is ending, and the hook has what it waited for.
        }
    }

    private ConfigurationSearch search() {
        return profile == null ? surroundings.search() : surroundings.search().profile(profile);
    }

    private List<AskedList> lists() {
        try {
            if (names == null) {
                return KnownLists.defaults();
            }
            List<AskedList> lists = KnownLists.named(names);
            if (lists.isEmpty()) {
                throw new ParameterException(commandLine(), "--lists names no list.");
            }
            return lists;
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(commandLine(), unknown.getMessage(), unknown);
        }
    }

    private void checkNumbers() {
        atLeast(1, pageSize == null ? 1 : pageSize, "--page-size");
        atLeast(0, prefetch, "--prefetch");
        atLeast(1, concurrency, "--concurrency");
    }

    private void atLeast(int least, int number, String option) {
        if (number < least) {
            throw new ParameterException(commandLine(), option + " must be " + least + " or more, not " + number + ".");
        }
    }

    private Progress progress(List<Tally> tallies) {
        if (quiet) {
            return Progress.none();
        }
        Scheduler showing = Schedulers.newSingle("showing", true);
        return new ShownApart(
                surroundings.columns() > 0
                        ? new ProgressBars(tallies, surroundings.columns(), surroundings.err())
                        : new ProgressLines(tallies, BETWEEN_LINES, showing, surroundings.err()),
                showing);
    }

    private RowLines rows() {
        if (output == null) {
            return RowLines.nowhere();
        }
        return toStandardOutput() ? RowLines.to("standard output", surroundings.out()) : RowLines.toFile(output);
    }

    private boolean toStandardOutput() {
        return "-".equals(output);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    /** The version of the jar that this runs from. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = CrawlCommand.class.getPackage().getImplementationVersion();
            return new String[] {"crawl " + (version == null ? "of this source tree" : version)};
        }
    }
}
