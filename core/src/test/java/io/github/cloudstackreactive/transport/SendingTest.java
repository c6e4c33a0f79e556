package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendingTest {

    private final AtomicInteger handedOver = new AtomicInteger();
    private final Sending sending = new Sending(handedOver::incrementAndGet);

    @Test
    void whatBeginsMayHaveBeenSeen() {
        assertThat(sending.begins()).isTrue();
        assertThat(sending.mayHaveBeenSeen()).isTrue();
        assertThat(sending.begins()).isTrue();
        sending.handedOver();
        assertThat(sending.mayHaveBeenSeen()).isTrue();
        assertThat(handedOver).hasValue(1);
    }

    /** Or it would be sent again, or be told to be unsent, and then come. */
    @Test
    void whatWasToldToBeUnsentDoesNotBegin() {
        assertThat(sending.mayHaveBeenSeen()).isFalse();
        assertThat(sending.begins()).isFalse();
        assertThat(sending.mayHaveBeenSeen()).isFalse();
        assertThat(handedOver).hasValue(0);
    }
}
