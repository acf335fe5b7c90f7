/**
 * How far a recovered field of accelerations is from the exact one.
 *
 * <p>{@link io.github.localflows.accuracy.AccelerationPoint} is one position of a field; its residual,
 * {@code |model|/|exact| - 1}, is the one that maps and reports quote.
 * {@link io.github.localflows.accuracy.ResidualStatistics} sums the residuals up over a
 * {@link io.github.localflows.accuracy.Zone}. A {@link io.github.localflows.accuracy.Profile} is one component along a line,
 * where its residual has a sign. Figures and reports both rest on this package, which knows nothing of
 * either, nor of Spark.
 */
package io.github.localflows.accuracy;
