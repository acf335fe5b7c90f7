package io.github.localflows.benchmark;

import io.github.localflows.df.LnfGradients;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Estimator;
import io.github.localflows.field.Position;
import io.github.localflows.field.ShellPoints;
import io.github.localflows.field.VelocityShell;
import io.github.localflows.field.Weighting;
import io.github.localflows.learned.FeatureMap;
import io.github.localflows.learned.FlowDescription;
import io.github.localflows.learned.FlowDistributionFunction;
import io.github.localflows.learned.FlowEnsemble;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.EpochRecord;
import io.github.localflows.nf.train.FlowTrainer;
import io.github.localflows.nf.train.Schedule;
import io.github.localflows.nf.train.TrainedFlow;
import io.github.localflows.nf.train.TrainingSettings;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.MilkyWay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a choice of training brings: the held-out loss of flows and the error of their accelerations, of each and of all
 * together, with the seconds that training took.
 *
 * <pre>
 *   ./mvnw -q -Pbenchmark -pl core -Dbenchmark=io.github.localflows.benchmark.FlowAccuracy \
 *       -Djmh="STARS MEMBERS ACTIVATION EPOCHS BATCH THREADS bounded|linear"
 * </pre>
 *
 * The stars are drawn in the training volume with the measure {@code volume}, and 50,000 others are held out; cosine
 * schedule from 3e-3; the inversion is the default one. Medians of |model/exact - 1| over 7.2 &lt; R &lt; 8.8 kpc.
 */
public final class FlowAccuracy {
    private static final Region VOLUME = Region.about(MilkyWay.R0, 1, 2.5);
    private static final FlowShape SHAPE = FlowShape.unconditional(FeatureMap.FEATURES, 8, 64, 2);
    private static final int HELD_OUT = 50_000;
    private static final double RATE = 3e-3;
    private static final int VELOCITIES = 400;

    private FlowAccuracy() {}

    /** As the class says. */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        int members = Integer.parseInt(arguments[1]);
        FlowShape shape = SHAPE.with(Activation.valueOf(arguments[2].toUpperCase(Locale.ROOT)));
        TrainingSettings settings = new TrainingSettings(
                Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), RATE, Schedule.Cosine.standard());
        FlowTrainer trainer = new FlowTrainer(shape, settings, Integer.parseInt(arguments[5]), System::nanoTime);

        FeatureMap map =
                switch (arguments[6]) {
                    case "bounded" -> FeatureMap.bounded(VOLUME, MilkyWay.V0);
                    case "linear" -> FeatureMap.linear(MilkyWay.R0, MilkyWay.V0);
                    default ->
                        throw new IllegalArgumentException(
                                "radial feature '" + arguments[6] + "' is neither bounded nor linear");
                };
        Stars stars = Fiducial.stars(
                QuasiIsothermalMixture.milkyWay(),
                new Region(VOLUME.Rmin(), VOLUME.Rmax(), VOLUME.absZmax()),
                count + HELD_OUT);
        FlowData data = features(map, stars, 0, count);
        FlowData heldOut = features(map, stars, count, count + HELD_OUT);
        List<FlowEnsemble.Member> trained = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            TrainedFlow flow = trainer.train(data, heldOut, member, epoch -> {});
            FlowDescription description = FlowDescription.of(flow, map, Measure.VOLUME, VOLUME, member, 1, 0, Map.of());
            trained.add(new FlowEnsemble.Member(description, flow.flow()));
            System.out.printf(
                    Locale.ROOT,
                    "member %d: %.0f s, held-out loss %.4f%n",
                    member,
                    flow.history().stream().mapToDouble(EpochRecord::seconds).sum(),
                    flow.best().heldOutLoss());
        }
        try (FlowDistributionFunction f = new FlowDistributionFunction(new FlowEnsemble(trained))) {
            report(f);
        }
    }

    private static FlowData features(FeatureMap map, Stars stars, int from, int to) {
        return map.features(new Stars(
                Arrays.copyOfRange(stars.R(), from, to),
                Arrays.copyOfRange(stars.z(), from, to),
                Arrays.copyOfRange(stars.vR(), from, to),
                Arrays.copyOfRange(stars.vphi(), from, to),
                Arrays.copyOfRange(stars.vz(), from, to)));
    }

    private static void report(FlowDistributionFunction f) {
        BoltzmannInversion inversion = new BoltzmannInversion(
                new VelocityShell(VELOCITIES, MilkyWay.V0, 10, 80, ShellPoints.SOBOL),
                Weighting.FOURTH_ROOT_F,
                Estimator.MOMENTS,
                0);
        List<Position> positions = new ArrayList<>();
        for (double R = 7.25; R < 8.8; R += 0.1) {
            for (double z = -1.45; z < 1.5; z += 0.1) {
                positions.add(new Position(positions.size(), R, z));
            }
        }
        Stars points = inversion.points(positions);
        List<LnfGradients> gradients = List.of(f.memberGradients(points));
        for (int member = 0; member < gradients.size(); member++) {
            report("member " + member, inversion, positions, points, gradients.subList(member, member + 1));
        }
        report("all together", inversion, positions, points, gradients);
    }

    private static void report(
            String whose,
            BoltzmannInversion inversion,
            List<Position> positions,
            Stars points,
            List<LnfGradients> members) {
        List<EnsembleEstimate> estimates = inversion.ensembleEstimates(points, members, new int[members.size()]);
        CompositePotential potential = MilkyWay.potential();
        List<Double> aR = new ArrayList<>();
        List<Double> az = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            Position position = positions.get(i);
            AccelerationEstimate estimate = estimates.get(i).all();
            Acceleration exact = potential.acceleration(position.R(), position.z());
            aR.add(estimate.aR() / exact.aR() - 1);
            if (Math.abs(position.z()) > 0.3) {
                az.add(estimate.az() / exact.az() - 1);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: az, 0.3 < |z| < 1.5 kpc, %.2f%% (median residual %+.2f%%); aR, |z| < 1.5 kpc, %.2f%% (%+.2f%%)%n",
                whose,
                100 * median(az.stream().map(Math::abs).toList()),
                100 * median(az),
                100 * median(aR.stream().map(Math::abs).toList()),
                100 * median(aR));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
