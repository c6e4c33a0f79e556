package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.simulator.Simulator;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A call that is cancelled while its connection is made is not sent when the connection is there.
 *
 * <p>Reactor Netty 1.3.6 opens the connection all the same and sends the request on it: seen under chaos, up to a second after
 * the cancellation, and of commands that make something.
 */
@Timeout(20)
class CancelledWhileConnectingTest {

    private static final Duration LOOKED_UP_IN = Duration.ofMillis(200);

    @Test
    void nothingIsSentAfterACancellation() throws InterruptedException {
        LateNames names = new LateNames();
        ConnectionProvider pool = ConnectionProvider.create("late", 4);
        try (Simulator simulator = Simulator.builder().vms(0).start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(URI.create(
                                "http://late.example:" + simulator.endpoint().getPort() + "/client/api"))
                        .credentials(simulator.apiKey(), simulator.secretKey())
                        .httpClient(HttpClient.create(pool).resolver(names))
                        .build()) {
            Mono<?> call = client.execute(Command.of("createSSHKeyPair").with("name", "never"));
            Disposable cancelled = call.subscribe();
            assertThat(names.asked.await(5, TimeUnit.SECONDS)).isTrue();
            cancelled.dispose();

            Mono.delay(Duration.ofMillis(20))
                    .repeat(() -> simulator.connections().everOpened() == 0)
                    .blockLast(Duration.ofSeconds(5));
            Mono.delay(LOOKED_UP_IN).block();
            assertThat(simulator.lastRequests()).isEmpty();

            client.execute(Command.of("createSSHKeyPair").with("name", "wanted"))
                    .block(Duration.ofSeconds(5));
            assertThat(simulator.lastRequests())
                    .extracting(request -> request.parameters().get("name"))
                    .containsExactly("wanted");
        } finally {
            pool.dispose();
        }
    }

    /** Knows one host, and takes its time to say so. */
    private static final class LateNames extends AddressResolverGroup<InetSocketAddress> {

        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String host, Promise<InetAddress> promise) {
                    asked.countDown();
                    executor.schedule(
                            () -> promise.setSuccess(InetAddress.getLoopbackAddress()),
                            LOOKED_UP_IN.toMillis(),
                            TimeUnit.MILLISECONDS);
                }

                @Override
                protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                    asked.countDown();
                    executor.schedule(
                            () -> promise.setSuccess(List.of(InetAddress.getLoopbackAddress())),
                            LOOKED_UP_IN.toMillis(),
                            TimeUnit.MILLISECONDS);
                }
            }.asAddressResolver();
        }
    }
}
