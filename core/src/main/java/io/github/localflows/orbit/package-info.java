/**
 * Orbits of stars: {@link io.github.localflows.orbit.OrbitIntegrator} carries a batch of stars along its orbits and hands
 * back {@link io.github.localflows.orbit.Snapshots} of it, with the error in energy of every star.
 */
package io.github.localflows.orbit;
