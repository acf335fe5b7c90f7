package io.github.localflows.units;

/**
 * The physical constants and conversions, in one place.
 *
 * <p>Throughout the project: lengths in kpc, velocities in km/s, times in Myr, actions in kpc km/s, angles in rad.
 * Potentials are in km²/s², accelerations in km²/s²/kpc inside the API and in pc/Myr² in tables, plots and reports,
 * mass densities in Msun/pc³.
 */
public final class Units {
    /** Seconds in a Julian year. */
    private static final double SECONDS_PER_YEAR = 365.25 * 86_400;

    /** Kilometres in a parsec (IAU 2015 Resolution B2). */
    private static final double KM_PER_PC = 3.085_677_581_491_367_3e13;

    /** Newton's constant in pc km²/s²/Msun (CODATA 2018 with IAU's solar mass parameter). */
    public static final double G_PC = 4.300_917_270_036_28e-3;

    /** Newton's constant in kpc km²/s²/Msun. */
    public static final double G = G_PC * 1e-3;

    /** How far, in kpc, a star moves in one Myr at 1 km/s. */
    public static final double KPC_PER_MYR_AT_KM_S = 1e6 * SECONDS_PER_YEAR / KM_PER_PC * 1e-3;

    /** One km²/s²/kpc in pc/Myr². */
    public static final double PC_MYR2_PER_KM2_S2_KPC = 1e3 * KPC_PER_MYR_AT_KM_S * KPC_PER_MYR_AT_KM_S;

    /** The transverse velocity in km/s of a star at 1 kpc with a proper motion of 1 mas/yr. */
    public static final double KM_S_PER_MAS_YR_KPC = 4.740_470_463;

    /** Cubic parsecs in a cubic kiloparsec. */
    public static final double PC3_PER_KPC3 = 1e9;

    /** 1/(4 pi G): the mass density, in Msun/pc³, of a Laplacian of Phi of 1 km²/s²/kpc². */
    public static final double DENSITY_PER_LAPLACIAN = 1 / (4 * Math.PI * G * PC3_PER_KPC3);

    /** The energy density, in GeV/cm³, of 1 Msun/pc³, as physicists count dark matter. */
    public static final double GEV_CM3_PER_MSUN_PC3 = 37.966;

    private Units() {}
}
