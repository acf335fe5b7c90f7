package io.github.localflows.df;

/**
 * Which function of Lz a quasi-isothermal takes for the guiding radius Rg and, through it, for its frequencies.
 *
 * <p>Any function will do for an equilibrium: f stays a function of the actions. The two differ by up to 0.1% in f for
 * stars of a disc, and by more where hardly any are.
 */
public enum GuidingRadius {
    /** The radius of the circular orbit of angular momentum Lz. */
    EXACT,

    /**
     * As galpy's {@code quasiisothermaldf} (version 1.8.1) has it by default, and with it Naik et al.'s stars: a cubic
     * spline through 51 exact radii, evenly spaced in Lz from a hundredth of the circular orbit's at R0 to that at five
     * scale lengths hR, and continued as a cubic beyond; kappa and nu are those at that radius, Omega is Lz/Rg². Between
     * the knots it is off by up to a parsec; beyond 5 hR it falls behind, by 0.1 kpc at Rg = 17 kpc for hR = 2 kpc. Where
     * the cubic would turn back, the exact radius is taken.
     */
    AS_GALPY
}
