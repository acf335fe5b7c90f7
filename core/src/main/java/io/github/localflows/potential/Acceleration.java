package io.github.localflows.potential;

/**
 * An acceleration in the meridional plane, −∇Φ.
 *
 * @param aR radial component [km²/s²/kpc]
 * @param az vertical component [km²/s²/kpc]
 */
public record Acceleration(double aR, double az) {}
