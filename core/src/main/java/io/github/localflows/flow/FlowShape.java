package io.github.localflows.flow;

/**
 * The architecture of a masked autoregressive flow.
 *
 * <p>The flow is {@code layers} times [reverse the order of the features, then an affine transform of each feature whose
 * scale and shift are functions of the features before it], ending in a standard normal (Papamakarios, Pavlakou &amp;
 * Murray 2017). The functions of one layer are one masked network (MADE, Germain et al. 2015) with {@code hidden} units
 * and {@code blocks} residual blocks of two linear maps each, an activation before each; scale = softplus(u) + 1e-3. With context
 * features every network also takes the context, and the base is a Gaussian whose means and log standard deviations are
 * linear in it. Weight for weight the model that the Python package nflows builds.
 *
 * @param features number of features whose density is learned, at least 1
 * @param context number of context features, 0 for none
 * @param layers number of autoregressive layers, at least 1
 * @param hidden hidden units of each layer's network, at least 1
 * @param blocks residual blocks of each layer's network, at least 1
 * @param activation the function between the linear maps
 */
public record FlowShape(int features, int context, int layers, int hidden, int blocks, Activation activation) {
    /** @throws IllegalArgumentException for a component out of its range */
    public FlowShape {
        atLeast(1, features, "features");
        atLeast(0, context, "context");
        atLeast(1, layers, "layers");
        atLeast(1, hidden, "hidden");
        atLeast(1, blocks, "blocks");
        if (activation == null) {
            throw new IllegalArgumentException("flow shape: activation is missing");
        }
    }

    /** With ReLU, as Naik et al. (2022). */
    public FlowShape(int features, int context, int layers, int hidden, int blocks) {
        this(features, context, layers, hidden, blocks, Activation.RELU);
    }

    /** The same with another activation. */
    public FlowShape with(Activation activation) {
        return new FlowShape(features, context, layers, hidden, blocks, activation);
    }

    /** A flow without context, with ReLU. */
    public static FlowShape unconditional(int features, int layers, int hidden, int blocks) {
        return new FlowShape(features, 0, layers, hidden, blocks);
    }

    /** How many parameters a flow of this shape has, masked weights included. */
    public int parameters() {
        return new FlowLayout(this).size();
    }

    /** The degree of input i of a MADE: it may influence what has a higher one. */
    int inputDegree(int i) {
        return i + 1;
    }

    /** The degree of hidden unit i, the same in every hidden layer of a MADE. */
    int hiddenDegree(int i) {
        return i % Math.max(1, features - 1) + Math.min(1, features - 1);
    }

    /** The degree of output i of a MADE, whose outputs are (u, shift) of the first feature, then of the second, ... */
    int outputDegree(int i) {
        return i / 2 + 1;
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException("flow shape: " + name + " = " + value + ", must be at least " + least);
        }
    }
}
