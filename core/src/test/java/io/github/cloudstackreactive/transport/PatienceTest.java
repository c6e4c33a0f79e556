package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.netty.Connection;

class PatienceTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Patience patience = new Patience(Duration.ofMinutes(1));

    @Test
    void aReplyThatNobodyWantsTakesItsConnectionWithIt() {
        patience.on(Connection.from(channel));
        patience.begin();

        patience.giveUp();
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    /** By then the connection may carry somebody else's request. */
    @Test
    void aReplyThatHasEndedLeavesItsConnectionAlone() {
        patience.on(Connection.from(channel));
        patience.begin();
        patience.end();

        patience.giveUp();
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isTrue();
    }

    /** Reactor Netty gives a connection that went back to its pool a channel that was never registered. */
    @Test
    void aConnectionThatWentBackMeanwhileIsNotAskedForItsEventLoop() {
        AtomicReference<Channel> now = new AtomicReference<>(channel);
        patience.on(now::get);
        patience.begin();
        now.set(new NioSocketChannel());

        patience.giveUp();
        channel.runPendingTasks();

        assertThat(patience.end()).as("whether anything was waited for still").isFalse();
    }

    @Test
    void whoeverCancelledBeforeThereWasAConnectionIsNotServed() {
        patience.giveUp();

        assertThat(patience.on(Connection.from(channel))).isFalse();
    }

    @Test
    void withoutAConnectionThereIsNothingToGiveUp() {
        patience.giveUp();

        assertThat(patience.end()).as("whether anything was waited for still").isFalse();
    }
}
