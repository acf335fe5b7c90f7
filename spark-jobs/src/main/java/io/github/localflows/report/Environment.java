package io.github.localflows.report;

/**
 * What a run's report was made with.
 *
 * @param localflows version of this project
 * @param java version and vendor of the Java virtual machine
 * @param spark version of Spark
 * @param nd4j version of ND4J
 * @param master where Spark ran, as local[2]
 * @param cores how many tasks ran at a time
 * @param os operating system and its version
 * @param arch architecture of the processor
 */
public record Environment(
        String localflows, String java, String spark, String nd4j, String master, int cores, String os, String arch) {}
