package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.api.CreateWebhook;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.extras.webhook.WebhookReceiver;
import io.github.cloudstackreactive.job.AsyncJob;
import io.github.cloudstackreactive.job.JobOutcome;
import io.github.cloudstackreactive.model.VirtualMachine;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;

/** A way to deploy machines, all at once, and to wait for their jobs. */
enum Waiting {

    /** As this library does it by default. */
    TRACKED {
        @Override
        Flux<String> machines(CloudStackClient cloud, List<DeployVirtualMachine> commands) {
            return cloud.submitAll(Flux.fromIterable(commands), commands.size()).map(Waiting::name);
        }
    },

    /** As one would write it without the tracker: each job asked for again two seconds after the last answer. */
    POLLED {
        @Override
        Flux<String> machines(CloudStackClient cloud, List<DeployVirtualMachine> commands) {
            return Flux.fromIterable(commands)
                    .flatMap(
                            command -> cloud.submit(command).submit().flatMap(job -> polled(cloud, job)),
                            commands.size());
        }
    },

    /** As this library does it by default, told by a webhook of each job's end. */
    WOKEN {
        @Override
        Flux<String> machines(CloudStackClient cloud, List<DeployVirtualMachine> commands) {
            return Flux.using(
                    () -> listening(cloud), server -> TRACKED.machines(cloud, commands), DisposableServer::dispose);
        }
    };

    private static final Duration POLLED_EVERY = Duration.ofSeconds(2);
    private static final UntypedCommand<JsonNode> QUERY = Command.of("queryAsyncJobResult");
    private static final String SECRET = "known to both ends";

    /** The name of each machine as soon as it is known to run. */
    abstract Flux<String> machines(CloudStackClient cloud, List<DeployVirtualMachine> commands);

    private static String name(JobOutcome<VirtualMachine> outcome) {
        if (outcome instanceof JobOutcome.Succeeded<VirtualMachine> succeeded) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(succeeded.result()).name());
        }
        throw new IllegalStateException(outcome + " failed", ((JobOutcome.Failed<VirtualMachine>) outcome).failure());
    }

    private static Mono<String> polled(CloudStackClient cloud, AsyncJob<VirtualMachine> job) {
        UntypedCommand<JsonNode> query = QUERY.with("jobid", Objects.requireNonNull(job.jobId()));
        return Mono.delay(POLLED_EVERY)
                .then(cloud.execute(query))
                .repeat()
                .filter(report -> report.path("jobstatus").intValue() != 0)
                .next()
                .map(report -> report.path("jobresult")
                        .path("virtualmachine")
                        .path("name")
                        .stringValue());
    }

    private static DisposableServer listening(CloudStackClient cloud) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post("/ended", WebhookReceiver.of(SECRET, cloud.jobs())))
                .bindNow();
        cloud.execute(new CreateWebhook()
                        .name("benchmark")
                        .payloadUrl("http://127.0.0.1:" + server.port() + "/ended")
                        .secretKey(SECRET))
                .block();
        return server;
    }
}
