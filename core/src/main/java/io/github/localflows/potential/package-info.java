/**
 * Gravitational potentials of axisymmetric galaxies.
 *
 * <p>Read {@link io.github.localflows.potential.Potential} first, then
 * {@link io.github.localflows.potential.CompositePotential}: a sum of shapes, each of which supplies a share of the
 * squared circular velocity at one radius. {@link io.github.localflows.potential.MilkyWay} is the one that the pipeline
 * uses by default. The shapes are the spheres ({@link io.github.localflows.potential.SphericalShape}), the disc of
 * {@link io.github.localflows.potential.MiyamotoNagai} and the {@link io.github.localflows.potential.ExponentialDisc} that is made
 * of three of these. {@link io.github.localflows.potential.CircularOrbits} gives the
 * guiding radius of an angular momentum and the frequencies there.
 *
 * <p>Logarithms and powers are {@link StrictMath}'s, so that tables, and with them orbits and samples, have the same bits
 * on every processor.
 */
package io.github.localflows.potential;
