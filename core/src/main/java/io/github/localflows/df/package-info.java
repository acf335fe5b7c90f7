/**
 * Distribution functions of stars, f(x, v), and their gradients.
 *
 * <p>{@link io.github.localflows.df.DistributionFunction} is what the Boltzmann inversion needs of one, whether it is
 * learned or exact; {@link io.github.localflows.df.QuasiIsothermalMixture} is the exact one of a disc, and {@link
 * io.github.localflows.df.HernquistSphere} that of a sphere. {@link io.github.localflows.df.Selection} says which of the stars are
 * seen, such as those above a {@link io.github.localflows.df.MagnitudeLimit}.
 */
package io.github.localflows.df;
