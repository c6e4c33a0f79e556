package io.github.cloudstackreactive.samples.crawler;

import static io.github.cloudstackreactive.samples.crawler.UnfriendlyCloud.page;
import static io.github.cloudstackreactive.samples.crawler.UnfriendlyCloud.rows;
import static io.github.cloudstackreactive.samples.crawler.UnfriendlyCloud.shuffled;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.samples.crawler.UnfriendlyCloud.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class CrawlUnfriendlyCloudTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private UnfriendlyCloud cloud;

    @BeforeEach
    void start() {
        cloud = new UnfriendlyCloud();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void everyRowThatExistsComesOutAndNoneIsInvented() throws IOException {
        Map<String, Integer> expected = new HashMap<>();
        expected.put("listZones", 450);
        cloud.on("listZones", (asked, nth) -> page("listzonesresponse", "listZones", asked, 450, -1));
        expected.put("listVirtualMachines", 501);
        cloud.on("listVirtualMachines", (asked, nth) -> page("x", "listVirtualMachines", asked, 501, 1_000_000));
        expected.put("listNetworks", 200);
        cloud.on("listNetworks", (asked, nth) -> rows("x", "listNetworks", shuffled(200, 1), 200));
        expected.put("listIsos", 200);
        cloud.on("listIsos", (asked, nth) -> rows("x", "listIsos", shuffled(200, nth), 200));
        expected.put("listVolumes", 591);
        cloud.on("listVolumes", (asked, nth) -> overlapping(asked, 591));
        expected.put("listSnapshots", 0);
        cloud.on("listSnapshots", (asked, nth) -> Reply.json("{\"listsnapshotsresponse\":{}}"));
        expected.put("listUsers", 250);
        cloud.on("listUsers", (asked, nth) -> page("null", "listUsers", asked, 250, 250));
        expected.put("listAccounts", 3);
        cloud.on(
                "listAccounts",
                (asked, nth) -> nth <= 2
                        ? Reply.error(429, "The given user has reached the limit, please retry after [40] ms.")
                        : page("x", "listAccounts", asked, 3, 3));
        expected.put("listDomains", 3);
        cloud.on("listDomains", (asked, nth) -> nth == 1 ? Reply.RESET : page("x", "listDomains", asked, 3, 3));
        expected.put("listPods", 3);
        cloud.on("listPods", (asked, nth) -> nth == 1 ? Reply.html(502) : page("x", "listPods", asked, 3, 3));
        cloud.on("listHosts", (asked, nth) -> Reply.error(432, "The user is not allowed to request the API command"));

        Path file = folder.resolve("inventory.ndjson");
        String lists = String.join(",", new TreeSet<>(expected.keySet())) + ",listHosts";
        Crawling.Run run = Crawling.of(cloud.endpoint(), folder)
                .run("--lists", lists, "--page-size", "200", "--output", file.toString());

        Map<String, List<String>> written = idsByCommand(file);
        expected.forEach((list, count) -> assertThat(written.getOrDefault(list, List.of()))
                .as(list)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count)
                        .mapToObj(row -> list + "-" + row)
                        .toList()));
        assertThat(written).doesNotContainKey("listHosts");
        assertThat(run.errLines())
                .filteredOn(line -> line.startsWith("Failed: "))
                .singleElement()
                .asString()
                .startsWith("Failed: listHosts failed with HTTP 432");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).contains("listHosts (failed)").contains("all 11");
    }

    private static Reply overlapping(Map<String, String> asked, int total) {
        int from = (Integer.parseInt(asked.get("page")) - 1) * 190;
        int to = Math.min(total, from + 200);
        return rows(
                "x",
                "listVolumes",
                IntStream.range(Math.min(from, to), to).boxed().toList(),
                total);
    }

    @Test
    void learnsTheLargestPageAndSaysSoOnce() {
        cloud.on("listZones", (asked, nth) -> page("x", "listZones", asked, 450, 450));
        cloud.on("listPods", (asked, nth) -> page("x", "listPods", asked, 250, 250));

        Crawling.Run run =
                Crawling.of(cloud.endpoint(), folder).run("--lists", "listZones,listPods", "--page-size", "10000");

        assertThat(run.exit()).isZero();
        assertThat(run.errLines())
                .filteredOn(line -> line.contains("200"))
                .containsExactly(
                        "The server takes pages of 200 rows at most: the crawl asks for that, not for 10,000.");
        assertThat(run.out()).containsPattern("listZones +450 ").containsPattern("listPods +250 ");
    }

    @Test
    void whoMayNotSeeAllTemplatesGetsThoseThatHeMayUse() {
        cloud.on(
                "listTemplates",
                (asked, nth) -> asked.get("templatefilter").equals("all")
                        ? Reply.error(431, "Filter all can be specified by admin only")
                        : page("x", "listTemplates", asked, 5, 5));

        Crawling.Run run = Crawling.of(cloud.endpoint(), folder).run("--lists", "listTemplates", "--page-size", "100");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).containsPattern("listTemplates +5 +2 ");
        assertThat(cloud.seen().get(1))
                .containsEntry("templatefilter", "executable")
                .containsEntry("listall", "true");
    }

    @Test
    void aListThatRepeatsItselfButCountsMoreFailsRatherThanGoOnForEver() {
        cloud.on("listIsos", (asked, nth) -> rows("x", "listIsos", shuffled(200, nth), 900));
        cloud.on("listZones", (asked, nth) -> page("x", "listZones", asked, 2, 2));

        Crawling.Run run =
                Crawling.of(cloud.endpoint(), folder).run("--lists", "listIsos,listZones", "--page-size", "200");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("listIsos counts more than the 200 rows that came");
        assertThat(cloud.requests("listIsos")).isLessThan(8);
    }

    @Test
    void numbersAreWrittenAsTheyCame() throws IOException {
        String row = "{\"id\":\"1\",\"large\":123456789012345678.123,\"trailing\":1.10,\"huge\":1E+400}";
        cloud.on("listZones", (asked, nth) -> Reply.json("{\"x\":{\"count\":1,\"zone\":[" + row + "]}}"));
        Path file = folder.resolve("inventory.ndjson");

        Crawling.of(cloud.endpoint(), folder).run("--lists", "listZones", "--output", file.toString());

        assertThat(Files.readString(file)).isEqualTo("{\"command\":\"listZones\",\"item\":" + row + "}\n");
    }

    @Test
    void rowsAreThereBeforeTheListIsOver() throws IOException {
        Path file = folder.resolve("out");
        Map<Integer, Long> linesAtRequest = new HashMap<>();
        cloud.on("listZones", (asked, nth) -> {
            linesAtRequest.put(nth, lines(file));
            return page("x", "listZones", asked, 700, 700);
        });

        Crawling.of(cloud.endpoint(), folder)
                .run("--lists", "listZones", "--page-size", "200", "--prefetch", "0", "--output", file.toString());

        assertThat(linesAtRequest.get(4)).isBetween(200L, 600L);
        assertThat(Files.readAllLines(file))
                .hasSize(700)
                .first()
                .isEqualTo("{\"command\":\"listZones\",\"item\":{\"id\":\"listZones-0\",\"name\":\"näme 0\"}}");
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException unreadable) {
            return -1;
        }
    }

    private static Map<String, List<String>> idsByCommand(Path file) throws IOException {
        Map<String, List<String>> ids = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode row = JSON.readTree(line);
            ids.computeIfAbsent(row.path("command").asString(), command -> new ArrayList<>())
                    .add(row.path("item").path("id").asString());
        }
        return ids;
    }
}
