package io.github.localflows.learned;

import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.LogProbGradients;
import org.apache.commons.rng.UniformRandomProvider;

/** The density of the features of stars, those of a {@link FeatureMap}, that one member of an ensemble learned. */
interface StarDensity {
    /** ln p of each row of features. */
    double[] logProb(FlowData features);

    /** ln p of each row of features and its gradients with respect to them. */
    LogProbGradients gradients(FlowData features);

    /** Independent rows of features, all finite. */
    FlowData sample(int n, UniformRandomProvider random);

    /**
     * One flow of all features.
     *
     * @param flow without context
     * @param features how many there are
     */
    record Joint(MaskedAutoregressiveFlow flow, int features) implements StarDensity {
        public Joint {
            boolean withPhi = features > FeatureMap.FEATURES;
            require(
                    flow,
                    features,
                    0,
                    withPhi ? "R, z, vR, vphi, vz and phi together" : "R, z, vR, vphi and vz together");
        }

        @Override
        public double[] logProb(FlowData rows) {
            return flow.logProb(rows);
        }

        @Override
        public LogProbGradients gradients(FlowData rows) {
            return flow.inputGradients(rows);
        }

        @Override
        public FlowData sample(int n, UniformRandomProvider random) {
            return flow.sample(n, random);
        }
    }

    /**
     * Two flows, p = p(R, z) p(vR, vphi, vz | R, z): positions may be known of more stars than velocities.
     *
     * @param positions of the features of R and z
     * @param velocities of the other three, with those of R and z as context
     */
    record Split(MaskedAutoregressiveFlow positions, MaskedAutoregressiveFlow velocities) implements StarDensity {
        private static final int WHERE = FeatureMap.POSITION;
        private static final int HOW_FAST = FeatureMap.FEATURES - WHERE;

        public Split {
            require(positions, WHERE, 0, "R and z");
            require(velocities, HOW_FAST, WHERE, "vR, vphi and vz given R and z");
        }

        @Override
        public double[] logProb(FlowData features) {
            double[] logProb = positions.logProb(FeatureMap.positions(features));
            double[] given = velocities.logProb(FeatureMap.velocities(features));
            for (int i = 0; i < logProb.length; i++) {
                logProb[i] += given[i];
            }
            return logProb;
        }

        @Override
        public LogProbGradients gradients(FlowData features) {
            LogProbGradients where = positions.inputGradients(FeatureMap.positions(features));
            LogProbGradients given = velocities.inputGradients(FeatureMap.velocities(features));
            int n = features.size();
            double[] logProb = new double[n];
            float[] dx = new float[n * FeatureMap.FEATURES];
            for (int i = 0; i < n; i++) {
                logProb[i] = where.logProb()[i] + given.logProb()[i];
                int at = i * FeatureMap.FEATURES;
                for (int k = 0; k < WHERE; k++) {
                    dx[at + k] = where.dx()[i * WHERE + k] + given.dcontext()[i * WHERE + k];
                }
                System.arraycopy(given.dx(), i * HOW_FAST, dx, at + WHERE, HOW_FAST);
            }
            return new LogProbGradients(logProb, dx, new float[0]);
        }

        @Override
        public FlowData sample(int n, UniformRandomProvider random) {
            FlowData where = positions.sample(n, random);
            FlowData given = velocities.sample(FeatureMap.columns(where, 0, WHERE), random);
            float[] x = new float[n * FeatureMap.FEATURES];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < FeatureMap.FEATURES; k++) {
                    x[i * FeatureMap.FEATURES + k] = k < WHERE ? where.feature(i, k) : given.feature(i, k - WHERE);
                }
            }
            return FlowData.of(x, FeatureMap.FEATURES);
        }
    }

    private static void require(MaskedAutoregressiveFlow flow, int features, int context, String what) {
        if (flow.shape().features() != features || flow.shape().context() != context) {
            throw new IllegalArgumentException("the density of " + what + " needs a flow of " + features
                    + " features and " + context + " context features, not " + flow.shape());
        }
    }
}
