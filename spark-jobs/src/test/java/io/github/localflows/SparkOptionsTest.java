package io.github.localflows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class SparkOptionsTest {
    /** Fails when another version of Spark wants other options: copy them to spark.module.options in the pom. */
    @Test
    void testsRunWithTheOptionsThatSparkStartsItsOwnMachinesWith() {
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
        List<String> missing = Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                .filter(option -> !given.contains(option))
                .toList();
        assertEquals(List.of(), missing);
    }
}
