package io.github.localflows.moments;

import io.github.localflows.expansion.ExpansionPrior;
import io.github.localflows.expansion.LinearFit;
import io.github.localflows.expansion.PotentialBasis;
import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.expansion.Unsolvable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * The potential that keeps stars steady, without a density of the stars: the generalised method of moments.
 *
 * <p>In a steady state the mean over the stars of the rate of change along orbits of any function psi of position and velocity that
 * vanishes at the edges of a volume is zero; axisymmetric, of stars that are counted by volume,
 * <pre>
 *   E[ vR dpsi/dR + vz dpsi/dz + (vphi²/R) dpsi/dvR - (vR vphi/R) dpsi/dvphi ] = E[ dPhi/dR dpsi/dvR + dPhi/dz dpsi/dvz ]
 * </pre>
 * With Phi a sum over a {@link PotentialBasis} and many {@link TestFunctions} this is b = M c. Its residuals' covariance is found from the stars
 * about a pilot potential, and the coefficients c are those that make the residuals smallest in units of it (Hansen 1982, Econometrica 50,
 * 1029, theorem 3.2), with an {@link ExpansionPrior} whose strength and length are those of the largest evidence.
 *
 * <p><b>Stars of which an unknown fraction S(R, z) is seen:</b> with S psi in place of psi, and each star counted 1/S, the equation becomes one
 * of the stars that are seen,
 * <pre>
 *   E[ ... + (vR d ln S/dR + vz d ln S/dz) psi ] = E[ dPhi/dR dpsi/dvR + dPhi/dz dpsi/dvz ]
 * </pre>
 * which is linear in ln S as well. So a smooth ln S is found with the potential, {@link UnknownSelection}, from the distribution of velocities
 * at each place alone: the density of stars is that of the galaxy times S, and says nothing. Populations of one temperature everywhere would leave the
 * two undecided; how the dispersions change with place, with vphi and with the velocity itself decides them, far less well than a density does:
 * {@code UnknownSelectionTest} has an example.
 *
 * <p><b>Accuracy:</b> nothing is trained or smoothed, so errors hold the scatter of the stars and the prior, not what the basis cannot follow: {@code
 * WeakFormAtScaleTest} has how many hold.
 */
public final class WeakForm {
    /** Fewer stars a moment leave the moments' covariance too uncertain to divide by. */
    public static final int STARS_PER_MOMENT = 20;

    /** How many of the worst moments are named. */
    private static final int NAMED = 3;

    private WeakForm() {}

    /**
     * What was found.
     *
     * @param potential with its errors
     * @param prior of the largest evidence
     * @param effective how many coefficients the stars decide
     * @param test whether the moments of the Boltzmann equation vanish with this potential (Hansen's J)
     * @param stars inside of the volume
     * @param selection what was found of ln S; empty where it was not sought
     */
    public record Solution(
            PotentialEstimate potential,
            ExpansionPrior prior,
            double effective,
            MomentTest test,
            long stars,
            Optional<UnknownSelection> selection) {}

    /**
     * Solves for the potential, and for ln S where it is unknown.
     *
     * @param sums over the stars, about a pilot that is not far off
     * @param prepared what they were made with
     * @throws Unsolvable when the stars are too few, or their moments do not differ from one another
     */
    public static Solution solve(MomentSums sums, WeakFormShape.Prepared prepared) throws Unsolvable {
        return solve(sums, prepared.functions(), prepared.basis(), prepared.gravity(), prepared.unknown());
    }

    /**
     * Solves for the potential.
     *
     * @param sums over the stars, about a pilot that is not far off
     * @param gravity a scale of dPhi/dR [km²/s²/kpc], such as the mean of vphi²/R
     * @throws Unsolvable when the stars are too few, or their moments do not differ from one another
     */
    public static Solution solve(MomentSums sums, TestFunctions functions, PotentialBasis basis, double gravity)
            throws Unsolvable {
        return solve(sums, functions, basis, gravity, Optional.empty());
    }

    private static Solution solve(
            MomentSums sums,
            TestFunctions functions,
            PotentialBasis basis,
            double gravity,
            Optional<UnknownSelection> unknown)
            throws Unsolvable {
        Whitening whitening = Whitening.of(sums, functions, MomentFamily.DYNAMICS);
        int J = sums.b.length;
        int K = basis.size();
        int L = sums.selectionSize();
        if (K + L >= J) {
            throw new Unsolvable("a potential of " + K + " coefficients"
                    + (L > 0 ? " and a selection of " + L : "") + " needs more than " + J
                    + " moments: take fewer heights or a smaller degree for it, or more test functions");
        }
        RealMatrix A = new Array2DRowRealMatrix(J, K + L);
        for (int k = 0; k < K + L; k++) {
            double[] column = new double[J];
            for (int j = 0; j < J; j++) {
                column[j] = k < K ? sums.M[j * K + k] : -sums.N[j * L + k - K];
            }
            A.setColumn(k, whitening.applied(column));
        }
        double[] y = whitening.applied(sums.b);
        ExpansionPrior.Chosen chosen = ExpansionPrior.chosen(
                        A,
                        y,
                        basis,
                        gravity,
                        unknown.map(UnknownSelection::deviations).orElse(List.of(new double[0])))
                .orElseThrow(
                        () -> new Unsolvable("the moments of " + sums.stars + " stars do not decide the potential"));
        LinearFit best = chosen.fit();
        double[] left = sums.b.clone();
        for (int j = 0; j < J; j++) {
            for (int k = 0; k < K; k++) {
                left[j] -= sums.M[j * K + k] * best.mean()[k];
            }
            for (int l = 0; l < L; l++) {
                left[j] += sums.N[j * L + l] * best.mean()[K + l];
            }
        }
        MomentTest test = new MomentTest(
                MomentFamily.DYNAMICS,
                best.chiSquare(),
                J - best.effective(),
                worst(left, sums, functions, MomentFamily.DYNAMICS));
        return new Solution(
                PotentialEstimate.of(basis, best),
                chosen.prior(),
                best.effective(),
                test,
                sums.stars,
                unknown.map(pilot -> new UnknownSelection(
                        pilot.basis(),
                        IntStream.range(K, K + L).mapToObj(k -> best.mean()[k]).toList())));
    }

    /**
     * Whether the moments of a family vanish; those of the Boltzmann equation with the pilot's potential, about which nothing was fitted.
     *
     * @throws Unsolvable when the stars are too few, or their moments do not differ from one another
     */
    public static MomentTest test(MomentSums sums, TestFunctions functions, MomentFamily family) throws Unsolvable {
        double[] moment = sums.moment[family.ordinal()];
        double chiSquare = 0;
        for (double m : Whitening.of(sums, functions, family).applied(moment)) {
            chiSquare += m * m;
        }
        return new MomentTest(family, chiSquare, moment.length, worst(moment, sums, functions, family));
    }

    private static List<MomentTest.Failure> worst(
            double[] moment, MomentSums sums, TestFunctions functions, MomentFamily family) {
        List<String> names = functions.names(family);
        double[] products = sums.products[family.ordinal()];
        int n = moment.length;
        List<MomentTest.Failure> all = new ArrayList<>();
        IntStream.range(0, n)
                .forEach(j -> all.add(new MomentTest.Failure(
                        names.get(j), moment[j] / Math.sqrt(products[Whitening.diagonal(n, j)]))));
        all.sort(Comparator.comparingDouble(failure -> -Math.abs(failure.deviations())));
        return all.subList(0, Math.min(NAMED, n));
    }
}
