package io.github.localflows.potential;

/**
 * The form of a part of a galaxy, with G M = 1 kpc km²/s²: how deep it is, a {@link CompositePotential} decides.
 *
 * <p>What M is depends on the shape: the total mass where it is finite, otherwise what the shape's own documentation
 * says.
 */
public sealed interface PotentialShape extends Potential permits SphericalShape, MiyamotoNagai, ExponentialDisc {}
