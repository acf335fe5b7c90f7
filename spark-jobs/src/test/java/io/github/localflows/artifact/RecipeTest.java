package io.github.localflows.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.pipeline.ConfigLoader;
import io.github.localflows.pipeline.Stage;
import io.github.localflows.stage.Job;
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
        "stars, 3052a519b67075898d7e5e7785873da9c4a50bca71a7dae391c7c3c6608816b1",
        "kicked, 1fa17add50c5828227837d6108a980ecfe1d0154d74c82c52efa697b3581ac54",
        "member, dd1c6b0dabc7d8ac5ce7383e81c5fbc34a83b721334dd1717c5d3154e33fd0d7",
        "accelerations, 3542752f23b0c701b00e8bb4dcec41cf08ca4aa23b739c628da02f6e6501b1af",
        "spiral, 05230d08d9ccbbce1a6fa8eaea7d5a848687ad9902191f626e51aca279305019",
    })
    void recipesOfTheQuickstartAreWhatTheyWere(String output, String hash) {
        Config config = ConfigLoader.load(QUICKSTART, "quickstart.conf", List.of());
        Job job = Stage.job(null, null, config, false);
        StageConfiguration configuration =
                switch (output) {
                    case "stars" -> job.stars().get("fiducial").settings();
                    case "kicked" -> job.stars().get("perturbed-200myr").settings();
                    case "member" -> job.recipes().apply(job.config()).get(Kind.FLOWS);
                    case "accelerations" -> job.recipes().apply(job.config()).get(Kind.ACCELERATIONS);
                    default -> job.recipes().apply(job.config()).get(Kind.SPIRALS);
                };
        assertEquals(
                hash, Recipe.of(output, "fiducial", configuration, Map.of()).hash());
    }
}
