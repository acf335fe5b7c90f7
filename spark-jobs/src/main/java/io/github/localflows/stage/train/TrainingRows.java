package io.github.localflows.stage.train;

import io.github.localflows.config.UserError;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.starset.Density;
import io.github.localflows.starset.TableRows;
import io.github.localflows.starset.TrainingStars;
import io.github.localflows.table.StarBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.spark.sql.SparkSession;

/**
 * The stars of one star set in the training volume, as the features that flows are trained on.
 *
 * @param parts a set for each part of the stars, of which a flow sees one
 * @param heldOut those that no flow is trained on
 */
public record TrainingRows(List<FlowData> parts, FlowData heldOut) {
    /** In place of a part's number: no flow is trained on the star. */
    public static final int HELD_OUT = -1;

    public TrainingRows {
        parts = List.copyOf(parts);
    }

    /**
     * Collects them on the driver, but for those whose weight is 0.
     *
     * @throws UserError when there is none, or a file of theirs is damaged
     */
    static TrainingRows read(SparkSession spark, EnsemblePlan plan) {
        TrainSettings settings = plan.settings();
        TrainSettings.Volume where = settings.volume();
        Density density = plan.density();
        int width = density.context() + settings.features(density);
        boolean weighted =
                TrainingStars.isWeighted(spark, plan.run().stars(plan.set().name()));
        List<CollectedRows> collected = new ArrayList<>();
        try {
            for (int i = 0; i <= settings.parts(); i++) {
                collected.add(
                        CollectedRows.of(spark, width, weighted, CollectedRows.MOST_IN_HEAP / (settings.parts() + 1)));
            }
            CollectedRows others = collected.get(settings.parts());
            IntSupplier part = parts(settings);
            VaryingCoordinates varying =
                    new VaryingCoordinates(TableRows.of(plan.run(), plan.set().name()), width);
            TrainingStars.read(spark, plan.run(), plan.set(), where.region(), settings.azimuth(), stars -> {
                StarBatch batch = stars.batch();
                FlowData features = plan.featureMap().features(batch.stars().withPhi(batch.phi()));
                for (int i = 0; i < features.size(); i++) {
                    // Of every star, so that both densities of a set give it to the same part.
                    int to = part.getAsInt();
                    boolean known = batch.hasVelocity(i) || !density.ofVelocities();
                    if (known && stars.weight(i) > 0) {
                        varying.add(batch, features, i);
                        (to == HELD_OUT ? others : collected.get(to)).add(features, i, stars.weight(i));
                    }
                }
            });
            if (collected.stream().allMatch(rows -> rows.size() == 0)) {
                throw new UserError(
                        "no star of stars/" + plan.set().name()
                                + (plan.set().lacksVelocities() && density.ofVelocities() ? " with a velocity" : "")
                                + (weighted ? " with a weight above 0" : "")
                                + " lies in the training volume |R - "
                                + where.R0() + "| < " + where.halfWidthR() + ", |z| < " + where.absZmax()
                                + " kpc"
                                + (settings.azimuth() > 0
                                        ? " within " + settings.azimuth() + " rad of the Sun's azimuth (train.azimuth)"
                                        : "")
                                + "; they have "
                                + TrainingStars.extent(
                                        spark, plan.run().stars(plan.set().name()))
                                + ": move it (train.R0) or widen it (train.halfWidthR, train.absZmax), or make a set of more stars");
            }
            varying.refuseConstant();
            return new TrainingRows(
                    collected.subList(0, settings.parts()).stream()
                            .map(rows -> data(rows, plan))
                            .toList(),
                    data(others, plan));
        } finally {
            collected.forEach(CollectedRows::close);
        }
    }

    private static FlowData data(CollectedRows rows, EnsemblePlan plan) {
        try {
            return rows.data(plan.density().context());
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "stars/" + plan.set().name() + " has weights that single precision cannot hold (" + e.getMessage()
                            + "): only their ratios matter; divide all by their mean",
                    e);
        }
    }

    /**
     * How many stars of weight 1 scatter as those of some rows do, (sum of w)² / sum of w²; the number of rows where they have no
     * weights.
     */
    static double effective(FlowData rows) {
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < rows.size(); row++) {
            double weight = rows.weight(row);
            sum += weight;
            squares += weight * weight;
        }
        return sum * sum / squares;
    }

    /**
     * Where the stars, by seed and star, go one after another: {@link #HELD_OUT}, for every member the same, or into the
     * part that it gives to. The parts are about equal; which stars are held out does not depend on their number.
     */
    public static IntSupplier parts(TrainSettings settings) {
        UniformRandomProvider heldOut = RandomStreams.stream(settings.runSeed(), Purpose.HELD_OUT);
        UniformRandomProvider parts = RandomStreams.stream(settings.runSeed(), Purpose.PARTS);
        return () -> heldOut.nextDouble() < settings.heldOut() ? HELD_OUT : parts.nextInt(settings.parts());
    }
}
