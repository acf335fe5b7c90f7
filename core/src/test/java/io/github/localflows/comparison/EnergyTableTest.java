package io.github.localflows.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EnergyTableTest {
    /** (h r)⁴/3072 with h r = 1/16, and rounding. */
    private static final double INTERPOLATION = 5e-9;

    @Test
    void tableIsAsCloseAsItsClassSays() {
        VerticalPotential potential = new VerticalPotential(0, 0, 0, 0);
        for (double sigma1 : new double[] {1, 10, 20}) {
            VerticalDf df = new VerticalDf(potential, 0.3, 0.001, sigma1, 20, 60, 2);
            EnergyTable table = new EnergyTable(df, 20_000, 1_000_000);
            for (double Ez = 0; Ez < 25_000; Ez += 0.7) {
                double f = gaussian(df.c1(), sigma1, Ez) + gaussian(0.3, 20, Ez) + gaussian(0.001, 60, Ez);
                assertEquals(Math.log(f), table.at(Ez), INTERPOLATION);
            }
        }
    }

    @Test
    void tableMayEndAnywhere() {
        VerticalDf df = new VerticalDf(new VerticalPotential(0, 0, 0, 0), 0.3, 0.1, 10, 20, 60, 2);
        EnergyTable all = new EnergyTable(df, 20_000, 1_000_000);
        for (int nodes : new int[] {0, 1, 2, 100}) {
            EnergyTable part = new EnergyTable(df, 20_000, nodes);
            for (double Ez = 0; Ez < 1000; Ez += 0.9) {
                assertEquals(all.at(Ez), part.at(Ez), INTERPOLATION);
            }
        }
    }

    @Test
    void densityBelowTheLeastDoubleHasALogarithm() {
        VerticalDf df = new VerticalDf(new VerticalPotential(0, 0, 0, 0), 0.3, 0.1, 10, 20, 60, 2);
        double exact = Math.log(0.1 / 60 / Math.sqrt(2 * Math.PI)) - 1e7 / 3600;
        assertEquals(exact, new EnergyTable(df, 1000, 100).at(1e7), 1e-9);
    }

    @Test
    void populationsMayBeEmpty() {
        VerticalPotential potential = new VerticalPotential(0, 0, 0, 0);
        VerticalDf two = new VerticalDf(potential, 0.3, 0, 10, 20, 60, 2);
        VerticalDf one = new VerticalDf(potential, 0, 0, 10, 20, 60, 2);
        for (double Ez : new double[] {0, 7, 5000, 1e7}) {
            for (int nodes : new int[] {0, 100_000}) {
                double lnOfTwo = Math.log(0.3 / 20 / Math.sqrt(2 * Math.PI))
                        - Ez / 400
                        + Math.log1p(7.0 / 3 * 2 * Math.exp(Ez / 400 - Ez / 100));
                assertEquals(lnOfTwo, new EnergyTable(two, 20_000, nodes).at(Ez), INTERPOLATION);
                double lnOfOne = -Math.log(10 * Math.sqrt(2 * Math.PI)) - Ez / 100;
                assertEquals(
                        lnOfOne, new EnergyTable(one, 20_000, nodes).at(Ez), 1e-15 * Math.abs(lnOfOne) + INTERPOLATION);
            }
        }
    }

    private static double gaussian(double c, double sigma, double Ez) {
        return c / sigma / Math.sqrt(2 * Math.PI) * Math.exp(-Ez / sigma / sigma);
    }
}
