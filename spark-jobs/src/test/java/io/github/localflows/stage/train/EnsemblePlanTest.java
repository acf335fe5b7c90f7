package io.github.localflows.stage.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.config.DatasetName;
import io.github.localflows.df.Measure;
import io.github.localflows.learned.CoordinateMap;
import io.github.localflows.pipeline.TestRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsemblePlanTest {
    private static EnsemblePlan plan(String... overrides) throws Exception {
        return EnsemblePlan.of(null, DatasetName.FIDUCIAL, TestRuns.config(List.of(overrides)), Measure.VOLUME);
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
}
