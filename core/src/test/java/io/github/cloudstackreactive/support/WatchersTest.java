package io.github.cloudstackreactive.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The watchers that every other test relies on do see what they are there to see. */
class WatchersTest {

    @Test
    void aBlockedEventLoopIsSeen() {
        assertThatThrownBy(() -> Mono.fromRunnable(WatchersTest::sleep)
                        .subscribeOn(Schedulers.parallel())
                        .block())
                .hasRootCauseInstanceOf(BlockingOperationError.class);
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without its engine a class of TestNG runs no test, and nothing fails for that. */
    @Test
    void theTestsOfTestNgAreFound() {
        TestPlan plan = LauncherFactory.create()
                .discover(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectPackage("io.github.cloudstackreactive"))
                        .filters(includeClassNamePatterns(".*TckTest"), includeEngines("testng"))
                        .build());

        assertThat(plan.countTestIdentifiers(TestIdentifier::isTest))
                .as("8 publishers, each by all 38 tests of the TCK")
                .isEqualTo(8 * 38);
    }

    @Test
    void aBufferNotGivenBackIsSeen() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            ByteBufAllocator.DEFAULT.buffer(64);
        }
        boolean seen = false;
        for (int i = 0; i < 100 && !seen; i++) {
            seen = !LeakWatch.found().isEmpty();
        }
        assertThat(seen).isTrue();
        // Whatever of them is still to be found must not fail the next class.
        for (int i = 0; i < 5; i++) {
            LeakWatch.found();
        }
    }
}
