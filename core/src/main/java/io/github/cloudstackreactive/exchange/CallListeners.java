package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.error.CloudStackException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several listeners, told one after the other. */
record CallListeners(List<CallListener> all) implements CallListener {

    @Override
    public void onStart(Call call) {
        all.forEach(each -> each.onStart(call));
    }

    @Override
    public void onSent(Call call, int attempt) {
        all.forEach(each -> each.onSent(call, attempt));
    }

    @Override
    public void onReply(Call call, int status, long bytes, Duration took) {
        all.forEach(each -> each.onReply(call, status, bytes, took));
    }

    @Override
    public void onRetry(Call call, CloudStackException failure, Duration wait) {
        all.forEach(each -> each.onRetry(call, failure, wait));
    }

    @Override
    public void onPageSizeLearned(String command, int asked, int allowed) {
        all.forEach(each -> each.onPageSizeLearned(command, asked, allowed));
    }

    @Override
    public void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {
        all.forEach(each -> each.onEnd(call, failure, cancelled, took));
    }
}
