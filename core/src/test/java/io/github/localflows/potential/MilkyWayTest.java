package io.github.localflows.potential;

import static io.github.localflows.potential.Relative.assertRelative;

import io.github.localflows.units.Units;
import org.junit.jupiter.api.Test;

class MilkyWayTest {
    /** What the reference's README asks for; its numbers have 12 digits. */
    private static final double REFERENCE_REL = 1e-8;

    /** What the reference's README asks for: galpy differentiates numerically and searches Rg to this. */
    private static final double FREQUENCIES_REL = 1e-6;

    /** Sum of shares times v0²: rounding, and the table's 1e-12. */
    private static final double NORMALISATION_REL = 1e-11;

    private final CompositePotential potential = MilkyWay.potential();

    @Test
    void agreesWithReferencePotentialForcesAndDensity() {
        ReferenceFile reference = ReferenceFile.read("potential.csv");
        double offset = reference.value(0, "Phi_km2_s2")
                - potential.Phi(reference.value(0, "R_kpc"), reference.value(0, "z_kpc"));
        for (int i = 0; i < reference.size(); i++) {
            double R = reference.value(i, "R_kpc");
            double z = reference.value(i, "z_kpc");
            Acceleration a = potential.acceleration(R, z);
            assertRelative(reference.value(i, "Phi_km2_s2"), potential.Phi(R, z) + offset, REFERENCE_REL, "Phi_km2_s2");
            assertRelative(reference.value(i, "aR_km2_s2_kpc"), a.aR(), REFERENCE_REL, "aR_km2_s2_kpc");
            assertRelative(reference.value(i, "az_km2_s2_kpc"), a.az(), REFERENCE_REL, "az_km2_s2_kpc");
            assertRelative(
                    reference.value(i, "aR_pc_Myr2"),
                    a.aR() * Units.PC_MYR2_PER_KM2_S2_KPC,
                    REFERENCE_REL,
                    "aR_pc_Myr2");
            assertRelative(
                    reference.value(i, "az_pc_Myr2"),
                    a.az() * Units.PC_MYR2_PER_KM2_S2_KPC,
                    REFERENCE_REL,
                    "az_pc_Myr2");
            assertRelative(reference.value(i, "rho_Msun_pc3"), potential.density(R, z), REFERENCE_REL, "rho_Msun_pc3");
        }
    }

    @Test
    void agreesWithReferenceFrequencies() {
        ReferenceFile reference = ReferenceFile.read("frequencies.csv");
        CircularOrbits orbits = new CircularOrbits(potential);
        for (int i = 0; i < reference.size(); i++) {
            double Rg = orbits.Rg(reference.value(i, "Lz_kpc_km_s"));
            assertRelative(reference.value(i, "rg_kpc"), Rg, FREQUENCIES_REL, "rg_kpc");
            assertRelative(reference.value(i, "Omega_km_s_kpc"), orbits.Omega(Rg), FREQUENCIES_REL, "Omega_km_s_kpc");
            assertRelative(reference.value(i, "kappa_km_s_kpc"), orbits.kappa(Rg), FREQUENCIES_REL, "kappa_km_s_kpc");
            assertRelative(reference.value(i, "nu_km_s_kpc"), orbits.nu(Rg), FREQUENCIES_REL, "nu_km_s_kpc");
        }
    }

    @Test
    void eachPartSuppliesItsShare() {
        double R0 = MilkyWay.R0;
        double v2 = MilkyWay.V0 * MilkyWay.V0;
        assertRelative(v2, -R0 * potential.acceleration(R0, 0).aR(), NORMALISATION_REL, "share of v0^2");
        for (int i = 0; i < potential.parts().size(); i++) {
            PotentialPart part = potential.parts().get(i);
            double share =
                    -R0 * potential.GM(i) * part.shape().acceleration(R0, 0).aR() / v2;
            assertRelative(part.share(), share, NORMALISATION_REL, "share of v0^2");
        }
    }
}
