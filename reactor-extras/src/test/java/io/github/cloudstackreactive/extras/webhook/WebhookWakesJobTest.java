package io.github.cloudstackreactive.extras.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.job.AsyncJob;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.simulator.Simulator;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A delivery reaches the tracker of a real client. */
class WebhookWakesJobTest {

    private static final Duration TOO_LATE = Duration.ofMinutes(5);

    @Test
    void aJobLookedAtEveryFiveMinutesEndsWithTheDeliveryThatComesJustBeforeItsEnd() throws Exception {
        try (Simulator cloud = Simulator.builder()
                        .vms(3)
                        .jobDuration(Duration.ofSeconds(1))
                        .start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .jobPolling(new PollSchedule(TOO_LATE, 1, TOO_LATE, () -> 0.5))
                        .build()) {
            WebhookReceiver receiver = WebhookReceiver.of("secret", client.jobs());
            VirtualMachine machine =
                    client.virtualMachines().listVirtualMachines().blockFirst();
            assertThat(machine).isNotNull();
            AsyncJob<VirtualMachine> job = client.virtualMachines()
                    .rebootVirtualMachine(reboot -> reboot.id(machine.id()))
                    .submit()
                    .block();
            assertThat(job).isNotNull();
            CompletableFuture<VirtualMachine> result = job.result().toFuture();

            Mono.delay(Duration.ofMillis(900)).block();
            String body = "{\"status\":\"Completed\",\"entityuuid\":\"" + machine.id() + "\"}";
            assertThat(receiver.receive(body.getBytes(UTF_8), signature(body))).isEqualTo(WebhookVerdict.ACCEPTED);

            assertThat(result.get(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static String signature(String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(UTF_8)));
    }
}
