package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.reply.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** A call that is cancelled when its connection is there, and nothing is sent yet. */
@Timeout(20)
class CancelledInTheLastMomentTest {

    @ParameterizedTest
    @EnumSource
    void sendsNothing(Method method) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> {
                    asked.incrementAndGet();
                    return response.send();
                })
                .bindNow();
        BaseSubscriber<Reply> running = new BaseSubscriber<>() {};
        CountDownLatch prepared = new CountDownLatch(1);
        // Runs before what this library does with the request.
        HttpClient client = HttpClient.create().doOnRequest((request, connection) -> {
            running.cancel();
            prepared.countDown();
        });
        try {
            HttpTransport transport = transport(server, client);
            AtomicInteger handedOver = new AtomicInteger();
            transport
                    .roundTrip(
                            method,
                            new SignedRequest("command=deployVirtualMachine"),
                            Duration.ofSeconds(5),
                            new Sending(handedOver::incrementAndGet))
                    .subscribe(running);

            assertThat(prepared.await(5, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(300);
            assertThat(handedOver).hasValue(0);
            assertThat(asked).hasValue(0);
        } finally {
            server.disposeNow(Duration.ofSeconds(5));
        }
    }

    private static HttpTransport transport(DisposableServer server, HttpClient client) {
        return HttpTransport.over(
                URI.create("http://127.0.0.1:" + server.port() + "/client/api"),
                client,
                WireSettings.of(1, Duration.ofSeconds(5), 1 << 20, false));
    }
}
