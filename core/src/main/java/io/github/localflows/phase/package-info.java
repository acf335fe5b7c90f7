/**
 * Points of phase space in Galactocentric cylindrical coordinates: one ({@link io.github.localflows.phase.PhasePoint}),
 * or a batch laid out by column ({@link io.github.localflows.phase.Stars}), which is what every kernel takes.
 */
package io.github.localflows.phase;
