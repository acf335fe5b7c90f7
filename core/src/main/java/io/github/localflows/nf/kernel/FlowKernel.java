package io.github.localflows.nf.kernel;

import java.util.ServiceLoader;

/**
 * The arithmetic of one flow: densities and gradients of rows of features, a tile of rows at a time.
 *
 * <p>A kernel holds the parameters in whatever layout it computes fastest with; its {@link FlowLane lanes} hold what is
 * computed. One thread uses a lane at a time, any number of lanes compute at once, and nobody {@linkplain #load loads}
 * parameters meanwhile. What a lane computes does not depend on the lane.
 */
public interface FlowKernel extends AutoCloseable {
    /** The fastest kernel that this Java virtual machine can run. */
    static FlowKernel fastest(FlowShape shape) {
        for (FlowKernelProvider provider :
                ServiceLoader.load(FlowKernelProvider.class, FlowKernelProvider.class.getClassLoader())) {
            if (provider.available()) {
                return provider.kernel(shape);
            }
        }
        return new BlasKernel(shape);
    }

    /** What does the arithmetic, for the log. */
    String name();

    /** Rows of a tile; work is best handed out in multiples of it. */
    int tile();

    /** Takes over parameters, in {@link FlowLayout}'s order. */
    void load(float[] parameters);

    /** A new lane, which whoever asks for it closes. */
    FlowLane lane();

    /** Length of what {@link FlowLane#lossGradient} fills. */
    int gradientSize();

    /**
     * From a gradient of {@link FlowLane#lossGradient}, or a sum of such, to {@link FlowLayout}'s order, zero where a mask removes the weight.
     *
     * @param gradient in the kernel's own order
     * @param scale what each element is multiplied by
     * @param out [number of parameters], overwritten
     */
    void unpackGradient(float[] gradient, float scale, float[] out);

    /** Frees native memory. */
    @Override
    void close();
}
