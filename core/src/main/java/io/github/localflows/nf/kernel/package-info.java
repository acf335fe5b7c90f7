/**
 * The arithmetic of a flow: its architecture ({@link io.github.localflows.nf.kernel.FlowShape}), where each parameter stands
 * ({@link io.github.localflows.nf.kernel.FlowLayout}), and two kernels behind the small interface {@link
 * io.github.localflows.nf.kernel.FlowKernel}: one on ND4J's BLAS, and one on Java's Vector API where the processor has it.
 */
package io.github.localflows.nf.kernel;
