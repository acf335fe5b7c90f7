package io.github.localflows.galaxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import io.github.localflows.df.HernquistSphere;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.pipeline.ConfigLoader;
import io.github.localflows.sampling.SphereSampler;
import io.github.localflows.sampling.StarSampler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSettingsTest {
    private static final String SPHERE = "potential.parts=[{ type = hernquist, share = 1, scaleRadius = 8 }]";
    private static final String TYPE = "df.type=hernquist";

    private static final Stars STARS =
            Stars.of(new PhasePoint(8, 0.3, 20, 150, -30), new PhasePoint(7, -2, 10, -120, 40));

    @Test
    void discsAreTheDefault() {
        ModelSettings model = ModelSettings.from(ConfigLoader.reference(List.of()));

        assertArrayEquals(
                QuasiIsothermalMixture.milkyWay().lnf(STARS), model.f().lnf(STARS));
        assertEquals(StarSampler.class, sampler(model));
    }

    @Test
    void sphereIsTheOneOfItsPotential() {
        ModelSettings model = ModelSettings.from(ConfigLoader.reference(List.of(SPHERE, TYPE)));

        // v0² = GM R0/(R0 + a)² with 220 km/s at 8 kpc.
        HernquistSphere expected = new HernquistSphere(4 * 220 * 220 * 8, 8);
        double[] lnf = model.f().lnf(STARS);
        for (int i = 0; i < lnf.length; i++) {
            // Rounding of GM.
            assertEquals(expected.lnf(STARS)[i], lnf[i], 1e-12);
        }
        assertEquals(SphereSampler.class, sampler(model));
    }

    private static Class<?> sampler(ModelSettings model) {
        return model.sampler(new Region(7, 9, 2), Measure.VOLUME).getClass();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "potential.R0=8",
                "potential.parts=[{ type = plummer, share = 1, b = 8 }]",
                "potential.parts=[{ type = hernquist, share = 0.5, scaleRadius = 8 },"
                        + " { type = hernquist, share = 0.5, scaleRadius = 4 }]"
            })
    void sphereInAnotherPotentialIsRefusedInOneLine(String potential) {
        UserError refused = assertThrows(UserError.class, () -> ConfigLoader.reference(List.of(potential, TYPE)));

        assertTrue(refused.getMessage().contains("df.type = hernquist"), refused.getMessage());
        assertTrue(refused.getMessage().contains("give one part"), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void discsDependOnWhatTheyDidBeforeThereWereSpheres() {
        assertDepends(List.of(), "potential.v0=230", true);
        assertDepends(List.of(), "actions.focalDistance=3", true);
        assertDepends(List.of(), "df.L0=11", true);
        assertDepends(List.of(), "df.Rsigma=11", true);
        assertDepends(List.of(), "df.guidingRadius=exact", true);
        assertDepends(List.of(), "df.populations=[{ weight = 1, hR = 3, sigmaR = 40 }]", true);
        assertDepends(List.of(), "sample.seeds=3", false);
        assertFalse(rendered(List.of()).contains("df.type"));
    }

    @Test
    void sphereDependsOnItsPotentialAlone() {
        List<String> sphere = List.of(SPHERE, TYPE);
        assertDepends(sphere, "potential.v0=230", true);
        assertDepends(sphere, "potential.parts=[{ type = hernquist, share = 1, scaleRadius = 4 }]", true);
        assertDepends(sphere, "actions.focalDistance=3", false);
        assertDepends(sphere, "df.L0=11", false);
        assertDepends(sphere, "df.populations=[{ weight = 1, hR = 3, sigmaR = 40 }]", false);
        assertFalse(rendered(List.of(SPHERE)).equals(rendered(sphere)));
    }

    private static void assertDepends(List<String> settings, String more, boolean expected) {
        List<String> all = new ArrayList<>(settings);
        all.add(more);
        assertEquals(expected, !rendered(settings).equals(rendered(all)), more);
    }

    private static String rendered(List<String> settings) {
        return ModelSettings.recipe(ConfigLoader.reference(settings)).rendered();
    }
}
