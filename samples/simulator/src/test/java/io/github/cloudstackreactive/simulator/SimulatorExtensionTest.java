package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One cloud for a class if the field is static, and one for each test if it is not. */
class SimulatorExtensionTest {

    @RegisterExtension
    static final SimulatorExtension SHARED = SimulatorExtension.of(b -> b.vms(10));

    private static Simulator seen;

    @Test
    void aTestMayTakeTheCloudAsAParameter(Simulator cloud) {
        assertThat(cloud).isSameAs(SHARED.get());
        assertThat(cloud.vms()).isEqualTo(10);
    }

    @Test
    void outsideOfATestThereIsNoCloud() {
        SimulatorExtension idle = SimulatorExtension.of(b -> b.vms(1));
        assertThatThrownBy(idle::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    @Nested
    class InNestedClasses {
        @Test
        void theCloudIsThatOfTheOuterClass() {
            assertThat(Caller.admin(SHARED.get()).get("listZones").status()).isEqualTo(200);
        }
    }

    @Nested
    class WithAFieldThatIsNotStatic {
        @RegisterExtension
        final SimulatorExtension own = SimulatorExtension.of(b -> b.vms(1));

        @Test
        void oneTestHasACloud() {
            isNew();
        }

        @Test
        void anotherTestHasAnother() {
            isNew();
        }

        private void isNew() {
            assertThat(own.get()).isNotSameAs(seen).isNotSameAs(SHARED.get());
            if (seen != null) {
                assertThatThrownBy(() -> Caller.admin(seen).get("listZones")).isInstanceOf(UncheckedIOException.class);
            }
            seen = own.get();
        }
    }
}
