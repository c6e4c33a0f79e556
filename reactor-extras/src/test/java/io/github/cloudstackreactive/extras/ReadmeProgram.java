package io.github.cloudstackreactive.extras;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.extras.webhook.WebhookReceiver;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The program with the receiver of webhooks that the README shows, to the letter. */
final class ReadmeProgram {

    // spotless:off
    static DisposableServer receiver(CloudStackClient cloud, String secret) {
        WebhookReceiver receiver = WebhookReceiver.of(secret, cloud.jobs());       // a secret of your making, the webhook's own
        DisposableServer server = HttpServer.create().port(8080)
                .route(routes -> routes.post("/cloudstack", receiver)).bindNow();
        cloud.webhooks().createWebhook(hook -> hook.name("job-ends").secretKey(secret)
                .payloadUrl("https://hooks.example.org/cloudstack")).block();      // not a private address
        return server;
    }
    // spotless:on

    private ReadmeProgram() {}
}
