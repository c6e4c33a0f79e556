package io.github.cloudstackreactive.benchmarks;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What the Java runtime can be told by {@code jcmd}, told by the process itself. */
enum ManagementCommand {
    CLASS_HISTOGRAM("gcClassHistogram"),
    JFR_CONFIGURE("jfrConfigure");

    private final String operation;

    ManagementCommand(String operation) {
        this.operation = operation;
    }

    String call(String... arguments) {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            ObjectName.getInstance("com.sun.management:type=DiagnosticCommand"),
                            operation,
                            new Object[] {arguments},
                            new String[] {String[].class.getName()});
        } catch (JMException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
