package io.github.localflows.stage.stars;

import io.github.localflows.artifact.Storage;
import io.github.localflows.artifact.UserPath;
import io.github.localflows.catalogue.CatalogueFile;
import io.github.localflows.catalogue.Quantity;
import io.github.localflows.cluster.JobName;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.config.UserError;
import io.github.localflows.frame.Astrometry;
import io.github.localflows.frame.AstrometryErrors;
import io.github.localflows.frame.Galactocentric;
import io.github.localflows.frame.GalactocentricFrame;
import io.github.localflows.frame.MeasurementErrors;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes the mock stars of a set as a catalogue would have them: each at a random azimuth, seen from the Sun, with the errors of {@code
 * observe}. So what is done with a real catalogue can be tried with stars whose truth is known.
 */
public final class MockCatalogue {
    private static final List<Quantity> COLUMNS = List.of(
            Quantity.SOURCE_ID,
            Quantity.RA,
            Quantity.DEC,
            Quantity.PARALLAX,
            Quantity.PARALLAX_ERROR,
            Quantity.PMRA,
            Quantity.PMRA_ERROR,
            Quantity.PMDEC,
            Quantity.PMDEC_ERROR,
            Quantity.RADIAL_VELOCITY,
            Quantity.RADIAL_VELOCITY_ERROR);

    private static final int SEED_SHIFT = 32;

    private MockCatalogue() {}

    /**
     * Writes the file.
     *
     * @param set a set of mock stars
     * @param exact whether measurements have no errors
     * @return how many stars it has
     * @throws UserError when the set is none of mock stars, or not there, or the file cannot be written
     */
    public static long write(Job job, StarSet set, UserPath out, boolean exact) throws IOException {
        boolean mock = MockName.find(set.name()).isPresent();
        if (!mock) {
            throw new UserError("--stars " + set + " is no set of mock stars: name one of " + MockName.FORMS);
        }
        job.required(set);
        ObserveSettings settings = ObserveSettings.from(job.config());
        Dataset<Row> stars = Storage.reader(job.spark())
                .parquet(job.run().stars(set.name()).toString())
                .select("seed", "star", "R", "z", "vR", "vphi", "vz")
                .orderBy("seed", "star");
        MeasurementErrors errors = settings.errors();
        Measuring measuring = new Measuring(
                settings,
                new GalactocentricFrame(settings.sun()),
                AstrometryErrors.independent(
                        0,
                        0,
                        errors.parallaxMas(),
                        errors.properMotionMasYr(),
                        errors.properMotionMasYr(),
                        errors.vLosKmS()),
                exact);
        JobName name = JobName.ofPart(job.spark(), "measure stars of " + set.name());
        try {
            long count = name.during(stars::count);
            new CatalogueFile(COLUMNS, count).write(out, () -> rows(stars, measuring));
            return count;
            // Nothing declares that Spark throws its own exception, which is checked.
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw SparkTasks.readable("writing " + out.path(), e);
        }
    }

    private static Iterator<Object[]> rows(Dataset<Row> stars, Measuring measuring) {
        return stars.javaRDD().map(measuring::measured).toLocalIterator();
    }

    /** What is measured of a star. */
    private record Measuring(
            ObserveSettings settings, GalactocentricFrame frame, AstrometryErrors covariance, boolean exact)
            implements Serializable {
        private static final long serialVersionUID = 1;

        Object[] measured(Row row) {
            int seed = row.getInt(0);
            int star = row.getInt(1);
            UniformRandomProvider random = RandomStreams.stream(settings.runSeed(), Purpose.MEASUREMENT, 0, seed, star);
            double phi = settings.phiHalfWidth() * (2 * random.nextDouble() - 1);
            PhasePoint point = new PhasePoint(
                    row.getDouble(2), row.getDouble(3), row.getDouble(4), row.getDouble(5), row.getDouble(6));
            Astrometry seen = frame.observe(new Galactocentric(point, phi));
            MeasurementErrors errors = settings.errors();
            Astrometry measured =
                    exact ? seen : covariance.scattered(seen, 1, ZigguratSampler.NormalizedGaussian.of(random)::sample);
            return new Object[] {
                ((long) seed << SEED_SHIFT) + star,
                measured.raDeg(),
                measured.decDeg(),
                measured.parallaxMas(),
                errors.parallaxMas(),
                measured.pmRaMasYr(),
                errors.properMotionMasYr(),
                measured.pmDecMasYr(),
                errors.properMotionMasYr(),
                measured.vLosKmS(),
                errors.vLosKmS()
            };
        }
    }
}
