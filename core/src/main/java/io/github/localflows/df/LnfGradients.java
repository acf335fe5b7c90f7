package io.github.localflows.df;

import java.util.List;

/**
 * ln f and its gradient at a batch of points, one array a component, all of the same length.
 *
 * @param lnf natural logarithm of f
 * @param dR d ln f/dR [1/kpc]
 * @param dz d ln f/dz [1/kpc]
 * @param dvR d ln f/dvR [s/km]
 * @param dvphi d ln f/dvphi [s/km]
 * @param dvz d ln f/dvz [s/km]
 * @param dphi d ln f/dphi [1/rad]; empty where f is axisymmetric
 */
public record LnfGradients(
        double[] lnf, double[] dR, double[] dz, double[] dvR, double[] dvphi, double[] dvz, double[] dphi) {
    /** Of an axisymmetric f. */
    public LnfGradients(double[] lnf, double[] dR, double[] dz, double[] dvR, double[] dvphi, double[] dvz) {
        this(lnf, dR, dz, dvR, dvphi, dvz, new double[0]);
    }

    /** Room for {@code n} points of an axisymmetric f, which the caller fills. */
    public static LnfGradients allocate(int n) {
        return allocate(n, false);
    }

    /** Room for {@code n} points, which the caller fills, with the derivative along phi or without. */
    public static LnfGradients allocate(int n, boolean withPhi) {
        return new LnfGradients(
                new double[n],
                new double[n],
                new double[n],
                new double[n],
                new double[n],
                new double[n],
                new double[withPhi ? n : 0]);
    }

    /** Whether f may depend on the azimuth. */
    public boolean hasPhi() {
        return dphi.length > 0;
    }

    /** How many points there are. */
    public int size() {
        return lnf.length;
    }

    /**
     * ln of the mean of several f, and its gradient, at the same points: the mean is of f, not of ln f.
     *
     * @param members values and gradients of each f, at least one, all of the same size
     * @throws IllegalArgumentException without a member
     */
    public static LnfGradients meanOfF(List<LnfGradients> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("mean of no distribution functions: there must be at least one");
        }
        int n = members.get(0).size();
        LnfGradients mean = allocate(n, members.get(0).hasPhi());
        double[] share = new double[members.size()];
        for (int i = 0; i < n; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int m = 0; m < share.length; m++) {
                largest = Math.max(largest, members.get(m).lnf[i]);
            }
            if (largest == Double.NEGATIVE_INFINITY) {
                mean.lnf[i] = largest; // all vanish: the gradient stays zero
                continue;
            }
            double sum = 0;
            for (int m = 0; m < share.length; m++) {
                share[m] = Math.exp(members.get(m).lnf[i] - largest);
                sum += share[m];
            }
            mean.lnf[i] = largest + Math.log(sum / share.length);
            for (int m = 0; m < share.length; m++) {
                // A member that vanishes adds nothing, whatever its gradient says there.
                if (share[m] != 0) {
                    double weight = share[m] / sum;
                    LnfGradients member = members.get(m);
                    mean.dR[i] += weight * member.dR[i];
                    mean.dz[i] += weight * member.dz[i];
                    mean.dvR[i] += weight * member.dvR[i];
                    mean.dvphi[i] += weight * member.dvphi[i];
                    mean.dvz[i] += weight * member.dvz[i];
                    if (mean.hasPhi()) {
                        mean.dphi[i] += weight * member.dphi[i];
                    }
                }
            }
        }
        return mean;
    }

    /**
     * ln f and its gradient of all stars, when these are those of the stars that are seen: ln f - ln S, which differs in its
     * derivatives with respect to R and z alone. Where nothing is seen f is not known, and all are NaN.
     *
     * @param seen the fraction that is seen at each of the points
     */
    public LnfGradients dividedBy(Selection.Seen[] seen) {
        if (seen.length != size()) {
            throw new IllegalArgumentException(
                    seen.length + " fractions of stars at " + size() + " points: there must be one a point");
        }
        LnfGradients all = new LnfGradients(
                lnf.clone(), dR.clone(), dz.clone(), dvR.clone(), dvphi.clone(), dvz.clone(), dphi.clone());
        for (int i = 0; i < seen.length; i++) {
            all.lnf[i] -= seen[i].lnS();
            all.dR[i] -= seen[i].dR();
            all.dz[i] -= seen[i].dz();
            if (seen[i].lnS() == Double.NEGATIVE_INFINITY) {
                for (double[] column : new double[][] {all.lnf, all.dR, all.dz, all.dvR, all.dvphi, all.dvz}) {
                    column[i] = Double.NaN;
                }
                if (all.hasPhi()) {
                    all.dphi[i] = Double.NaN;
                }
            }
        }
        return all;
    }
}
