package io.github.localflows.df;

import io.github.localflows.phase.Stars;

/**
 * The ergodic distribution function of the self-consistent isochrone (Hénon 1960; Binney &amp; Tremaine 2008, eq. 4.54):
 * exactly stationary in its own potential, with no action or quadrature between.
 *
 * <p>GM in kpc km²/s², b in kpc; f without its constant factor.
 */
public final class IsochroneSphere implements DistributionFunction {
    private final double GM;
    private final double b;

    public IsochroneSphere(double GM, double b) {
        this.GM = GM;
        this.b = b;
    }

    @Override
    public double[] lnf(Stars stars) {
        return gradients(stars).lnf();
    }

    @Override
    public LnfGradients gradients(Stars stars) {
        LnfGradients gradients = LnfGradients.allocate(stars.size());
        for (int i = 0; i < stars.size(); i++) {
            double R = stars.R()[i];
            double z = stars.z()[i];
            double vR = stars.vR()[i];
            double vphi = stars.vphi()[i];
            double vz = stars.vz()[i];
            double root = Math.sqrt(b * b + R * R + z * z);
            double E = 0.5 * (vR * vR + vphi * vphi + vz * vz) - GM / (b + root);
            double e = -E * b / GM;
            if (!(e > 0)) {
                gradients.lnf()[i] = Double.NEGATIVE_INFINITY;
                continue;
            }
            double product = e * (1 - e);
            double A = Math.asin(Math.sqrt(e)) / Math.sqrt(product);
            double dA = (1 - (1 - 2 * e) * A) / (2 * product);
            double polynomial = 27 + e * (-66 + e * (320 + e * (-240 + e * 64)));
            double dPolynomial = -66 + e * (640 + e * (-720 + e * 256));
            double factor = 3 * (16 * e * e + 28 * e - 9);
            double bracket = polynomial + factor * A;
            double dBracket = dPolynomial + 3 * (32 * e + 28) * A + factor * dA;
            gradients.lnf()[i] = 0.5 * Math.log(e) - 4 * Math.log(1 - e) + Math.log(bracket);
            double dlnfdE = -b / GM * (0.5 / e + 4 / (1 - e) + dBracket / bracket);
            double dPhidr2 = GM / (2 * root * (b + root) * (b + root));
            gradients.dR()[i] = dlnfdE * dPhidr2 * 2 * R;
            gradients.dz()[i] = dlnfdE * dPhidr2 * 2 * z;
            gradients.dvR()[i] = dlnfdE * vR;
            gradients.dvphi()[i] = dlnfdE * vphi;
            gradients.dvz()[i] = dlnfdE * vz;
        }
        return gradients;
    }
}
