package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.model.ResponseObject;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.simulator.Simulator;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Pages of machines as JSON. */
public final class MachinePages {

    private static final OffsetDateTime DATE = OffsetDateTime.of(2026, 1, 31, 10, 11, 12, 0, ZoneOffset.ofHours(1));

    private MachinePages() {}

    /** Machines as the simulated cloud lists them: 51 fields each, some 2 KB. */
    public static byte[] listed(int rows) {
        try (Simulator simulator = Simulator.builder().vms(rows).start();
                CloudStackClient cloud = CloudStackClient.builder()
                        .endpoint(simulator.endpoint())
                        .credentials(simulator.apiKey(), simulator.secretKey())
                        .build()) {
            List<VirtualMachine> machines = cloud.virtualMachines()
                    .listVirtualMachines(list -> list.listAll(true))
                    .collectList()
                    .block();
            return JsonMapper.shared().writeValueAsBytes(machines);
        }
    }

    /** Rows of a class with every field of it set, and of the classes inside. */
    static byte[] full(int rows, Class<? extends ResponseObject> type) {
        List<Object> page = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            page.add(filled(type, row, 0));
        }
        return JsonMapper.shared().writeValueAsBytes(page);
    }

    private static Object filled(Class<?> type, int row, int depth) {
        try {
            Object builder = type.getMethod("builder").invoke(null);
            for (Method setter : builder.getClass().getDeclaredMethods()) {
                if (setter.getParameterCount() == 1 && Modifier.isPublic(setter.getModifiers()) && !setter.isBridge()) {
                    Object value = value(setter.getGenericParameterTypes()[0], row, depth);
                    if (value != null) {
                        setter.invoke(builder, value);
                    }
                }
            }
            return builder.getClass().getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static @Nullable Object value(Type type, int row, int depth) {
        if (type instanceof ParameterizedType generic) {
            if (generic.getRawType() == Map.class) {
                return Map.of("keyboard", "us", "rootdisksize", "20", "memoryOvercommitRatio", "2.0");
            }
            Object element = value(generic.getActualTypeArguments()[0], row, depth);
            return element == null ? null : List.of(element);
        }
        if (type == String.class) {
            return "a text of some thirty letters " + row;
        }
        if (type == long.class || type == Long.class) {
            return 1_000_000L + row;
        }
        if (type == boolean.class) {
            return row % 2 == 0;
        }
        if (type == double.class) {
            return 0.25 + row;
        }
        if (type == OffsetDateTime.class) {
            return DATE.plusSeconds(row);
        }
        return depth < 2 && type instanceof Class<?> inner && ResponseObject.class.isAssignableFrom(inner)
                ? filled(inner, row, depth + 1)
                : null;
    }
}
