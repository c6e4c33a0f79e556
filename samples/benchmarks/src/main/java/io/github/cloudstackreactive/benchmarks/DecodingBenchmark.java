package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.model.ResponseObject;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.VirtualMachineMetrics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** One page of 500 rows, by the same Jackson: into the generated types, and into classes written by hand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodingBenchmark {

    /** A machine as a server lists it, and the two widest types with every field set. */
    @Param({"listed-machine", "machine-106-fields", "metrics-113-fields"})
    public String row = "";

    private byte[] page = {};
    private ObjectReader generated = JsonMapper.shared().reader();
    private ObjectReader handWritten = JsonMapper.shared().reader();

    @Setup
    public void setUp() {
        boolean metrics = row.startsWith("metrics");
        Class<? extends ResponseObject> type = metrics ? VirtualMachineMetrics.class : VirtualMachine.class;
        page = row.startsWith("listed") ? MachinePages.listed(500) : MachinePages.full(500, type);
        JsonMapper mapper = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        generated = mapper.readerForListOf(type);
        handWritten = mapper.readerForListOf(
                metrics ? HandWritten.VirtualMachineMetrics.class : HandWritten.VirtualMachine.class);
    }

    @Benchmark
    public List<?> generated() {
        return generated.readValue(page);
    }

    @Benchmark
    public List<?> handWritten() {
        return handWritten.readValue(page);
    }
}
