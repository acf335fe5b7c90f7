package io.github.localflows.potential;

/**
 * An acceleration in a galaxy that need not be axisymmetric, −∇Φ.
 *
 * @param aR radial component [km²/s²/kpc]
 * @param aphi azimuthal component, −(1/R) dPhi/dphi [km²/s²/kpc]
 * @param az vertical component [km²/s²/kpc]
 */
public record CylindricalAcceleration(double aR, double aphi, double az) {}
