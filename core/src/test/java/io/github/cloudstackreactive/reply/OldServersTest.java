package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The replies that the guide to CloudStack 2.2 gives as examples: numeric ids, strings for everything. */
class OldServersTest {

    private final ReplyReader reader = new ReplyReader(Clock.systemUTC(), ReplyForm.JSON);

    @ParameterizedTest
    @ValueSource(strings = {"2.2-listPublicIpAddresses.json", "2.2-listPublicIpAddresses.xml"})
    void anAddressIsARowInEitherForm(String file) {
        record Address(String ipaddress, OffsetDateTime allocated, int zoneid, String zonename, boolean issourcenat) {}

        assertThat(rows(file, Address.class).rows())
                .containsExactly(new Address(
                        "192.168.10.141", OffsetDateTime.parse("2009-09-18T13:16:10-07:00"), 4, "WC", true));
        assertThat(rows(file, JsonNode.class).rows().get(0).path("zoneid").asInt())
                .isEqualTo(4);
    }

    @Test
    void aStartReplyNamesJobAndResourceByNumbers() {
        assertThat(reader.answer(Command.of("deployVirtualMachine"), reply(read("2.2-deployVirtualMachine.xml"))))
                .isEqualTo(new Answer.Job<>("1", "100"));
        assertThat(reader.answer(
                        Command.of("deployVirtualMachine"),
                        reply("{\"deployvirtualmachineresponse\":{\"jobid\":1,\"id\":100}}")))
                .isEqualTo(new Answer.Job<>("1", "100"));
    }

    @Test
    void aMachineIsAJobsResult() {
        record Nic(long id, String ipaddress, boolean isdefault) {}
        record Machine(
                String id,
                String name,
                long domainid,
                int cpunumber,
                boolean haenable,
                OffsetDateTime created,
                List<Nic> nic) {}
        JobReport job = job(read("2.2-job-succeeded.xml"));

        assertThat(reader.result(Command.async("deployVirtualMachine", Machine.class), "1", "100", job))
                .isEqualTo(new Machine(
                        "450",
                        "i-2-450-VM",
                        1,
                        1,
                        false,
                        OffsetDateTime.parse("2011-03-10T18:20:25-08:00"),
                        List.of(new Nic(561, "10.1.1.225", true))));
        JsonNode tree = reader.result(Command.async("deployVirtualMachine"), "1", "100", job);
        assertThat(tree.path("memory").asInt()).isEqualTo(512);
    }

    /** Two examples forget the slash of their last tag: as printed they break, and with it they are read. */
    @Test
    void ajobIsPendingOrFailsWithAText() {
        assertThatThrownBy(() -> job(read("2.2-job-pending.xml")))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("XML breaks");

        assertThat(job(closed(read("2.2-job-pending.xml"))).ended()).isFalse();
        assertThatThrownBy(() -> reader.result(
                        Command.async("deployVirtualMachine"), "1", "100", job(closed(read("2.2-job-failed.xml")))))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("551")
                .hasMessageContaining(" Unable to deploy virtual machine id = 100 due to not enough capacity");
    }

    @Test
    void aTextIsAResult() {
        String text = "{\"queryasyncjobresultresponse\":{\"jobid\":\"1\",\"jobstatus\":\"1\",\"jobprocstatus\":\"0\","
                + "\"jobresultcode\":\"0\",\"jobresulttype\":\"text\",\"jobresult\":\"done\"}}";
        String xml = "<queryasyncjobresultresponse><jobid>1</jobid><jobstatus>1</jobstatus>"
                + "<jobresulttype>text</jobresulttype><jobresult>done</jobresult></queryasyncjobresultresponse>";
        for (String body : List.of(text, xml)) {
            assertThat(reader.result(Command.async("x", String.class), "1", null, job(body)))
                    .isEqualTo("done");
            JsonNode tree = reader.result(Command.async("x"), "1", null, job(body));
            assertThat(tree.asString()).isEqualTo("done");
        }
    }

    private static String closed(String example) {
        return example.stripTrailing().replaceFirst("<queryasyncjobresult>$", "</queryasyncjobresult>");
    }

    private JobReport job(String body) {
        return reader.job(Parameters.NONE, reply(body));
    }

    private <T> Rows<T> rows(String file, Class<T> type) {
        return reader.rows(Command.of("listPublicIpAddresses", type), Parameters.NONE, reply(read(file)), true);
    }

    private static String read(String file) {
        try (InputStream example = OldServersTest.class.getResourceAsStream("/seeds/" + file)) {
            return new String(example.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Reply reply(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(200, "", bytes.length).with(bytes, bytes.length);
    }
}
