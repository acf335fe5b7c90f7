package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.typesafe.config.Config;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
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
    private static final DatasetName EVOLVED = DatasetName.parse("fiducial-200myr");
    private static final DatasetName KICKED_AND_EVOLVED = DatasetName.parse("perturbed-200myr");

    /** Which outputs another value of a key makes stale. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // setting,                    fiducial, perturbed, evolved, both,  member, accelerations
        "seed=1,                          true,     true,     true,   true,  true,   true",
        "potential.v0=230,                true,     true,     true,   true,  true,   true",
        "sample.seeds=5,                  true,     true,     true,   true,  true,   true",
        "perturb.fraction=0.2,            false,    true,     false,  true,  false,  false",
        "evolve.maxEnergyError=1e-5,      false,    false,    true,   true,  false,  false",
        "train.epochs=7,                  false,    false,    false,  false, true,   true",
        "train.members=7,                 false,    false,    false,  false, false,  true",
        "train.parts=5,                   false,    false,    false,  false, true,   true",
        "train.checkpointEpochs=7,        false,    false,    false,  false, false,  false",
        "train.placement=executors,       false,    false,    false,  false, false,  false",
        "'train.datasets=[perturbed-0myr,fiducial]', false, false, false, false, false, false",
        "accelerations.grid.R=7,          false,    false,    false,  false, false,  true",
        "accelerations.datasets=[],       false,    false,    false,  false, false,  false",
        "datasets=[fiducial],             false,    false,    false,  false, false,  false",
    })
    void outputIsStaleWhenAKeyItDependsOnChanges(
            String setting,
            boolean fiducial,
            boolean perturbed,
            boolean evolved,
            boolean kickedAndEvolved,
            boolean member,
            boolean accelerations) {
        Config before = ConfigLoader.reference(List.of());
        Config after = ConfigLoader.reference(List.of(setting));
        check(fiducial, before, after, config -> StageConfiguration.stars(config, DatasetName.FIDUCIAL));
        check(perturbed, before, after, config -> StageConfiguration.stars(config, DatasetName.PERTURBED));
        check(evolved, before, after, config -> StageConfiguration.stars(config, EVOLVED));
        check(kickedAndEvolved, before, after, config -> StageConfiguration.stars(config, KICKED_AND_EVOLVED));
        check(member, before, after, config -> StageConfiguration.member(config, DatasetName.FIDUCIAL));
        check(accelerations, before, after, config -> StageConfiguration.accelerations(config, DatasetName.FIDUCIAL));
        check(true, before, after, StageConfiguration::whole);
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
