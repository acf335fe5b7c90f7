package io.github.localflows.nf.kernel;

import java.math.BigInteger;

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
    /** @throws IllegalArgumentException for a component out of its range, or for 2^31 parameters or more */
    public FlowShape {
        atLeast(1, features, "features");
        atLeast(0, context, "context");
        atLeast(1, layers, "layers");
        atLeast(1, hidden, "hidden");
        atLeast(1, blocks, "blocks");
        if (activation == null) {
            throw new IllegalArgumentException("flow shape: activation is missing");
        }
        BigInteger parameters = parameters(features, context, layers, hidden, blocks);
        if (parameters.bitLength() >= Integer.SIZE) {
            throw new IllegalArgumentException("flow shape: " + layers + " layers of " + blocks + " blocks with "
                    + hidden + " hidden units have " + parameters + " parameters; there can be 2^31 - 1");
        }
    }

    /** How many parameters a flow would have, masked weights included, even if there can be no such flow. */
    public static BigInteger parameters(long features, long context, long layers, long hidden, long blocks) {
        // Each map has a weight for each input of each output, and a bias for each output.
        BigInteger block = product(2 * hidden, hidden + 1).add(contextLayer(hidden, context));
        BigInteger layer = product(hidden, features + 1)
                .add(contextLayer(hidden, context))
                .add(block.multiply(BigInteger.valueOf(blocks)))
                .add(product(2 * features, hidden + 1));
        return layer.multiply(BigInteger.valueOf(layers)).add(contextLayer(2 * features, context));
    }

    private static BigInteger contextLayer(long outputs, long context) {
        return context == 0 ? BigInteger.ZERO : product(outputs, context + 1);
    }

    private static BigInteger product(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
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
        return parameters(features, context, layers, hidden, blocks).intValueExact();
    }

    /** How many arrays of weights and biases they are. */
    public long arrays() {
        long contextLayers = context == 0 ? 0 : 1;
        return 2 * (layers * (2 + contextLayers + blocks * (2 + contextLayers)) + contextLayers);
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
