package io.github.localflows.nf.kernel;

/**
 * ln p of each row and its gradients.
 *
 * @param logProb [n] ln p
 * @param dx [n][features], row-major, gradient with respect to the features
 * @param dcontext [n][context], row-major, gradient with respect to the context; empty without context
 */
public record LogProbGradients(double[] logProb, float[] dx, float[] dcontext) {
    public static LogProbGradients allocate(int n, FlowShape shape) {
        return new LogProbGradients(new double[n], new float[n * shape.features()], new float[n * shape.context()]);
    }
}
