package io.github.localflows.comparison;

import io.github.localflows.benchmark.Fiducial;
import io.github.localflows.df.Measure;
import io.github.localflows.df.QuasiIsothermalMixture;
import io.github.localflows.phase.Region;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.CompositePotential;
import io.github.localflows.potential.MilkyWay;
import java.util.Arrays;
import java.util.Locale;

/**
 * Both methods on stars of the fiducial disc, whose model neither has: seconds of a whole fit, and az beside the exact one.
 *
 * <pre>
 *   ./mvnw -q -Pbenchmark -pl core -Dbenchmark=io.github.localflows.comparison.FiducialFits -Djmh="STARS THREADS"
 * </pre>
 *
 * {@code STARS} fill |R - 8| &lt; 1 kpc, |z| &lt; 2.5 kpc. Chains as Naik et al. (2022) have them: 40 walkers, 10,000 + 2,000 steps for
 * the Jeans equation, 100 + 1,000 for the vertical distribution function.
 */
public final class FiducialFits {
    private FiducialFits() {}

    /** As the class says. */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[1]);
        Stars stars = Fiducial.stars(
                QuasiIsothermalMixture.milkyWay(), Region.about(MilkyWay.R0, 1, 2.5), Integer.parseInt(arguments[0]));

        long start = System.nanoTime();
        JeansFit jeans = JeansFit.of(stars, Measure.VOLUME);
        JeansFit.Result jeansResult =
                jeans.fit(new FitSettings(4, 40, new StretchSampler(10_000, 2000, 5, threads), 1));
        System.out.printf(
                Locale.ROOT,
                "Jeans: %d cells, %.1f s, chi-square %.0f of %d%n",
                jeans.cells().size(),
                1e-9 * (System.nanoTime() - start),
                jeansResult.chiSquare(),
                jeansResult.degreesOfFreedom());
        print(jeansResult.fit());

        start = System.nanoTime();
        VerticalDfFit.Result vertical =
                VerticalDfFit.of(stars).fit(new FitSettings(4, 40, new StretchSampler(100, 1000, 5, threads), 1));
        System.out.printf(
                Locale.ROOT, "vertical DF: %d stars, %.1f s%n", vertical.stars(), 1e-9 * (System.nanoTime() - start));
        print(vertical.fit());
    }

    private static void print(Fit fit) {
        Chain chain = fit.chain();
        System.out.printf(
                Locale.ROOT,
                "  acceptance %.2f, tau %s steps, %.0f tau%n",
                chain.acceptance(),
                Arrays.toString(Arrays.stream(chain.autocorrelationTimes())
                        .mapToLong(Math::round)
                        .toArray()),
                chain.lengthInTimes());
        for (int k = 0; k < fit.parameters().size(); k++) {
            System.out.printf(
                    Locale.ROOT,
                    "  %s = %.4f, %s %s%n",
                    fit.parameters().get(k).name(),
                    fit.best()[k],
                    chain.interval(k),
                    fit.parameters().get(k).unit());
        }
        CompositePotential potential = MilkyWay.potential();
        AccelerationCurve curve = fit.az(0.1, 0.2, 0.4, 0.8, 1.2, 1.6);
        for (int i = 0; i < curve.z().size(); i++) {
            double exact = potential.acceleration(MilkyWay.R0, curve.z().get(i)).az();
            Interval interval = curve.posterior().get(i);
            System.out.printf(
                    Locale.ROOT,
                    "  az at z = %.1f kpc: best/exact - 1 = %+.3f, interval %+.3f .. %+.3f%n",
                    curve.z().get(i),
                    curve.best().get(i) / exact - 1,
                    interval.high() / exact - 1,
                    interval.low() / exact - 1);
        }
    }
}
