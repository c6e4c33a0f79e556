package io.github.cloudstackreactive.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All webhooks, and what they are told of jobs.
 *
 * <p>Jobs run no timer, but news of them needs one. There is a {@link Courier} with its thread only while the simulator
 * listens and there is a webhook; without one, nothing is told and nothing is kept for later.
 */
final class Webhooks {

    private static final int FAMILY = 61;
    private static final int EVENT_FAMILY = 62;

    private final Settings settings;
    private final Map<String, Webhook> byId = new LinkedHashMap<>();
    private long nextId;
    private long nextEvent;
    private boolean listening;
    private @Nullable Courier courier;

    Webhooks(Settings settings) {
        this.settings = settings;
    }

    synchronized String nextId() {
        return Ids.of(FAMILY, nextId++);
    }

    /** Adds a webhook; {@link Jobs#announcePending()} belongs behind it. */
    synchronized void add(Webhook webhook) {
        byId.put(webhook.id(), webhook);
        hireOrDismiss();
    }

    synchronized void change(String id, UnaryOperator<Webhook> change) {
        byId.computeIfPresent(id, (same, was) -> change.apply(was));
    }

    /** Deliveries that have not been sent yet are dropped with it. */
    synchronized void remove(String id) {
        byId.remove(id);
        hireOrDismiss();
    }

    synchronized @Nullable Webhook find(String id) {
        return byId.get(id);
    }

    /** Oldest first. */
    synchronized List<Webhook> all() {
        return new ArrayList<>(byId.values());
    }

    /** Tells what happens from now on; {@link Jobs#announcePending()} belongs behind it. */
    synchronized void resume() {
        listening = true;
        hireOrDismiss();
    }

    /** Tells nothing more, not even what is waiting to be delivered. */
    synchronized void pause() {
        listening = false;
        hireOrDismiss();
    }

    /** Tells that a job has started, and later that it has ended. */
    synchronized void started(Job job) {
        tell(job, JobEvent.SCHEDULED);
        tell(job, JobEvent.STARTED);
        completesAfter(job, Math.max(0, nanosToCompleted(job)));
    }

    /** Tells of the end of a job that started before there was anybody to tell, unless that moment has passed. */
    synchronized void completes(Job job) {
        long nanos = nanosToCompleted(job);
        if (nanos > 0) {
            completesAfter(job, nanos);
        }
    }

    private long nanosToCompleted(Job job) {
        return job.dueNanos - settings.webhookLead.toNanos() - System.nanoTime();
    }

    private void completesAfter(Job job, long nanos) {
        Courier present = courier;
        if (present != null) {
            present.after(Duration.ofNanos(nanos), () -> completed(job));
        }
    }

    /** Only once, though a job may have been announced by its start and again for another courier. */
    private synchronized void completed(Job job) {
        if (courier != null && !job.completionTold) {
            job.completionTold = true;
            tell(job, JobEvent.COMPLETED);
        }
    }

    private void tell(Job job, String status) {
        Courier present = courier;
        if (present == null) {
            return;
        }
        JobEvent event = new JobEvent(
                Ids.of(EVENT_FAMILY, nextEvent++), job, status, Dates.formatInEvents(settings.clock.instant()));
        for (Webhook webhook : byId.values()) {
            if (webhook.enabled() && webhook.owner() == job.owner) {
                present.deliver(webhook.id(), event);
            }
        }
    }

    private void hireOrDismiss() {
        boolean wanted = listening && !byId.isEmpty();
        Courier present = courier;
        if (wanted && present == null) {
            courier = new Courier(this::find);
        } else if (!wanted && present != null) {
            courier = null;
            present.close();
        }
    }
}
