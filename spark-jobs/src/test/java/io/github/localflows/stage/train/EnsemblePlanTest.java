package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import io.github.localflows.artifact.Origin;
import io.github.localflows.learned.CoordinateMap;
import io.github.localflows.pipeline.TestRuns;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.StarSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnsemblePlanTest {
    private static EnsemblePlan plan(String... overrides) throws Exception {
        Config config = TestRuns.config(List.of(overrides));
        StarSet fiducial = KnownSets.find("fiducial", config).orElseThrow();
        return EnsemblePlan.of(null, fiducial, TrainSettings.from(config), Origin.OF_NO_STARS, () -> -12.3);
    }

    @Test
    void theRadialFeatureEndsWhereTheTrainingVolumeDoes() throws Exception {
        EnsemblePlan plan = plan("train.R0=9", "train.halfWidthR=0.5");
        assertEquals(new CoordinateMap.Bounded(8.5, 9.5), plan.featureMap().R());
        assertEquals(8.5, plan.volume().Rmin());
    }

    @Test
    void aLinearRadialFeatureIsThatOfNaikEtAl() throws Exception {
        EnsemblePlan plan = plan("train.radialFeature=linear");
        assertEquals(new CoordinateMap.Linear(8, 1), plan.featureMap().R());
        assertEquals(new CoordinateMap.Linear(220, 100), plan.featureMap().vphi());
    }

    @Test
    void starsOfUnknownTruthAreCentredOnTheirOwnMeanInWholeKmS() throws Exception {
        Config config = TestRuns.config(List.of());
        StarSet mock = KnownSets.find("fiducial", config).orElseThrow();
        StarSet unknown = new StarSet("mine", "ingest", Optional.empty(), mock.settings(), Knowledge.NONE);
        EnsemblePlan plan = EnsemblePlan.of(null, unknown, TrainSettings.from(config), Origin.OF_NO_STARS, () -> -12.3);
        assertEquals(new CoordinateMap.Linear(-12, 100), plan.featureMap().vphi());
        TrainSettings given = TrainSettings.from(TestRuns.config(List.of("train.vphi=7")));
        plan = EnsemblePlan.of(null, unknown, given, Origin.OF_NO_STARS, () -> -12.3);
        assertEquals(new CoordinateMap.Linear(7, 100), plan.featureMap().vphi());
    }
}
