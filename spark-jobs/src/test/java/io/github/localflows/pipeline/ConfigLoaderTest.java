package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.field.Estimator;
import io.github.localflows.field.NearestStars;
import io.github.localflows.field.Position;
import io.github.localflows.field.ShellPoints;
import io.github.localflows.field.VelocityChoice;
import io.github.localflows.field.VelocityShell;
import io.github.localflows.field.Weighting;
import io.github.localflows.galaxy.ModelSettings;
import io.github.localflows.galaxy.PartType;
import io.github.localflows.galaxy.PotentialSettings;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.ExponentialDisc;
import io.github.localflows.potential.MilkyWay;
import io.github.localflows.potential.PotentialPart;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.stars.SampleSettings;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.starset.SetNames;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    /** The circular velocity at R0 is v0 by construction: rounding, and the table of the spherical parts. */
    private static final double NORMALISATION_REL = 1e-9;

    @TempDir
    private Path directory;

    @Test
    void everyKeyOfTheReferenceFileIsKnownAndNoOther() {
        Config reference = ConfigFactory.parseResources(ConfigLoader.class, "reference.conf");
        TreeSet<String> documented = new TreeSet<>();
        reference.entrySet().forEach(entry -> documented.add(entry.getKey()));
        assertEquals(documented, new TreeSet<>(Sections.names()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart.conf", "laptop.conf", "experiments.conf", "paper.conf", "hernquist.conf"})
    void configurationsThatComeWithTheProgramAreValid(String name) {
        assertDoesNotThrow(() -> ConfigLoader.load(Path.of("..", "conf", name), List.of()));
    }

    @Test
    void starsWithoutVelocitiesAreNotComparedWhichIsKnownBeforeAnyIsMade() {
        Path experiments = Path.of("..", "conf", "experiments.conf");
        UserError refused = assertThrows(
                UserError.class, () -> ConfigLoader.load(experiments, List.of("compare.datasets=[fiducial, half]")));
        assertTrue(refused.getMessage().contains("stars/half has stars without velocities"), refused.getMessage());
    }

    /** The README asks for them: a jackknife needs two parts of the stars. */
    @Test
    void theQuickstartHasErrorBars() {
        TrainSettings train =
                TrainSettings.from(ConfigLoader.load(Path.of("..", "conf", "quickstart.conf"), List.of()));
        assertTrue(train.parts() >= 2 && train.members() >= train.parts(), train.toString());
    }

    @Test
    void referenceGivesTheModelOfThePaper() {
        Config config = ConfigLoader.reference(List.of());
        ModelSettings model = ModelSettings.from(config);
        assertEquals(
                List.of(PartType.POWER_LAW_CUTOFF, PartType.MIYAMOTO_NAGAI, PartType.NFW),
                model.potential().parts().stream()
                        .map(PotentialSettings.Part::type)
                        .toList());
        assertEquals(List.of(3.0, 0.28), model.potential().parts().get(1).parameters());
        assertEquals(3.6, model.Delta());
        assertEquals(6, model.populations().size());
        assertEquals(
                new ModelSettings.PopulationSettings(0.10, 2.0, 60),
                model.populations().get(5));
        assertEquals(new SampleSettings(0, 2000, 10_000, Measure.VOLUME, 1, 16, 2.5, 200), SampleSettings.from(config));
        assertEquals(
                List.of("perturbed-200myr", "perturbed-500myr"),
                Stage.job(null, null, config, false).stars().madeBy("evolve").stream()
                        .map(StarSet::name)
                        .toList());
        assertEquals(20, TrainSettings.from(config).members());
        assertEquals(Weighting.FOURTH_ROOT_F, AccelerationSettings.from(config).weighting());
        assertEquals(Estimator.MOMENTS, AccelerationSettings.from(config).estimator());
        assertEquals(
                new VelocityShell(1000, 220, 10, 80, ShellPoints.SOBOL),
                AccelerationSettings.from(config).velocities().choice(220, count -> fail()));
    }

    @Test
    void velocitiesMayBeThoseOfStars() {
        AccelerationSettings settings = AccelerationSettings.from(ConfigLoader.reference(
                List.of("accelerations.velocities.points=learned", "accelerations.velocities.count=5")));
        Stars slow = Stars.allocate(NearestStars.STARS_PER_VELOCITY * 5);
        Stars fast = Stars.allocate(slow.size());
        Arrays.fill(fast.vphi(), 250);

        VelocityChoice choice = settings.velocities().choice(220, count -> {
            assertEquals(fast.size(), count);
            return fast;
        });
        UserError refused =
                assertThrows(UserError.class, () -> settings.velocities().choice(220, count -> slow));

        assertEquals(5, choice.count());
        assertEquals(250, choice.velocities(0, new Position(0, 8, 0)).vphi()[4]);
        assertTrue(
                refused.getMessage().startsWith("accelerations.velocities: only 0 of 1280 stars"),
                refused.getMessage());
    }

    @Test
    void productsOfDifferentFlowsNeedTwoOfThem() {
        UserError refused = assertThrows(
                UserError.class,
                () -> ConfigLoader.reference(List.of("accelerations.estimator=cross", "train.members=1")));
        Config two = ConfigLoader.reference(List.of("accelerations.estimator=cross", "train.members=2"));

        assertTrue(refused.getMessage().contains("train.members = 1"), refused.getMessage());
        assertEquals(Estimator.CROSS, AccelerationSettings.from(two).estimator());
    }

    @Test
    void morePartsThanFlowsAreRefused() {
        UserError refused = assertThrows(
                UserError.class, () -> ConfigLoader.reference(List.of("train.members=3", "train.parts=4")));

        assertTrue(refused.getMessage().contains("train.parts = 4"), refused.getMessage());
        assertEquals(
                3,
                TrainSettings.from(ConfigLoader.reference(List.of("train.members=3", "train.parts=3")))
                        .parts());
    }

    @Test
    void keysOfADeclaredSetMustGoTogetherWithThoseOfTheRun() {
        List<String> declared = List.of("stars.gaia.observed=fiducial", "datasets=[fiducial, gaia]", "train.members=4");
        List<String> settings = new ArrayList<>(declared);
        settings.add("stars.gaia.train.parts=5");
        UserError refused = assertThrows(UserError.class, () -> ConfigLoader.reference(settings));
        assertTrue(refused.getMessage().contains("stars.gaia: train.parts = 5"), refused.getMessage());
        settings.set(3, "stars.gaia.train.volume=3");
        UserError unknown = assertThrows(UserError.class, () -> ConfigLoader.reference(settings));
        assertTrue(unknown.getMessage().contains("unknown key stars.gaia.train.volume"), unknown.getMessage());
        settings.set(3, "stars.gaia.train.parts=2");
        Config config = ConfigLoader.reference(settings);
        assertEquals(2, KnownSets.from(config).get("gaia").of(config).getInt("train.parts"));
    }

    @Test
    void referencePotentialIsTheMilkyWay() {
        CompositePotential potential =
                PotentialSettings.from(ConfigLoader.reference(List.of())).potential();
        assertEquals(MilkyWay.potential().acceleration(7.5, 0.8), potential.acceleration(7.5, 0.8));
    }

    @ParameterizedTest
    @EnumSource(PartType.class)
    void everyTypeOfPartMakesAPotential(PartType type) {
        StringBuilder part = new StringBuilder("{ type = " + type.key() + ", share = 1");
        type.parameters()
                .forEach(name -> part.append(", ").append(name).append(name.equals("hz") ? " = 0.5" : " = 1.5"));
        Config config = ConfigLoader.reference(List.of("potential.parts=[" + part + " }]"));
        PotentialSettings settings = PotentialSettings.from(config);
        double aR = settings.potential().acceleration(settings.R0(), 0).aR();
        assertEquals(-settings.v0() * settings.v0() / settings.R0(), aR, NORMALISATION_REL * Math.abs(aR));
    }

    @Test
    void discOfASurfaceDensityTakesItsShareFromThePartThatIsAuto() {
        String parts = "potential.parts=[{ type = miyamoto-nagai, share = 0.6, a = 3, b = 0.28 },"
                + " { type = nfw, share = auto, scaleRadius = 16 },"
                + " { type = exponential-disc, surfaceDensity = 10, hR = 3, hz = 0.05 }]";
        PotentialSettings settings = PotentialSettings.from(ConfigLoader.reference(List.of(parts)));
        double thin = PotentialPart.ofSurfaceDensity(new ExponentialDisc(3, 0.05), 10, 8, 220)
                .share();
        assertEquals(thin, settings.parts().get(2).share());
        assertEquals(1 - (0.6 + thin), settings.parts().get(1).share());
    }

    @Test
    void fileOverridesReferenceAndSetOverridesFile() {
        Path file = write("sample { seeds = 7, starsPerSeed = 1e3 }\ntrain.epochs = 3\n");
        Config config = ConfigLoader.load(file, List.of("sample.seeds=8", "sample.seeds=9", "datasets=[fiducial]"));
        assertEquals(9, SampleSettings.from(config).seeds());
        assertEquals(1000, SampleSettings.from(config).starsPerSeed());
        assertEquals(3, TrainSettings.from(config).epochs());
        assertEquals(List.of("fiducial"), SetNames.from(config));
    }

    @Test
    void fileMayIncludeAnotherAndReferToOtherKeys() throws IOException {
        Files.writeString(directory.resolve("base.conf"), "potential.R0 = 8.2\ntrain.epochs = 4\n");
        Path file = write("include \"base.conf\"\ntrain.R0 = ${potential.R0}\n");
        TrainSettings train = TrainSettings.from(ConfigLoader.load(file, List.of()));
        assertEquals(8.2, train.volume().R0());
        assertEquals(4, train.epochs());
    }

    @ParameterizedTest
    @CsvSource({
        "train.epoch, train.epochs",
        "epochs, train.epochs",
        "training.epochs, train.epochs",
        "Sample.Seeds, sample.seeds",
        "sample.seed, 'sample.seeds, or seed'",
        "accelerations.grid.r, accelerations.grid.R",
        "accelerations.points, accelerations.profiles.points",
        "sample.learningRate, train.learningRate",
        "potential.part, potential.parts"
    })
    void unknownKeyIsRefusedWithItsPlaceAndTheNearestKey(String unknown, String nearest) {
        Path file = write("# a comment\n" + unknown + " = 3\n");
        UserError error = assertThrows(UserError.class, () -> ConfigLoader.load(file, List.of()));
        assertEquals(
                file + ":2: unknown key " + unknown + "; did you mean " + nearest
                        + "? (conf/reference.conf lists all keys)",
                error.getMessage());
    }

    @Test
    void unknownKeyOfSetIsRefusedWithItsText() {
        UserError error =
                assertThrows(UserError.class, () -> ConfigLoader.reference(List.of("seed=1", "train.batches=3")));
        assertEquals(
                "--set train.batches=3: unknown key train.batches; did you mean train.batch?"
                        + " (conf/reference.conf lists all keys)",
                error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample.seeds = 0           | sample.seeds = 0, but it must be a whole number from 1 to 100000000",
                "sample.seeds = 2.5         | sample.seeds = 2.5, but it must be a whole number from 1 to 100000000",
                "sample.seeds = 3e9         | sample.seeds = 3000000000, but it must be a whole number from 1 to 100000000",
                "sample.seeds = ten         | sample.seeds = \"ten\", but it must be a whole number from 1 to 100000000",
                "sample.seeds = null        | sample.seeds = null, but it must be a whole number from 1 to 100000000",
                "sample.Rmin = -1           | sample.Rmin = -1, but it must be a number >= 0.000001 and <= 1000 [kpc]",
                "sample.measure = volumes   | sample.measure = \"volumes\", but it must be one of volume, slice",
                "perturb.fraction = 1.1     | perturb.fraction = 1.1, but it must be a number >= 0 and <= 1",
                "perturb.deltaVz = NaN      | perturb.deltaVz = \"NaN\", but it must be a number >= -100000 and <= 100000 [km/s]",
                "perturb.deltaVz = 1e999    | perturb.deltaVz = Infinity, but it must be a number >= -100000 and <= 100000 [km/s]",
                "train.heldOut = 0          | train.heldOut = 0, but it must be a number > 0 and < 1",
                "train.averaging = -1       | train.averaging = -1, but it must be a number >= 0 and <= 1000000 [epochs]",
                "train.patience = 2.5       | train.patience = 2.5, but it must be a whole number from 0 to 1000000",
                "train.plateau = 3          | train.plateau = 3, but it must be a group { ... } of keys",
                "train.epochs = { a = 3 }   | train.epochs = { ... }, but it must be a whole number from 1 to 1000000",
                "datasets = fiducial        | datasets = \"fiducial\", but it must be a list [ ... ]",
                "datasets = []              | datasets = [], but it must be a list of at least 1",
                "datasets = [1st] | datasets[0] = \"1st\", but it must be the name of a star set (letters, digits, - and _, first a letter, at most 61 of them)",
                "potential.parts = [{ type = nfw, share = 1 }] | potential.parts[0] lacks the key scaleRadius: add it",
                "potential.parts = [{ share = 1 }] | potential.parts[0] lacks the key type: give one of power-law-cutoff, miyamoto-nagai, exponential-disc, nfw, hernquist, plummer, isochrone, kepler",
                "potential.parts = [{ type = halo, share = 1 }] | potential.parts[0].type = \"halo\", but it must be one of power-law-cutoff, miyamoto-nagai, exponential-disc, nfw, hernquist, plummer, isochrone, kepler",
                "potential.parts = [{ type = nfw, share = 1, scaleRadius = 0 }] | potential.parts[0].scaleRadius = 0, but it must be a number >= 0.000001 and <= 100000 [kpc]",
                "potential.parts = [{ type = nfw, share = 1, scalRadius = 1 }] | unknown key potential.parts[0].scalRadius; did you mean scaleRadius? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = nfw, share = 1, scale_radius = 1 }] | unknown key potential.parts[0].scale_radius; did you mean scaleRadius? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = nfw, share = 1, rs = 1 }] | unknown key potential.parts[0].rs; did you mean scaleRadius? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = hernquist, share = 1, a = 1 }] | unknown key potential.parts[0].a; did you mean scaleRadius? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = plummer, share = 1, scaleRadius = 1 }] | unknown key potential.parts[0].scaleRadius; did you mean b? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = miyamoto-nagai, share = 1, a = 3, c = 1 }] | unknown key potential.parts[0].c; did you mean b? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = power-law-cutoff, share = 1, alpha = 1, rc = 1 }] | unknown key potential.parts[0].rc; did you mean cutoffRadius? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = power-law-cutoff, share = 1, alfa = 1, rc = 1 }] | unknown key potential.parts[0].alfa; did you mean alpha? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = nfw, weight = 1, scaleRadius = 1 }] | unknown key potential.parts[0].weight; did you mean share? (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = nfw, share = 1, scaleRadius = 1, colour = red }] | unknown key potential.parts[0].colour; the keys here are type, share, scaleRadius (conf/reference.conf lists all keys)",
                "potential.parts = [{ type = kepler, share = 1, scaleRadius = 1 }] | unknown key potential.parts[0].scaleRadius; the keys here are type, share (conf/reference.conf lists all keys)",
                "df.populations = [{ weight = 1, hR = 3, sigmaR = 40, fe_h = 0 }] | unknown key df.populations[0].fe_h; did you mean feH? (conf/reference.conf lists all keys)",
                "df.populations = [{ weight = 1, hR = 3, sigma = 40 }] | unknown key df.populations[0].sigma; did you mean sigmaR? (conf/reference.conf lists all keys)",
            })
    void wrongValueIsRefusedWithKeyValueRangeFileAndLine(String line, String message) {
        Path file = write("\n\n" + line + "\n");
        UserError error = assertThrows(UserError.class, () -> ConfigLoader.load(file, List.of()));
        assertEquals(file + ":3: " + message, error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample { Rmin = 5, Rmax = 4 } | sample.Rmin = 5.0 kpc must be less than sample.Rmax = 4.0 kpc",
                "potential.parts = [{ type = kepler, share = 0.9 }] | the shares of potential.parts sum to 0.9",
                "potential.parts = [{ type = kepler, share = 0.9999999 }] | the shares of potential.parts sum to 0.9999999",
                "potential.parts = [{ type = kepler, share = 0.9 }, { type = plummer, share = 0.2, b = 1 }] | the shares of potential.parts sum to 1.1 (kepler 0.9, plummer 0.2): make them sum to 1, or give one of them share = auto",
                "potential.parts = [{ type = kepler, share = auto }, { type = plummer, share = auto, b = 1 }] | 2 of potential.parts have share = auto: one part at most can have what the others leave",
                "potential.parts = [{ type = kepler, share = auto }, { type = plummer, share = 1, b = 1 }] | the shares of potential.parts sum to 1.0 without the one that is auto: they must leave it something",
                "potential.parts = [{ type = exponential-disc, hR = 3, hz = 0.1 }] | a part of potential.parts, of type exponential-disc, has neither share nor surfaceDensity: give one of them",
                "potential.parts = [{ type = exponential-disc, share = 1, surfaceDensity = 10, hR = 3, hz = 0.1 }] | a part of potential.parts, of type exponential-disc, has both share and surfaceDensity: give one of them",
                "potential.parts = [{ type = exponential-disc, share = 1, hR = 3, hz = 2 }] | an exponential disc with hz = 2.0 kpc and hR = 3.0 kpc: hz must be at most 0.5 hR = 1.5",
                "potential.parts = [{ type = exponential-disc, surfaceDensity = 1000, hR = 3, hz = 0.1 }, { type = kepler, share = auto }] | the shares of potential.parts sum to 8.87503",
                "datasets = [fiducial, fiducial] | datasets names fiducial twice",
                "train.datasets = [fiducial-7myr] | train.datasets names fiducial-7myr, which is not one of datasets",
                "accelerations.datasets = [perturbed-0myr] | accelerations.datasets names perturbed-0myr, which is not one of train.datasets",
                "train.halfWidthR = 8 | train.halfWidthR = 8.0 kpc must be less than train.R0 = 8.0 kpc",
                "train.plateau.floor = 0.1 | train.plateau.floor = 0.1 must be less than train.learningRate = 0.001",
                "accelerations.grid.zmin = 2 | accelerations.grid.zmin = 2.0 kpc must be less than accelerations.grid.zmax = 2.0 kpc",
                "accelerations.profiles.Rmin = 9 | accelerations.profiles.Rmin = 9.0 kpc must be less than accelerations.profiles.Rmax = 9.0 kpc",
                "train.hidden = 10000 | train.members = 20 flows of train.layers = 8, train.hidden = 10000, train.blocks = 2 have 3.2e+09 parameters each",
                "train { members = 10000, hidden = 500 } | train.members = 10000 flows of train.layers = 8",
                "sample { starsPerSeed = 100000000 } | a task would draw 20000000000 stars at once",
                "sample { seeds = 100000000, seedsPerFile = 1, starsPerSeed = 1 } | sample.seeds = 100000000 with sample.seedsPerFile = 1 are 100000000 files",
                "accelerations.grid { R = 100000, z = 100000 } | accelerations.grid.R = 100000 times accelerations.grid.z = 100000 are 10000000000 positions",
                "spiral { z = 100000 } | spiral.z = 100000 times spiral.vz = 121 are 12100000 points",
                "slices.halfWidthR = 8 | slices.halfWidthR = 8.0 kpc must be less than slices.R = 8.0 kpc",
                "accelerations.velocities.dvMin = 90 | accelerations.velocities.dvMin = 90.0 km/s must be less than"
            })
    void keysThatDoNotGoTogetherAreRefused(String line, String message) {
        Path file = write(line + "\n");
        UserError error = assertThrows(UserError.class, () -> ConfigLoader.load(file, List.of()));
        assertTrue(error.getMessage().startsWith(file + ": " + message), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "=3", "seed=[", "seed="})
    void settingThatIsNoKeyAndValueIsRefused(String setting) {
        UserError error = assertThrows(UserError.class, () -> ConfigLoader.reference(List.of(setting)));
        assertTrue(error.getMessage().contains("--set " + setting), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }

    @Test
    void missingFileIsRefusedByName() {
        Path file = directory.resolve("none.conf");
        UserError error = assertThrows(UserError.class, () -> ConfigLoader.load(file, List.of()));
        assertTrue(error.getMessage().startsWith("cannot read the configuration file " + file), error.getMessage());
    }

    private Path write(String text) {
        try {
            return Files.writeString(directory.resolve("run.conf"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
