package io.github.localflows.df;

/** With respect to what a set of stars, or a density learned from it, is distributed. */
public enum Measure {
    /** Number of stars: density R f in (R, z, vR, vphi, vz). Only this one is carried along orbits. */
    VOLUME,
    /** Density f itself in (R, z, vR, vphi, vz), as the samples of Naik et al. (2022). */
    SLICE
}
