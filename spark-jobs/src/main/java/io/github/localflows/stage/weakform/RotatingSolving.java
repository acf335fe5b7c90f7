package io.github.localflows.stage.weakform;

import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Made;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.ManifestNumbers;
import io.github.localflows.artifact.PendingDirectory;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.config.Choice;
import io.github.localflows.expansion.PotentialFile;
import io.github.localflows.expansion.Unsolvable;
import io.github.localflows.moments.MomentFamily;
import io.github.localflows.moments.MomentTest;
import io.github.localflows.moments.RotatingShape;
import io.github.localflows.moments.RotatingSums;
import io.github.localflows.moments.RotatingWeakForm;
import io.github.localflows.stage.FoundPotential;
import io.github.localflows.stage.Job;
import io.github.localflows.starset.StarSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A star set's potential and pattern speed, by {@link RotatingWeakForm}. The table has the accelerations at phi = 0, the Sun's azimuth; so is the potential
 * whose coefficients are beside it.
 *
 * @param shape the functions
 * @param settings where the potential is told
 * @param file name of the table
 */
record RotatingSolving(
        Job job, WeakFormSettings settings, RotatingShape shape, StarSet set, Manifest stars, String file) {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingSolving.class);

    /** @param unfilled what of the volume the stars do not fill, in words */
    Made made(PendingDirectory pending, Optional<String> unfilled) throws IOException {
        long start = System.nanoTime();
        RotatingMoments moments = new RotatingMoments(job, shape, set, stars);
        LOG.info("weak-form: {} stars of {} in the training volume, at all azimuths", moments.stars(), set);
        Map<String, Double> figures = new TreeMap<>();
        CountedStars.Summed<RotatingSums> summed;
        RotatingWeakForm.Solution solution;
        try {
            RotatingShape.Prepared prepared = moments.prepared();
            summed = moments.summed(prepared);
            WorkMeters.of(job.spark()).mark(WeakFormSettings.STAGE, WorkMeters.STARS, moments.stars());
            solution =
                    RotatingWeakForm.solve(summed.sums(), prepared.functions(), prepared.basis(), prepared.gravity());
            figures.put("gravityKm2S2Kpc", prepared.gravity());
        } catch (Unsolvable e) {
            throw moments.refused(e);
        }
        figures.put("addingCoreSeconds", summed.addingSeconds());
        ManifestNumbers.put(figures, "starsUsed", solution.stars());
        ManifestNumbers.put(figures, "coefficientsDecided", solution.effective());
        put(figures, Choice.word(MomentFamily.DYNAMICS), solution.steady());
        put(figures, "axisymmetry", solution.axisymmetric());
        solution.patternSpeed().ifPresent(speed -> {
            ManifestNumbers.put(figures, FieldNames.PATTERN_SPEED, speed.value());
            ManifestNumbers.put(figures, FieldNames.PATTERN_SPEED_ERROR, speed.error());
        });
        PotentialFile.Content content = new PotentialFile.Content(
                solution.potential().atSun(), settings.shape().volume());
        return new FoundPotential(content, Optional.of(solution.potential()), settings.places(), set.truth())
                .made(
                        job,
                        pending,
                        file,
                        stars.origin(),
                        start,
                        OptionalDouble.of(summed.coreSeconds()),
                        figures,
                        said(solution, unfilled));
    }

    /** Tells in which frame the stars are steady; returns what to warn of. */
    private List<String> said(RotatingWeakForm.Solution solution, Optional<String> unfilled) {
        List<String> warnings = new ArrayList<>(unfilled.stream().toList());
        if (solution.patternSpeed().isPresent()) {
            RotatingWeakForm.PatternSpeed speed = solution.patternSpeed().get();
            LOG.info(
                    "weak-form: {} is steady in a frame that rotates at {} km/s/kpc",
                    set,
                    String.format(Locale.ROOT, "%.2f +- %.2f", speed.value(), speed.error()));
        } else {
            warnings.add("its stars decide no pattern speed: they are axisymmetric with p "
                    + MomentTest.inWords(solution.axisymmetric().p()));
        }
        if (solution.steady().p() < MomentTest.REJECTED) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "it fails as a galaxy that is steady in a rotating frame: chi-square is %.0f for %.0f degrees of freedom",
                    solution.steady().chiSquare(),
                    solution.steady().degreesOfFreedom()));
        }
        return warnings;
    }

    private static void put(Map<String, Double> figures, String name, RotatingWeakForm.Test test) {
        ManifestNumbers.put(figures, name + "ChiSquare", test.chiSquare());
        ManifestNumbers.put(figures, name + "DegreesOfFreedom", test.degreesOfFreedom());
        ManifestNumbers.put(figures, name + "P", test.p());
    }
}
