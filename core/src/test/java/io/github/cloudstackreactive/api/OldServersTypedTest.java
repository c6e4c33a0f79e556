package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.job.JobTracking;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.model.Nic;
import io.github.cloudstackreactive.model.PublicIpAddress;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.Zone;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.TypedValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The replies of the guide to CloudStack 2.2 through the commands of today: numeric ids, strings for everything. */
@Timeout(30)
class OldServersTypedTest {

    private static final PollSchedule QUICK =
            new PollSchedule(Duration.ofMillis(5), 1, Duration.ofMillis(5), () -> 0.5);

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    @ParameterizedTest
    @ValueSource(strings = {"2.2-listPublicIpAddresses.json", "2.2-listPublicIpAddresses.xml"})
    void anAddressIsARow(String file) {
        List<PublicIpAddress> rows = rows(new ListPublicIpAddresses(), read(file));

        assertThat(rows).hasSize(1).allSatisfy(TypedValues::requireKnown);
        PublicIpAddress address = rows.get(0);
        assertThat(address.ipAddress()).isEqualTo("192.168.10.141");
        assertThat(address.allocated()).isEqualTo(OffsetDateTime.parse("2009-09-18T13:16:10-07:00"));
        assertThat(address.zoneId()).isEqualTo("4");
        assertThat(address.zoneName()).isEqualTo("WC");
        assertThat(address.isSourceNat()).isTrue();
        assertThat(address.id()).isNull();
    }

    /** Not in the guide: made as its examples are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"listzonesresponse\":{\"zone\":[{\"id\":1,\"name\":\"San Jose 1\",\"vlan\":\"560-579\","
                        + "\"networktype\":\"Advanced\",\"securitygroupsenabled\":\"false\"}]}}",
                "<listzonesresponse cloud-stack-version=\"2.2.1.66\"><zone><id>1</id><name>San Jose 1</name>"
                        + "<vlan>560-579</vlan><networktype>Advanced</networktype>"
                        + "<securitygroupsenabled>false</securitygroupsenabled></zone></listzonesresponse>"
            })
    void aZoneHasANumericId(String body) {
        Zone zone = rows(new ListZones(), body).get(0);

        assertThat(zone.id()).isEqualTo("1");
        assertThat(zone.securityGroupsEnabled()).isFalse();
        // A field that the server dropped since.
        assertThat(zone.unknownFields()).containsOnlyKeys("vlan");
    }

    @Test
    void aMachineIsAJobsResultInEitherForm() {
        VirtualMachine inXml = result(new DeployVirtualMachine(), read("2.2-job-succeeded.xml"));
        VirtualMachine inJson = result(new DeployVirtualMachine(), read("2.2-job-succeeded.json"));

        for (VirtualMachine machine : List.of(inXml, inJson)) {
            TypedValues.requireKnown(machine);
            assertThat(machine.id()).isEqualTo("450");
            assertThat(machine.domainId()).isEqualTo("1");
            assertThat(machine.created()).isEqualTo(OffsetDateTime.parse("2011-03-10T18:20:25-08:00"));
            assertThat(machine.haEnable()).isFalse();
            assertThat(machine.cpuNumber()).isEqualTo(1);
            assertThat(machine.memory()).isEqualTo(512);
            assertThat(machine.rootDeviceId()).isZero();
            assertThat(machine.guestOsId()).isEqualTo("12");
            Nic nic = machine.nic().get(0);
            assertThat(nic.id()).isEqualTo("561");
            assertThat(nic.isDefault()).isTrue();
            assertThat(nic.isolationUri()).isEqualTo("vlan://295");
        }
        assertThat(inXml).isEqualTo(inJson).hasSameHashCodeAs(inJson);
    }

    /** The whole way of an old server: start reply, a job that is pending, one that has ended. */
    @Test
    void aMachineIsDeployedByTheRepliesOfThatTime() {
        ScriptedTransport wire = answers(
                read("2.2-deployVirtualMachine.xml"),
                closed(read("2.2-job-pending.xml")),
                read("2.2-job-succeeded.xml"));

        StepVerifier.create(calls(wire).submit(deployment()))
                .assertNext(machine -> assertThat(machine.name()).isEqualTo("i-2-450-VM"))
                .verifyComplete();
        assertThat(wire.asked()).hasSize(3);
        assertThat(wire.asked().get(1).get("jobid")).isEqualTo("1");
    }

    @Test
    void aJobFailsWithATextAndItsIds() {
        ScriptedTransport wire = answers(read("2.2-deployVirtualMachine.xml"), closed(read("2.2-job-failed.xml")));

        StepVerifier.create(calls(wire).submit(deployment()))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOfSatisfying(JobFailedException.class, failed -> {
                            assertThat(failed.jobId()).isEqualTo("1");
                            assertThat(failed.resourceId()).isEqualTo("100");
                            assertThat(failed).hasMessageContaining("551").hasMessageContaining("not enough capacity");
                        }));
    }

    private static DeployVirtualMachine deployment() {
        return new DeployVirtualMachine().zoneId("1").serviceOfferingId("1").templateId("1");
    }

    private static ScriptedTransport answers(String... bodies) {
        Queue<String> left = new ArrayDeque<>(List.of(bodies));
        return new ScriptedTransport(asked -> Mono.just(reply(left.remove())));
    }

    private static Wiring calls(ScriptedTransport wire) {
        JobSettings jobs =
                new JobSettings(QUICK, Duration.ofSeconds(10), Duration.ofSeconds(1), true, JobTracking.DEFAULT);
        return new Wiring(wire, Authenticator.none(), Clock.systemUTC(), ExchangeSettings.DEFAULT, jobs, 500);
    }

    private <T> List<T> rows(ListCommand<T> command, String body) {
        return ReadPage.of(decoder, command, Parameters.NONE, reply(body), true)
                .block()
                .rows();
    }

    private <T> T result(AsyncCommand<T> command, String body) {
        JobReport report = decoder.job(command, reply(body)).block();
        return decoder.result(command, "1", "100", report).block();
    }

    // Two examples forget the slash of their last tag.
    private static String closed(String example) {
        return example.stripTrailing().replaceFirst("<queryasyncjobresult>$", "</queryasyncjobresult>");
    }

    private static String read(String file) {
        try (InputStream example = OldServersTypedTest.class.getResourceAsStream("/seeds/" + file)) {
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
