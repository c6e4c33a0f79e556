package io.github.cloudstackreactive.extras.metrics;

import io.github.cloudstackreactive.limit.Load;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Shows what a client has in hand as gauges of a Micrometer registry.
 *
 * <pre>{@code
 * MeteredLoad.of(cloud::load).bindTo(registry);
 * }</pre>
 *
 * <ul>
 *   <li>{@code cloudstack.requests.underway}: requests whose reply is not whole yet;
 *   <li>{@code cloudstack.requests.limit}: how many may be; less than was set, where the server showed that it is too much;
 *   <li>{@code cloudstack.calls.waiting}: calls that wait for their turn; tag {@code lane} is {@code normal} or {@code bulk}.
 * </ul>
 *
 * <p>For one client a registry; the registry keeps the client until its meters are removed.
 */
public final class MeteredLoad implements MeterBinder {

    private final Supplier<Load> load;

    private MeteredLoad(Supplier<Load> load) {
        this.load = load;
    }

    /** Of what this tells, such as a client's {@code load()}. */
    public static MeteredLoad of(Supplier<Load> load) {
        return new MeteredLoad(load);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge("cloudstack.requests.underway", Load::underWay).register(registry);
        gauge("cloudstack.requests.limit", Load::limit).register(registry);
        gauge("cloudstack.calls.waiting", Load::waiting).tag("lane", "normal").register(registry);
        gauge("cloudstack.calls.waiting", Load::waitingInBulk)
                .tag("lane", "bulk")
                .register(registry);
    }

    private Gauge.Builder<Supplier<Number>> gauge(String name, ToIntFunction<Load> figure) {
        return Gauge.builder(name, () -> figure.applyAsInt(load.get()));
    }
}
