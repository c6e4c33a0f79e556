package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.api.ListVirtualMachines;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a request costs before it is on the wire, and what a whole small command costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms512m", "-Xmx512m"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestBenchmark {

    private static final int CALLS = 4 * 1024;

    @State(Scope.Benchmark)
    public static class Signing {

        private final Authenticator authenticator = SmallCalls.authenticator();
    }

    @State(Scope.Benchmark)
    public static class Loopback {

        private final SmallCalls calls = new SmallCalls();

        @TearDown
        public void tearDown() {
            calls.close();
        }
    }

    /** A list as a crawler asks for it, from its first setter to the query that goes out. */
    @Benchmark
    public SignedRequest signed(Signing state) {
        ListVirtualMachines list = new ListVirtualMachines()
                .listAll(true)
                .zoneId("1128bd56-b4d9-4ac6-a7b9-c715b187ce11")
                .state("Running")
                .details("min", "nics")
                .keyword("web front");
        return state.authenticator
                .sign(list.parameters()
                        .with("page", 1)
                        .with("pagesize", 500)
                        .with("command", "listVirtualMachines")
                        .with("response", "json"))
                .blockOptional()
                .orElseThrow();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    @Warmup(iterations = 10, time = 2)
    public long smallCall(Loopback state) {
        return state.calls.ours(CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    @Warmup(iterations = 10, time = 2)
    public long rawSmallCall(Loopback state) {
        return state.calls.raw(CALLS);
    }
}
