package io.github.localflows.nf.kernel;

/**
 * Makes a kernel that not every Java virtual machine can run; found as a service, so that a machine without what it needs
 * never loads it.
 */
interface FlowKernelProvider {
    /** Whether this virtual machine can run the kernel. */
    boolean available();

    /** A kernel for flows of the given shape. */
    FlowKernel kernel(FlowShape shape);
}
