package io.github.cloudstackreactive.samples.crawler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.simulator.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class CrawlShownTest {

    @TempDir
    Path home;

    @Test
    void withNothingConfiguredASimulatedCloudIsCrawledAndSaidToBeOne() {
        Crawling.Run run = Crawling.unconfigured(home).run();

        assertThat(run.exit()).isZero();
        assertThat(run.errLines())
                .first()
                .asString()
                .contains("No endpoint is configured", "simulated", "CLOUDSTACK_KEY");
        assertThat(run.out())
                .containsPattern("list +items +requests +seconds +items/s +errors")
                .containsPattern("listVirtualMachines +20,000 +41 ")
                .containsPattern("all 24 ");
    }

    @Test
    void quietSaysOnlyWhatWentWrong() {
        try (Simulator cloud = small()) {
            assertThat(crawling(cloud).onTerminalOf(80).run("--quiet", "--lists", "listZones"))
                    .isEqualTo(new Crawling.Run(0, "", ""));
            assertThat(crawling(cloud)
                            .run("--quiet", "--lists", "listZones,listNothingOfTheKind")
                            .errLines())
                    .singleElement()
                    .asString()
                    .startsWith("Failed: listNothingOfTheKind");
        }
    }

    @Test
    void rowsOnStandardOutputStandAlone() {
        try (Simulator cloud = small()) {
            Crawling.Run run = crawling(cloud).run("--output", "-", "--lists", "listZones,listHosts");

            assertThat(run.out().lines()).hasSize(5).allMatch(line -> line.startsWith("{\"command\":\"list"));
            assertThat(run.err()).contains("items/s");
        }
    }

    @Test
    void eachListHasABarOnATerminal() {
        try (Simulator cloud = small()) {
            Crawling.Run run = crawling(cloud).onTerminalOf(100).run("--lists", "listZones,listVirtualMachines");

            assertThat(run.err())
                    .containsPattern("listVirtualMachines 100% \\[=+\\] 1200/1200")
                    .contains("\u001b[2K");
            assertThat(run.errLines()).allMatch(line -> line.length() < 200);
        }
    }

    @Test
    void withoutATerminalALineComesFromTimeToTime() {
        Tally tally = new Tally("listVolumes");
        tally.begin();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printing = new PrintStream(err, true, StandardCharsets.UTF_8);
        Progress lines = new ProgressLines(List.of(tally), Duration.ofMillis(10), Schedulers.parallel(), printing);
        try {
            Flux.interval(Duration.ofMillis(5))
                    .takeUntil(tick -> err.size() > 0)
                    .blockLast(Duration.ofSeconds(5));
        } finally {
            lines.close();
        }

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("0 items, 0 of 1 lists done; listVolumes 0");
    }

    @Test
    void helpNamesEveryOption() {
        Crawling.Run run = Crawling.unconfigured(home).run("--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains(
                        "--profile",
                        "--lists",
                        "--page-size",
                        "--prefetch",
                        "--concurrency",
                        "--output",
                        "--quiet",
                        "--help",
                        "CLOUDSTACK_ENDPOINT",
                        "Exit codes");
    }

    private static Simulator small() {
        return Simulator.builder().vms(1200).zones(2).hosts(3).start();
    }

    private Crawling crawling(Simulator cloud) {
        return Crawling.unconfigured(home).with(cloud.endpoint().toString(), cloud.apiKey(), cloud.secretKey());
    }
}
