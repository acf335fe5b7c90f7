package io.github.localflows.comparison;

import io.github.localflows.df.Measure;
import io.github.localflows.phase.Stars;
import java.util.Arrays;
import java.util.List;

/**
 * The vertical acceleration by the Jeans equation: a {@link JeansModel} fitted to the density and the dispersions of binned stars.
 *
 * <p>Chi-square runs over three numbers of each cell: nu, sigma_z² and sigma_R². Nine parameters, flat priors: lg nu0 within 2 of
 * the densest cell, hz in 0.01 .. 10 kpc, hR, Rz, RR in 0.1 .. 100 kpc, sz2 and sR2 in 10 .. 10<sup>4</sup> km²/s², all six
 * flat in their lg; alpha in +-1000 and beta in 0 .. 5000 km²/s²/kpc. Method: Salomon et al. (2020, A&amp;A 643, A75), as Naik et
 * al. (2022, MNRAS 511, 1609) use it.
 *
 * <p><b>Errors of the cells:</b> nu/sqrt(N) and, of a variance, sigma² sqrt(2/(N - 1)), with nu and sigma² of the model and not of
 * the cell: where the stars scatter low, an error made of them is too small, and with 133 stars a cell the fit came out lower by
 * 4/N, 3%. The model's own errors come from the fit before, a few times over; then they stay, for the posterior too.
 *
 * <p><b>Weights:</b> where stars have some, density, means and variances are weighted, and N is (sum of weights)² / sum of squared
 * weights. The bins in z then still hold equal numbers of stars.
 *
 * <p><b>Positions:</b> the model's nu is averaged over the cell, and its dispersions are taken at the stars' mean position: the
 * middle of the highest cells, which are wide, is not where their stars are.
 *
 * <p><b>Accuracy:</b> exact, up to sampling, for stars of the model itself ({@code ComparisonAtScaleTest}). For a real disc the form
 * of the model is the error: one sech² is not a mixture of populations.
 *
 * <p><b>Units:</b> kpc, km/s. Immutable and thread-safe.
 */
public final class JeansFit {
    /** Fits with errors of the fit before; the second already changes parameters by a fraction of their errors. */
    private static final int FITS = 4;

    private final JeansBinning binning;
    private final Measure measure;
    private final List<JeansCell> cells;

    private JeansFit(JeansBinning binning, Measure measure, List<JeansCell> cells) {
        this.binning = binning;
        this.measure = measure;
        this.cells = List.copyOf(cells);
    }

    /**
     * Stars in the standard cells.
     *
     * @param stars of one measure, all of 7.1 &lt; R &lt; 8.9 kpc, |z| &lt; 2.5 kpc; others do not matter
     * @param measure of the stars
     * @throws IllegalArgumentException when a star is not finite, or there are too few for the cells; the message says what to do
     */
    public static JeansFit of(Stars stars, Measure measure) {
        return of(stars, measure, JeansBinning.standard());
    }

    /** Stars in other cells; otherwise as {@link #of(Stars, Measure)}. */
    public static JeansFit of(Stars stars, Measure measure, JeansBinning binning) {
        double[] ones = new double[stars.size()];
        Arrays.fill(ones, 1);
        return of(stars, ones, measure, binning);
    }

    /**
     * Stars with weights; otherwise as {@link #of(Stars, Measure, JeansBinning)}.
     *
     * @param weights how much each star counts, finite and at least 0; only their ratios matter
     */
    public static JeansFit of(Stars stars, double[] weights, Measure measure, JeansBinning binning) {
        return new JeansFit(binning, measure, binning.cells(stars, weights, measure));
    }

    /** The cells, by height and then by radius. */
    public List<JeansCell> cells() {
        return cells;
    }

    /** How many stars the cells hold. */
    public int stars() {
        return cells.stream().mapToInt(JeansCell::count).sum();
    }

    /** What is fitted first: the cells with errors of their own. */
    Model model() {
        return new Binned(null);
    }

    /**
     * What the fit gives.
     *
     * @param fit parameters, posterior and az at the binning's R0; its ln likelihood is -chi-square/2
     * @param model the best one
     * @param chiSquare of the best fit
     * @param degreesOfFreedom three a cell, less the nine parameters
     */
    public record Result(Fit fit, JeansModel model, double chiSquare, int degreesOfFreedom) {}

