package io.github.localflows.frame;

import io.github.localflows.phase.PhasePoint;

/**
 * A star in the galaxy, with the azimuth that nothing axisymmetric depends on.
 *
 * @param point where it is in the meridional plane, and its velocity
 * @param phi azimuth [rad]; the Sun is at 0, and the disc turns towards greater ones
 */
public record Galactocentric(PhasePoint point, double phi) {}
