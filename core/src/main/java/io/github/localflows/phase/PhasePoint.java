package io.github.localflows.phase;

/**
 * A position and velocity in the meridional plane of an axisymmetric galaxy.
 *
 * @param R cylindrical radius [kpc]
 * @param z height above the plane [kpc]
 * @param vR radial velocity [km/s]
 * @param vphi azimuthal velocity, positive with Galactic rotation [km/s]
 * @param vz vertical velocity [km/s]
 */
public record PhasePoint(double R, double z, double vR, double vphi, double vz) {}
