package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import io.github.localflows.config.DatasetName;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.pipeline.ConfigLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
    /** The quickstart as it was when these hashes were written down. */
    private static final String QUICKSTART =
            """
            datasets = [fiducial, perturbed-0myr, perturbed-200myr, perturbed-500myr]
            sample { seeds = 160, starsPerSeed = 10000 }
            train { datasets = [fiducial], members = 1, epochs = 40, batch = 4000, learningRate = 3e-3, schedule = cosine }
            accelerations { datasets = [fiducial], grid { R = 21, z = 41 } }
            """;

    /** Runs that were made before must be found again: another hash would make every one of them stale. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "stars, bd7c87388eb2e05c42eccd8e418a32db52726237724be91212bdd8877585b2f5",
        "kicked, 09051872dddd375241c78bde310fc107fc9826c0f873bb7e92f6c0c2f9a95024",
        "member, 2f2581aa834f1705e21679ce3abd5a171002f68824e2d4580fd42ec434aeca2e",
        "accelerations, f1a8d3d613fe702b3c8e29044fabb5c4b6a779dc3680e413157839f87222371e",
        "spiral, 1dcf5c35872827ae687b92766ea1c4258546823534e7eafca11ab7f1a2e2e8cd",
    })
    void recipesOfTheQuickstartAreWhatTheyWere(String output, String hash) {
        Config config = ConfigLoader.load(QUICKSTART, "quickstart.conf", List.of());
        DatasetName fiducial = DatasetName.FIDUCIAL;
        StageConfiguration configuration =
                switch (output) {
                    case "stars" -> StageConfiguration.stars(config, fiducial);
                    case "kicked" -> StageConfiguration.stars(config, DatasetName.parse("perturbed-200myr"));
                    case "member" -> StageConfiguration.member(config, fiducial);
                    case "accelerations" -> StageConfiguration.accelerations(config, fiducial);
                    default -> StageConfiguration.spiral(config, fiducial);
                };
        assertEquals(
                hash,
                Recipe.of(output, fiducial.toString(), configuration, Map.of()).hash());
    }
}
