package io.github.cloudstackreactive.samples.crawler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.simulator.Simulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Each bad input gives one clear line, no stack trace and exit 1. */
class CrawlBadInputTest {

    private static Simulator cloud;

    @TempDir
    Path home;

    @BeforeAll
    static void start() {
        cloud = Simulator.builder().vms(1200).volumes(10).start();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void wrongKey() {
        assertNothingDone(crawling().with("CLOUDSTACK_KEY", "no-such-key").run(), "Check the API key", "error 401");
    }

    @Test
    void wrongSecret() {
        assertNothingDone(crawling().with("CLOUDSTACK_SECRET", "no-such-secret").run(), "the secret", "error 401");
    }

    @Test
    void wrongPort() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertNothingDone(
                crawling()
                        .with("CLOUDSTACK_ENDPOINT", "http://127.0.0.1:" + closed + "/client/api")
                        .run(),
                "127.0.0.1:" + closed + " refuses connections");
    }

    @Test
    void httpsToAnHttpPort() {
        String https = cloud.endpoint().toString().replace("http:", "https:");
        assertNothingDone(crawling().with("CLOUDSTACK_ENDPOINT", https).run(), "does not speak TLS");
    }

    @Test
    void htmlFromAProxy() {
        try (UnfriendlyCloud proxy = new UnfriendlyCloud()) {
            for (AskedList list : KnownLists.defaults()) {
                proxy.on(list.name(), (asked, nth) -> UnfriendlyCloud.Reply.html(200));
            }
            assertNothingDone(
                    Crawling.of(proxy.endpoint(), home).run("--page-size", "100"), "the body is not JSON", "text/html");
        }
    }

    @Test
    void whereNobodyAnswersNotEveryListIsTried() {
        try (UnfriendlyCloud silent = new UnfriendlyCloud()) {
            for (AskedList list : KnownLists.defaults()) {
                silent.on(list.name(), (asked, nth) -> UnfriendlyCloud.Reply.RESET);
            }
            assertNothingDone(
                    Crawling.of(silent.endpoint(), home).run("--page-size", "100", "--concurrency", "3"),
                    "closed the connection before its reply was whole");
            assertThat(silent.seen().stream().map(asked -> asked.get("command")).distinct())
                    .hasSizeLessThan(9);
        }
    }

