/**
 * How far a recovered field of accelerations is from the exact one.
 *
 * <p>{@link io.github.localflows.accuracy.AccelerationPoint} is one position of a field; its residual,
 * {@code |model|/|exact| - 1}, is the one that every figure and report quotes.
 * {@link io.github.localflows.accuracy.ResidualStatistics} sums the residuals up over a
 * {@link io.github.localflows.accuracy.Zone}. Figures and reports both rest on this package, which knows nothing of
 * either, nor of Spark.
 */
package io.github.localflows.accuracy;
