package io.github.localflows.nf.kernel;

/**
 * Offers the {@link VectorKernel} where Java runs with {@code --add-modules jdk.incubator.vector}, as Spark 4 does, or has
 * loaded that module since.
 */
public final class VectorKernelProvider implements FlowKernelProvider {
    private static final int BITS_OF_A_FLOAT = 32;

    @Override
    public boolean available() {
        // Lanes of one float mean a processor without vectors, where the Vector API crawls.
        return hasVectors() && VectorProducts.vectorBits() > 2 * BITS_OF_A_FLOAT;
    }

    private static boolean hasVectors() {
        try {
            Class.forName("jdk.incubator.vector.FloatVector", false, VectorKernelProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public FlowKernel kernel(FlowShape shape) {
        return new VectorKernel(shape);
    }
}
