package io.github.localflows.field;

/** Which residual of the Boltzmann equation is to be small: each velocity is weighted by a power of f. */
public enum Weighting {
    /** The residual of f itself (weights f), as Naik et al. (2022): velocities with many stars count most. */
    F {
        @Override
        double square(double relativeF) {
            return relativeF * relativeF;
        }
    },
    /** Weights sqrt(f): what counting noise asks for, as each star counts once. */
    ROOT_F {
        @Override
        double square(double relativeF) {
            return relativeF;
        }
    },
    /** Weights f^(1/4), between the two: a flow smooths, so that its noise grows more slowly than counting noise. */
    FOURTH_ROOT_F {
        @Override
        double square(double relativeF) {
            return Math.sqrt(relativeF);
        }
    },
    /** The residual of ln f (equal weights): less biased towards zero when the gradients are noisy. */
    LNF {
        @Override
        double square(double relativeF) {
            return 1;
        }
    };

    /** The square of the factor of a velocity's equation in ln f; the argument is f in units of its largest. */
    abstract double square(double relativeF);
}
