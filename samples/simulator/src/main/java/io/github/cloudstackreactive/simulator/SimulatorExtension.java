package io.github.cloudstackreactive.simulator;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A simulated cloud for JUnit 5 tests: one for the class if registered in a static field, one for each test otherwise.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SimulatorExtension cloud = SimulatorExtension.of(b -> b.vms(10));
 * }</pre>
 *
 * <p>Tests may also take a {@link Simulator} as a parameter. Faults that were set and did not happen are forgotten before
 * each test.
 */
public final class SimulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final SimulatorBuilder builder;
    private @Nullable Simulator running;
    private int classes;

    private SimulatorExtension(SimulatorBuilder builder) {
        this.builder = builder;
    }

    /** An extension whose cloud is that of a demonstration but for these settings. */
    public static SimulatorExtension of(UnaryOperator<SimulatorBuilder> settings) {
        return new SimulatorExtension(settings.apply(Simulator.builder()));
    }

    /**
     * The running cloud.
     *
     * @throws IllegalStateException outside of a test
     */
    public Simulator get() {
        Simulator cloud = running;
        if (cloud == null) {
            throw new IllegalStateException(
                    "The simulated cloud runs during tests only; register the extension with @RegisterExtension");
        }
        return cloud;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // A nested class comes here again and shares the cloud of the outer one.
        if (classes++ == 0) {
            running = builder.start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (running == null) {
            running = builder.start();
        }
        get().faults().clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Simulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return get();
    }

    private void close() {
        Simulator cloud = running;
        running = null;
        if (cloud != null) {
            cloud.close();
        }
    }
}
