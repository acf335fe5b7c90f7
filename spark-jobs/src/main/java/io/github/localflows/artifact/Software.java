package io.github.localflows.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;

/**
 * What a data set was made with: results may differ in the last bits between versions and processors.
 *
 * @param localflows version of this project
 * @param java version and vendor of the Java virtual machine
 * @param spark version of Spark
 * @param nd4j version of ND4J
 * @param os operating system and its version
 * @param arch architecture of the processor
 */
public record Software(String localflows, String java, String spark, String nd4j, String os, String arch) {
    /** Written by the build, for no jar tells it once it has been packed into another. */
    private static final String VERSIONS = "versions.properties";

    public Software {
        for (String part : Arrays.asList(localflows, java, spark, nd4j, os, arch)) {
            Objects.requireNonNull(part, "software");
        }
    }

    /** What runs now. */
    public static Software running() {
        Properties versions = new Properties();
        try (InputStream in = Software.class.getResourceAsStream(VERSIONS)) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + VERSIONS, e);
        }
        return new Software(
                versions.getProperty("localflows"),
                System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")",
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                versions.getProperty("nd4j"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"));
    }
}