    /** The best fit and its posterior. */
    public Result fit(FitSettings settings) {
        Model model = model();
        BestFit best = BestFit.search(model, settings);
        for (int i = 1; i < FITS; i++) {
            model = new Binned(JeansModel.of(binning.R0(), best.parameters()));
            best = BestFit.near(model, best, settings);
        }
        Fit fit = Fit.about(model, best, settings);
        return new Result(
                fit,
                JeansModel.of(binning.R0(), fit.best()),
                -2 * fit.lnLikelihood(),
                3 * cells.size() - fit.parameters().size());
    }

    /** The cells as arrays, with fixed errors. */
    private final class Binned implements Model {
        private final List<Parameter> parameters;
        /** One over the squared errors of nu, sigma_z² and sigma_R², [3][cells]. */
        private final double[][] weights = new double[3][cells.size()];
        /** What is observed, in the same order. */
        private final double[][] observed = new double[3][cells.size()];

        private final double[] meanZ =
                cells.stream().mapToDouble(JeansCell::meanZ).toArray();

        /** @param errorsOf whose errors the cells have; null for their own */
        Binned(JeansModel errorsOf) {
            double densest = 0;
            for (int i = 0; i < meanZ.length; i++) {
                JeansCell cell = cells.get(i);
                observed[0][i] = cell.nu();
                observed[1][i] = cell.sigmaZ2();
                observed[2][i] = cell.sigmaR2();
                double nu = errorsOf == null ? cell.nu() : nu(errorsOf, cell);
                double sigmaZ2 = errorsOf == null ? cell.sigmaZ2() : errorsOf.sigmaZ2(cell.meanR(), cell.meanZ());
                double sigmaR2 = errorsOf == null ? cell.sigmaR2() : errorsOf.sigmaR2(cell.meanR(), cell.meanZ());
                // The expected number of stars is in proportion to nu, as the observed one is; with weights, the
                // effective one.
                weights[0][i] = cell.effective() / cell.nu() / nu;
                weights[1][i] = 0.5 * (cell.effective() - 1) / (sigmaZ2 * sigmaZ2);
                weights[2][i] = 0.5 * (cell.effective() - 1) / (sigmaR2 * sigmaR2);
                densest = Math.max(densest, cell.nu());
            }
            parameters = JeansModel.parameters(Math.log10(densest));
        }

        private double nu(JeansModel model, JeansCell cell) {
            return model.nu0()
                    * JeansDensity.radialMean(measure, cell.Rmin(), cell.Rmax(), model.R0(), model.hR())
                    * JeansDensity.verticalMean(cell.zMin(), cell.zMax(), model.hz());
        }

        @Override
        public List<Parameter> parameters() {
            return parameters;
        }

        @Override
        public double[] parameters(double[] unit) {
            double[] values = new double[unit.length];
            Arrays.setAll(values, k -> parameters.get(k).at(unit[k]));
            return values;
        }

        @Override
        public double az(double[] values, double z) {
            return JeansModel.of(binning.R0(), values).az(binning.R0(), z);
        }

        @Override
        public double lnPosterior(double[] values) {
            for (int k = 0; k < values.length; k++) {
                if (!parameters.get(k).allows(values[k])) {
                    return Double.NEGATIVE_INFINITY;
                }
            }
            JeansModel model = JeansModel.of(binning.R0(), values);
            int bins = binning.radialBins();
            double[] nu = new double[bins];
            double[] sigmaZ2 = new double[bins];
            double[] sigmaR2 = new double[bins];
            for (int bin = 0; bin < bins; bin++) {
                JeansCell cell = cells.get(bin);
                nu[bin] = model.nu0()
                        * JeansDensity.radialMean(measure, cell.Rmin(), cell.Rmax(), model.R0(), model.hR());
                sigmaZ2[bin] = model.sigmaZ2(cell.meanR(), 0);
                sigmaR2[bin] = model.sigmaR2(cell.meanR(), 0);
            }
            double chiSquare = 0;
            for (int i = 0; i < meanZ.length; i += bins) {
                JeansCell lowest = cells.get(i);
                double sech2 = JeansDensity.verticalMean(lowest.zMin(), lowest.zMax(), model.hz());
                for (int bin = 0; bin < bins; bin++) {
                    double z = meanZ[i + bin];
                    double z2 = sigmaZ2[bin] + model.alpha() * z;
                    if (!(z2 > 0)) {
                        return Double.NEGATIVE_INFINITY;
                    }
                    chiSquare += square(0, i + bin, nu[bin] * sech2)
                            + square(1, i + bin, z2)
                            + square(2, i + bin, sigmaR2[bin] + model.beta() * z);
                }
            }
            return -0.5 * chiSquare;
        }

        private double square(int what, int cell, double expected) {
            double off = observed[what][cell] - expected;
            return weights[what][cell] * off * off;
        }
    }
}
