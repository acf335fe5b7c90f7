/**
 * What the kernels cost, measured with JMH: {@code mvn -Pbenchmark -pl core}. Each benchmark says beside its time what
 * bounds it: how often the potential is evaluated, to be compared with {@link
 * io.github.localflows.benchmark.PotentialBenchmark} in the same run. Results stand in {@code core/BENCHMARKS.md}.
 */
package io.github.localflows.benchmark;
