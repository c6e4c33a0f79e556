package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.job.JobTracking;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.reply.ReplyLimits;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** A client that asks for XML, from the parameter that it sends to the values that come. */
@Timeout(30)
class XmlRepliesClientTest {

    record Machine(String id, List<Nic> nic) {}

    record Nic(String ipaddress) {}

    private static final Machine WEB = new Machine("1", List.of(new Nic("10.1.1.1")));
    private static final String MACHINE =
            "<virtualmachine><id>1</id><nic><ipaddress>10.1.1.1</ipaddress></nic></virtualmachine>";

    private final AtomicInteger looks = new AtomicInteger();
    private final ScriptedTransport wire = new ScriptedTransport(this::answer);
    private final Wiring client = new Wiring(
            wire,
            Authenticator.none(),
            Clock.systemUTC(),
            new ExchangeSettings(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    RetryPolicy.DEFAULT,
                    false,
                    CallListener.NONE,
                    new ReplyForm(true, false),
                    ReplyLimits.DEFAULT,
                    LimitSettings.DEFAULT),
            new JobSettings(
                    new PollSchedule(Duration.ofMillis(1), 1, Duration.ofMillis(1), () -> 0.5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    true,
                    JobTracking.DEFAULT),
            1);

    private Mono<Reply> answer(Asked asked) {
        return switch (asked.command()) {
            case "deployVirtualMachine" -> xml("<id>1</id><jobid>" + asked.get("customjobid") + "</jobid>");
            case "queryAsyncJobResult" ->
                xml(
                        looks.incrementAndGet() < 3
                                ? "<jobid>j</jobid><jobstatus>0</jobstatus>"
                                : "<jobid>j</jobid><jobstatus>1</jobstatus><jobresult>" + MACHINE + "</jobresult>");
            case "listVirtualMachines" ->
                xml("<count>3</count>"
                        + (Integer.parseInt(asked.get("page")) > 3
                                ? ""
                                : MACHINE.replace("<id>1", "<id>" + asked.get("page"))));
            default -> xml(MACHINE);
        };
    }

    private static Mono<Reply> xml(String payload) {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><r cloud-stack-version=\"4.22\">" + payload + "</r>")
                .getBytes(StandardCharsets.UTF_8);
        return Mono.just(new ReplyHead(200, "text/xml;charset=utf-8", bytes.length).with(bytes, bytes.length));
    }

    @Test
    void everyRequestAsksForXmlAndEveryReplyIsRead() {
        assertThat(client.execute(Command.of("getMachine", Machine.class)).block())
                .isEqualTo(WEB);
        assertThat(client.submit(Command.async("deployVirtualMachine", Machine.class))
                        .block())
                .isEqualTo(WEB);
        assertThat(looks).hasValue(3);
        assertThat(wire.asked()).allMatch(asked -> asked.get("response").equals("xml"));
    }

    /** In XML a page of one row is no array, and must not be taken for the page before. */
    @Test
    void pagesOfOneRowAreTurned() {
        assertThat(client.list(Command.of("listVirtualMachines", Machine.class))
                        .map(Machine::id)
                        .collectList()
                        .block())
                .containsExactly("1", "2", "3");
    }

    @Test
    void withoutTheOptionalArtifactTheBuilderSaysWhichToAdd() throws Exception {
        List<URL> withoutIt = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("jackson-dataformat-xml") && !entry.contains("woodstox")) {
                withoutIt.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(withoutIt.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Object outcome = loader.loadClass(WithoutXml.class.getName())
                    .getMethod("tryIt")
                    .invoke(null);

            assertThat(outcome.toString())
                    .startsWith("ConfigurationException")
                    .contains("tools.jackson.dataformat:jackson-dataformat-xml")
                    .contains("InvalidParameterException")
                    .contains("no such zone")
                    .contains("ProtocolException")
                    .contains("to read it");
        }
    }

    /** What runs where jackson-dataformat-xml is absent. */
    public static final class WithoutXml {

        private WithoutXml() {}

        public static String tryIt() {
            String built;
            try {
                CloudStackClient.builder()
                        .endpoint("http://127.0.0.1:1/client/api")
                        .credentials("k", "s")
                        .xmlReplies()
                        .build();
                built = "built";
            } catch (RuntimeException refused) {
                built = refused.getClass().getSimpleName() + refused.getMessage();
            }
            return built
                    + outcome(431, "<r><errorcode>431</errorcode><errortext>no such zone</errortext></r>")
                    + outcome(200, "<r><zone><id>1</id></zone></r>");
        }

        private static String outcome(int status, String body) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            Wiring json = new Wiring(
                    new ScriptedTransport(asked ->
                            Mono.just(new ReplyHead(status, "text/xml", bytes.length).with(bytes, bytes.length))),
                    Authenticator.none(),
                    Clock.systemUTC(),
                    ExchangeSettings.DEFAULT,
                    JobSettings.DEFAULT,
                    500);
            return json.execute(Command.of("listZones"))
                    .<String>map(Object::toString)
                    .onErrorResume(failure -> Mono.just(failure.getClass().getSimpleName() + failure.getMessage()))
                    .block();
        }
    }
}
