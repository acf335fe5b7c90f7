package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Kind;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.stage.stars.KnownSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageConfigurationTest {
    /** Which outputs another value of a key makes stale. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // setting,                       fiducial, kicked, evolved, both, flow, field, spiral, jeans, df1d
        "seed=1,                          true,  true,  true,  true,  true,  true,  false, true,  true",
        "potential.v0=230,                true,  true,  true,  true,  false, false, false, false, false",
        "df.L0=11,                        true,  true,  true,  true,  false, false, false, false, false",
        "sample.seeds=5,                  true,  true,  true,  true,  false, false, false, false, false",
        "sample.seedsPerFile=5,           false, false, false, false, false, false, false, false, false",
        "perturb.fraction=0.2,            false, true,  false, true,  false, false, false, false, false",
        "evolve.maxEnergyError=1e-5,      false, false, true,  true,  false, false, false, false, false",
        "train.epochs=7,                  false, false, false, false, true,  false, false, false, false",
        "train.vphi=200,                  false, false, false, false, true,  false, false, false, false",
        "train.members=7,                 false, false, false, false, false, false, false, false, false",
        "train.parts=5,                   false, false, false, false, true,  false, false, false, false",
        "train.checkpointEpochs=7,        false, false, false, false, false, false, false, false, false",
        "train.placement=executors,       false, false, false, false, false, false, false, false, false",
        "'train.datasets=[perturbed-0myr,fiducial]', false, false, false, false, false, false, false, false, false",
        "accelerations.grid.R=7,          false, false, false, false, false, true,  false, false, false",
        "accelerations.datasets=[],       false, false, false, false, false, false, false, false, false",
        "spiral.z=7,                      false, false, false, false, false, false, true, false, false",
        "accelerations.profiles.points=7, false, false, false, false, false, true,  false, true,  true",
        "compare.datasets=[fiducial],     false, false, false, false, false, false, false, false, false",
        "compare.methods=[df1d],          false, false, false, false, false, false, false, false, false",
        "compare.jeans.starsPerBin=500,   false, false, false, false, false, false, false, true,  false",
        "compare.df1d.halfWidthR=0.1,     false, false, false, false, false, false, false, false, true",
        "compare.walkers=60,              false, false, false, false, false, false, false, true,  true",
        "slices.points=7,                 false, false, false, false, false, false, false, false, false",
        "datasets=[fiducial],             false, false, false, false, false, false, false, false, false",
        "'datasets=[fiducial, perturbed-200myr, perturbed-300myr]', false, false, false, false, false, false, false, false, false",
    })
    void outputIsStaleWhenAKeyItDependsOnChanges(
            String setting,
            boolean fiducial,
            boolean kicked,
            boolean evolved,
            boolean kickedAndEvolved,
            boolean flow,
            boolean field,
            boolean spiral,
            boolean jeans,
            boolean df1d) {
        Config before = ConfigLoader.reference(List.of());
        Config after = ConfigLoader.reference(List.of(setting));
        check(fiducial, before, after, config -> stars("fiducial", config));
        check(kicked, before, after, config -> stars("perturbed-0myr", config));
        check(evolved, before, after, config -> stars("fiducial-200myr", config));
        check(kickedAndEvolved, before, after, config -> stars("perturbed-200myr", config));
        check(flow, before, after, config -> Sections.recipes(config).get(Kind.FLOWS));
        check(field, before, after, config -> Sections.recipes(config).get(Kind.ACCELERATIONS));
        check(spiral, before, after, config -> Sections.recipes(config).get(Kind.SPIRALS));
        check(jeans, before, after, config -> Sections.recipes(config).get(Kind.JEANS));
        check(df1d, before, after, config -> Sections.recipes(config).get(Kind.DF1D));
        check(true, before, after, StageConfiguration::whole);
    }

    @ParameterizedTest
    @CsvSource({
        "resolution.absZ=0.1,                true",
        "resolution.points=21,               true",
        "train.R0=7.9,                       true",
        "accelerations.velocities.count=750, true",
        "accelerations.estimator=squares,    true",
        "accelerations.weighting=f,          true",
        "accelerations.edge=0.3,             true",
        "seed=1,                             true",
        "accelerations.grid.R=7,             false",
        "accelerations.profiles.points=7,    false",
        "spiral.z=7,                         false",
        "train.epochs=7,                     false"
    })
    void resolutionDependsOnHowAccelerationsAreFoundAndNotWhere(String setting, boolean expected) {
        Config before = ConfigLoader.reference(List.of());
        Config after = ConfigLoader.reference(List.of(setting));
        check(expected, before, after, config -> Sections.recipes(config).get(Kind.RESOLUTION));
    }

    @ParameterizedTest
    @CsvSource({"train.azimuth=0, false", "train.azimuth=0.2, true"})
    void thePatternSpeedMattersWhereFlowsSeeAzimuths(String azimuth, boolean expected) {
        Config before = ConfigLoader.reference(List.of(azimuth));
        Config after = ConfigLoader.reference(List.of(azimuth, "accelerations.patternSpeed=40"));
        check(expected, before, after, config -> Sections.recipes(config).get(Kind.RESOLUTION));
        check(expected, before, after, config -> Sections.recipes(config).get(Kind.ACCELERATIONS));
    }

    @ParameterizedTest
    @CsvSource({
        "slices.points=7, true",
        "slices.halfWidthV=70, true",
        "train.absZmax=2, true",
        "spiral.z=7, false",
        "accelerations.grid.R=7, false",
        "seed=1, false"
    })
    void slicesDependOnTheirOwnKeysAloneAndRealisationsOnNone(String setting, boolean stale) {
        Config before = ConfigLoader.reference(List.of());
        Config after = ConfigLoader.reference(List.of(setting));
        check(stale, before, after, config -> Sections.recipes(config).get(Kind.SLICES));
        check(false, before, after, config -> Sections.recipes(config).get(Kind.REALISATIONS));
    }

    /** What nobody computes with changes nothing. */
    @Test
    void labelsOfPopulationsAreInNoRecipe() {
        String populations = "df.populations=[{ weight = 1, hR = 3, sigmaR = 40%s }]";
        Config before = ConfigLoader.reference(List.of(populations.formatted("")));
        Config after = ConfigLoader.reference(List.of(populations.formatted(", feH = -0.3, alphaFe = 0.1")));
        check(false, before, after, config -> stars("perturbed-200myr", config));
        check(false, before, after, ModelSettings::recipe);
    }

    private static StageConfiguration stars(String name, Config config) {
        return KnownSets.find(name, config).orElseThrow().settings();
    }

    private static void check(
            boolean stale, Config before, Config after, Function<Config, StageConfiguration> configuration) {
        StageConfiguration first = configuration.apply(before);
        StageConfiguration second = configuration.apply(after);
        assertEquals(stale, !first.equals(second));
    }

    @ParameterizedTest
    @CsvSource({
        "potential.v0=220, potential.v0=220.0",
        "sample.starsPerSeed=10000, sample.starsPerSeed=1e4",
        "train.learningRate=1e-3, train.learningRate=0.0010",
        "accelerations.grid.zmin=0, accelerations.grid.zmin=-0.0",
    })
    void formDoesNotDependOnHowANumberIsWritten(String one, String other) {
        assertEquals(
                StageConfiguration.whole(ConfigLoader.reference(List.of(one))),
                StageConfiguration.whole(ConfigLoader.reference(List.of(other))));
    }

    @Test
    void formDoesNotDependOnTheOrderOfKeys() {
        String part = "potential.parts=[{ type = nfw, share = 1, scaleRadius = 16 }]";
        String turned = "potential.parts=[{ scaleRadius = 16.0, share = 1.0, type = \"nfw\" }]";
        assertEquals(
                StageConfiguration.whole(ConfigLoader.reference(List.of(part, "seed=4"))),
                StageConfiguration.whole(ConfigLoader.reference(List.of("seed=4", turned))));
    }

    @Test
    void orderOfPartsIsPartOfTheConfiguration() {
        assertNotEquals(
                StageConfiguration.whole(ConfigLoader.reference(List.of("datasets=[fiducial, perturbed-0myr]"))),
                StageConfiguration.whole(ConfigLoader.reference(List.of("datasets=[perturbed-0myr, fiducial]"))));
    }

    @Test
    void renderedConfigurationLoadsAsItself(@TempDir Path directory) throws IOException {
        StageConfiguration whole = StageConfiguration.whole(
                ConfigLoader.reference(List.of("seed=-9223372036854775808", "train.epochs=7")));
        Path file = Files.writeString(directory.resolve("config.conf"), whole.rendered());
        assertEquals(whole, StageConfiguration.whole(ConfigLoader.load(file, List.of())));
    }

    /** Another canonical form would make every existing run stale. */
    @Test
    void canonicalFormIsWhatItWas() {
        Config config = ConfigLoader.reference(
                List.of("potential.parts=[{ type = kepler, share = 1 }]", "perturb={ fraction = 0.5, deltaVz = 2e1 }"));
        assertEquals(
                new StageConfiguration(
                        """
                        perturb.deltaVz = 20.0
                        perturb.fraction = 0.5
                        potential.parts = [{ share = 1.0, type = "kepler" }]
                        """),
                StageConfiguration.of(
                        config, List.of("perturb", "potential"), List.of("potential.R0", "potential.v0")));
    }
}
