/**
 * Gravitational accelerations from a distribution function.
 *
 * <p>Read {@link io.github.localflows.field.BoltzmannInversion} first: the collisionless Boltzmann equation of
 * an axisymmetric steady state (An et al. 2021, MNRAS 506, 5721, eq. 26), solved for the potential's gradient by
 * least squares over many velocities at one position, as Naik et al. (2022, MNRAS 511, 1609). Which velocities is a {@link
 * io.github.localflows.field.VelocityChoice}, and f an {@link io.github.localflows.field.Ensemble}: an exact f, or flows. {@link
 * io.github.localflows.field.Jackknife} says how errors are found from an ensemble, and {@link
 * io.github.localflows.field.Reach} where flows know f. {@link io.github.localflows.field.GridDensity} is the mass that a grid of
 * accelerations needs, by {@link io.github.localflows.field.MassDensity}; {@link io.github.localflows.field.PotentialFit} makes one potential of
 * it. What f itself looks like show {@link
 * io.github.localflows.field.PhaseSpiral} and {@link io.github.localflows.field.PhaseSlice}.
 *
 * <p>Nothing here knows a true acceleration, but {@link io.github.localflows.field.Resolution}, which is given a potential to
 * compare with.
 */
package io.github.localflows.field;
