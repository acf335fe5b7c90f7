/**
 * The flow as a citizen of Spark ML: {@link io.github.localflows.ml.NormalizingFlow} learns the density of a column of
 * vectors, and {@link io.github.localflows.ml.NormalizingFlowModel} adds columns with the logarithm of that density and
 * its gradient. Both go into a {@code Pipeline} and are saved and loaded with it.
 *
 * <p>The flow itself and its training are {@code core}'s; what is here turns rows into its arrays and back.
 */
package io.github.localflows.ml;
