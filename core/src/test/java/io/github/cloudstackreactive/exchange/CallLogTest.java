package io.github.cloudstackreactive.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.support.Logged;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the named loggers tell of calls. */
class CallLogTest {

    private static final String[] ALL = {
        "io.github.cloudstackreactive.request",
        "io.github.cloudstackreactive.reply",
        "io.github.cloudstackreactive.retry"
    };
    private static final Call CALL = new Call(7, "listZones");

    @Test
    void aCallIsToldByItsNamesAndNumbers() {
        try (Logged logged = Logged.of(ALL)) {
            CallListener log = CallLog.beside(CallListener.NONE);
            log.onStart(CALL);
            log.onSent(CALL, 2);
            log.onReply(CALL, 503, 1_234, Duration.ofMillis(56));
            log.onEnd(CALL, null, false, Duration.ofMillis(57));
            log.onEnd(CALL, null, true, Duration.ofMillis(58));

            assertThat(logged.text())
                    .contains("Call 7: listZones begins.")
                    .contains("Call 7: listZones is sent, attempt 2.")
                    .contains("Call 7: listZones is answered with HTTP 503 and 1234 bytes after 56 ms.")
                    .contains("Call 7: listZones is done after 57 ms.")
                    .contains("Call 7: listZones was cancelled after 58 ms.");
        }
    }

    @Test
    void ofAFailureItsKindIsToldAndOfOursOneLineOfWords() {
        TransportException ours = TransportException.passing("listZones", "one\r\nINFO two\u2028three", true, null);
        try (Logged logged = Logged.of(ALL)) {
            CallLog.retry(CALL, ours, Duration.ofMillis(5));
            CallListener log = CallLog.beside(CallListener.NONE);
            log.onEnd(CALL, new IllegalStateException("a stranger's words"), false, Duration.ZERO);

            assertThat(logged.text())
                    .contains("listZones is sent again in 5 ms: TransportException: one INFO two three")
                    .contains("listZones failed (IllegalStateException)")
                    .doesNotContain("stranger");
        }
    }

    @Test
    void whereNobodyReadsThemNothingIsInTheWay() {
        CallListener users = new CallListener() {};

        assertThat(CallLog.beside(users)).isSameAs(users);
        assertThat(CallLog.beside(CallListener.NONE)).isSameAs(CallListener.NONE);
    }

    @Test
    void theCallersOwnListenerIsToldAsWell() {
        StringBuilder told = new StringBuilder();
        CallListener users = new CallListener() {
            @Override
            public void onStart(Call call) {
                told.append("start ");
            }

            @Override
            public void onSent(Call call, int attempt) {
                told.append("sent ");
            }

            @Override
            public void onReply(Call call, int status, long bytes, Duration took) {
                told.append("reply ");
            }

            @Override
            public void onRetry(
                    Call call, io.github.cloudstackreactive.error.CloudStackException failure, Duration wait) {
                told.append("retry ");
            }

            @Override
            public void onPageSizeLearned(String command, int asked, int allowed) {
                told.append("page ");
            }

            @Override
            public void onEnd(Call call, Throwable failure, boolean cancelled, Duration took) {
                told.append("end");
            }
        };
        try (Logged logged = Logged.of(ALL)) {
            CallListener both = CallLog.beside(users);
            both.onStart(CALL);
            both.onSent(CALL, 1);
            both.onReply(CALL, 200, 1, Duration.ZERO);
            both.onRetry(CALL, TransportException.passing("listZones", "no", true, null), Duration.ZERO);
            both.onPageSizeLearned("listZones", 500, 100);
            both.onEnd(CALL, null, false, Duration.ZERO);

            assertThat(told).hasToString("start sent reply retry page end");
            assertThat(logged.text()).contains("listZones begins");
        }
    }
}
