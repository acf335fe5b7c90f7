package io.github.localflows.nf.kernel;

/** The function between the linear maps of a flow's networks. */
public enum Activation {
    /** max(h, 0), as Naik et al. (2022): ln p has kinks, its gradient steps. */
    RELU,
    /** h / (1 + e^-h), also known as swish: ln p is smooth. PyTorch's {@code silu}. */
    SILU
}
