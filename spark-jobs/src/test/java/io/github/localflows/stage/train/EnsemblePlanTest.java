package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import io.github.localflows.learned.CoordinateMap;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.pipeline.TestRuns;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.StarSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnsemblePlanTest {
    private static FeatureMap features(String... overrides) throws Exception {
        Config config = TestRuns.config(List.of(overrides));
        StarSet fiducial = KnownSets.find("fiducial", config).orElseThrow();
        return EnsemblePlan.featureMap(fiducial, TrainSettings.from(config), () -> -12.3);
    }

    @Test
    void theRadialFeatureEndsWhereTheTrainingVolumeDoes() throws Exception {
        FeatureMap features = features("train.R0=9", "train.halfWidthR=0.5");
        assertEquals(new CoordinateMap.Bounded(8.5, 9.5), features.R());
    }

    @Test
    void aLinearRadialFeatureIsThatOfNaikEtAl() throws Exception {
        FeatureMap features = features("train.radialFeature=linear");
        assertEquals(new CoordinateMap.Linear(8, 1), features.R());
        assertEquals(new CoordinateMap.Linear(220, 100), features.vphi());
    }

    @Test
    void starsOfUnknownTruthAreCentredOnTheirOwnMeanInWholeKmS() throws Exception {
        Config config = TestRuns.config(List.of());
        StarSet mock = KnownSets.find("fiducial", config).orElseThrow();
        StarSet unknown = new StarSet("mine", "ingest", Optional.empty(), mock.settings(), Knowledge.NONE);
        FeatureMap features = EnsemblePlan.featureMap(unknown, TrainSettings.from(config), () -> -12.3);
        assertEquals(new CoordinateMap.Linear(-12, 100), features.vphi());
        TrainSettings given = TrainSettings.from(TestRuns.config(List.of("train.vphi=7")));
        features = EnsemblePlan.featureMap(unknown, given, () -> -12.3);
        assertEquals(new CoordinateMap.Linear(7, 100), features.vphi());
    }
}