    @Test
    void aFirstListThatFailsCostsNothingOfTheOthers() {
        try (UnfriendlyCloud partly = new UnfriendlyCloud()) {
            partly.on("listZones", (asked, nth) -> UnfriendlyCloud.Reply.RESET)
                    .on("listPods", (asked, nth) -> UnfriendlyCloud.Reply.html(200))
                    .on("listHosts", (asked, nth) -> UnfriendlyCloud.page("x", "listHosts", asked, 7, 7));

            Crawling.Run run = Crawling.of(partly.endpoint(), home)
                    .run("--lists", "listZones,listPods,listHosts", "--concurrency", "1", "--page-size", "100");

            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.out()).contains("listZones (failed)").containsPattern("listHosts +7 ");
        }
    }

    @Test
    void unknownProfile() throws IOException {
        Files.writeString(home.resolve(".cloudstack.ini"), "[cloudstack]\nendpoint=http://x/\nkey=k\nsecret=s\n");
        assertNothingDone(
                Crawling.unconfigured(home).run("--profile", "nosuch"), "under the profile nosuch", ".cloudstack.ini");
    }

    @Test
    void placesThatHoldNothingAreNotNamed() {
        assertThat(Crawling.unconfigured(home).run("--profile", "nosuch").err())
                .contains(".clostack: does not exist")
                .doesNotContain("has none of");
    }

    @Test
    void unknownProfileWhereNothingIsConfigured() {
        assertNothingDone(Crawling.unconfigured(home).run("--profile", "nosuch"), "under the profile nosuch");
    }

    @Test
    void unreadableFile() throws IOException {
        Path folder = Files.createDirectory(home.resolve("a-folder"));
        assertNothingDone(
                Crawling.unconfigured(home)
                        .with("CLOUDSTACK_CONFIG", folder.toString())
                        .run(),
                folder.toString(),
                "CLOUDSTACK_CONFIG",
                "cannot be read");
    }

    @Test
    void partlyConfigured() {
        assertNothingDone(
                Crawling.unconfigured(home)
                        .with("CLOUDSTACK_ENDPOINT", cloud.endpoint().toString())
                        .run(),
                "Incomplete configuration",
                "CLOUDSTACK_KEY");
    }

    @Test
    void pageSizeOfNothing() {
        assertNothingDone(crawling().run("--page-size", "0"), "--page-size must be 1 or more, not 0.");
        assertNothingDone(crawling().run("--page-size=-1"), "--page-size must be 1 or more, not -1.");
        assertNothingDone(crawling().run("--page-size", "many"), "--page-size");
    }

    @Test
    void otherNumbersAndOptions() {
        assertNothingDone(crawling().run("--concurrency", "0"), "--concurrency must be 1 or more");
        assertNothingDone(crawling().run("--prefetch=-1"), "--prefetch must be 0 or more");
        assertNothingDone(crawling().run("--no-such-option"), "--no-such-option", "See --help.");
        assertNothingDone(crawling().run("--lists", ","), "--lists names no list");
    }

    @Test
    void aPageLargerThanTheServerTakesIsNoFault() {
        Crawling.Run run = crawling().run("--lists", "listVirtualMachines", "--page-size", "10000");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("The server takes pages of 500 rows at most");
        assertThat(run.out()).containsPattern("listVirtualMachines +1,200 +4 ");
    }

    @Test
    void unknownListName() {
        assertNothingDone(
                crawling().run("--lists", "listVirtualMachnes"),
                "\"listVirtualMachnes\" is not a list that is known; did you mean listVirtualMachines?");
        assertNothingDone(crawling().run("--lists", "zones"), "did you mean listZones?");
        assertNothingDone(crawling().run("--lists", "deployVirtualMachine"), "is not a list that is known");
    }

    @Test
    void aListThatOnlyTheServerMayKnowIsTried() {
        Crawling.Run run = crawling().run("--lists", "listZones,listQuotaOfMoonBases");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("Failed: listQuotaOfMoonBases failed with")
                .doesNotContain("\tat ");
    }

    @Test
    void outputThatCannotBeWrittenIsKnownBeforeAnythingIsAsked() {
        cloud.resetRequests();
        String file = home.resolve("no-such-folder").resolve("out").toString();

        assertNothingDone(crawling().run("--output", file), "Cannot write to " + file, "folder does not exist");
        assertNothingDone(crawling().run("--output", home.toString()), "Cannot write to " + home);
        assertThat(cloud.requests()).isZero();
    }

    @Test
    @EnabledIf("hasAFullDisk")
    void aDiskThatIsFull() {
        Crawling.Run run = crawling().run("--output", "/dev/full");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errLines())
                .filteredOn(line -> !line.startsWith("Crawling http"))
                .containsExactly("Cannot write to /dev/full: No space left on device.");
        assertThat(run.err()).doesNotContain("\tat ");
    }

    static boolean hasAFullDisk() {
        return Files.isWritable(Path.of("/dev/full"));
    }

    private Crawling crawling() {
        return Crawling.unconfigured(home).with(cloud.endpoint().toString(), cloud.apiKey(), cloud.secretKey());
    }

    @Test
    void aCrawlThatNobodyAnswersLeavesTheOldInventoryAlone() throws IOException {
        Path file = Files.writeString(home.resolve("inventory.ndjson"), "yesterday");

        Crawling.Run run = Crawling.of(URI.create("http://127.0.0.1:1/client/api"), home)
                .run("--lists", "listZones", "--output", file.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(file).hasContent("yesterday");
    }

    @Test
    void aCrawlThatIsAnsweredReplacesTheOldInventory() throws IOException {
        Path file = Files.writeString(home.resolve("inventory.ndjson"), "yesterday\n".repeat(10_000));

        Crawling.of(cloud.endpoint(), home)
                .with(cloud.endpoint().toString(), cloud.apiKey(), cloud.secretKey())
                .run("--lists", "listZones", "--output", file.toString());

        assertThat(Files.readAllLines(file))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{\"command\":\"listZones\""));
    }

    private static void assertNothingDone(Crawling.Run run, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.errLines())
                .filteredOn(line -> !line.startsWith("Crawling http"))
                .as("one line")
                .hasSize(1);
        assertThat(run.err()).doesNotContain("\tat ").doesNotContain("Unexpected");
        assertThat(run.out()).as("no table").isEmpty();
        assertThat(run.exit()).isEqualTo(1);
    }
}
