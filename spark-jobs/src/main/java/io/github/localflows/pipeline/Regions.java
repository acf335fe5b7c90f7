package io.github.localflows.pipeline;

import com.typesafe.config.Config;
import io.github.localflows.config.AutoNumber;
import io.github.localflows.field.Reach;
import io.github.localflows.phase.Region;
import io.github.localflows.stage.FieldGrid;
import io.github.localflows.stage.FieldPlaces;
import io.github.localflows.stage.field.AccelerationSettings;
import io.github.localflows.stage.field.ResolutionSettings;
import io.github.localflows.stage.field.SliceSettings;
import io.github.localflows.stage.field.SpiralSettings;
import io.github.localflows.stage.potential.PotentialFitSettings;
import io.github.localflows.stage.stars.KnownSets;
import io.github.localflows.stage.train.TrainSettings;
import io.github.localflows.stage.weakform.WeakFormSettings;
import io.github.localflows.starset.StarSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the places that a configuration asks for fit together: stars are drawn where flows are trained, and flows are
 * asked where they are trained. That some positions lie outside is fine; that all of them do is a mistake, which is better
 * known before the first star is drawn.
 */
final class Regions {
    /** Edges that differ by less are the same, written in other numbers [kpc]. */
    private static final double ROUNDING = 1e-9;

    private static final String FOLLOW =
            ": set them to auto, so that they follow the training volume, or move it (train.R0, train.halfWidthR,"
                    + " train.absZmax)";

    private final AccelerationSettings accelerations;
    private final SpiralSettings spiral;
    private final ResolutionSettings resolution;
    private final SliceSettings slices;
    private final TrainSettings train;
    private final WeakFormSettings weakForm;
    private final PotentialFitSettings potentialFit;
    private final StarSets stars;
    private final boolean absZFollows;

    private Regions(Config config) {
        accelerations = AccelerationSettings.from(config);
        spiral = SpiralSettings.from(config);
        resolution = ResolutionSettings.from(config);
        slices = SliceSettings.from(config);
        train = TrainSettings.from(config);
        weakForm = WeakFormSettings.from(config);
        potentialFit = PotentialFitSettings.from(config);
        stars = KnownSets.from(config);
        absZFollows = AutoNumber.follows(config.getValue("accelerations.density.absZ"));
    }

    /**
     * Refuses a configuration of which nothing can come.
     *
     * @return what is doubtful about it, a line each
     * @throws IllegalArgumentException naming the keys, and what to set
     */
    static List<String> checked(Config config) {
        Regions regions = new Regions(config);
        List<String> warnings = new ArrayList<>();
        regions.checkSample(warnings);
        if (!regions.weakForm.datasets().isEmpty()) {
            checkPotential(
                    "weakForm",
                    regions.weakForm.places(),
                    regions.weakForm.places().volume(),
                    regions.words());
        }
        if (!regions.potentialFit.datasets().isEmpty()) {
            regions.checkPotentialFit();
        }
        if (!regions.accelerations.datasets().isEmpty()) {
            regions.checkPositions();
            regions.checkColumn(warnings);
        }
        return warnings;
    }

    /** Stars that moved may be anywhere. */
    private void checkSample(List<String> warnings) {
        Optional<Region> drawnIn = Stream.concat(train.datasets().stream(), weakForm.datasets().stream())
                .flatMap(name -> stars.get(name).known().drawnIn().stream())
                .findFirst();
        if (drawnIn.isEmpty()) {
            return;
        }
        Region volume = train.volume().region();
        Region region = drawnIn.get();
        String both = "the training volume, " + words() + " (train.R0, train.halfWidthR, train.absZmax), %s"
                + " the region where stars are drawn, " + region.Rmin() + " < R < " + region.Rmax() + " kpc, |z| < "
                + region.absZmax() + " kpc (sample.Rmin, sample.Rmax, sample.absZmax): ";
        if (volume.Rmax() <= region.Rmin() || volume.Rmin() >= region.Rmax()) {
            throw new IllegalArgumentException(
                    both.formatted("lies outside of") + "no star would be in it; move one of them to the other");
        }
        if (volume.Rmin() < region.Rmin() - ROUNDING
                || volume.Rmax() > region.Rmax() + ROUNDING
                || volume.absZmax() > region.absZmax() + ROUNDING) {
            warnings.add(both.formatted("sticks out of")
                    + "no star is beyond its edge, where flows blur the step, and accelerations near it are wrong;"
                    + " widen the region or make the volume smaller");
        }
    }

    private void checkPotentialFit() {
        Region volume = train.volume().region();
        if (accelerations.edge() >= train.volume().halfWidthR() || accelerations.edge() >= volume.absZmax()) {
            return; // nothing of the volume is left, which is refused by its own name
        }
        checkPotential(
                "potentialFit",
                potentialFit.places(),
                potentialFit.reach(),
                words() + " (without " + accelerations.edge() + " kpc at its edge, accelerations.edge)");
        double absZmin = potentialFit.absZmin();
        if (Arrays.stream(potentialFit.places().grid().zs())
                .noneMatch(z -> Math.abs(z) >= absZmin
                        && potentialFit.reach().contains(train.volume().R0(), z))) {
            throw new IllegalArgumentException("potentialFit.absZmin = " + absZmin
                    + " kpc: no height of accelerations.grid is so far from the plane and in the training volume, "
                    + words() + ": set it to auto or to less");
        }
    }

    /** A potential means something in its volume alone. */
    private static void checkPotential(String section, FieldPlaces places, Region volume, String words) {
        double slack = ROUNDING;
        if (places.R0() < volume.Rmin() - slack
                || places.R0() > volume.Rmax() + slack
                || places.absZ() > volume.absZmax() + slack) {
            throw new IllegalArgumentException(section + ": the density at accelerations.profiles.R0 = " + places.R0()
                    + " kpc and the column of |z| < accelerations.density.absZ = " + places.absZ()
                    + " kpc reach out of the training volume, " + words + FOLLOW);
        }
        Reach reach = new Reach(volume, 0);
        if (places.grid().positions().stream()
                .noneMatch(position -> reach.refusal(position.R(), position.z()).isEmpty())) {
            throw new IllegalArgumentException(
                    section + ": no position of accelerations.grid lies in the training volume, " + words + FOLLOW);
        }
    }

    private void checkPositions() {
        Region volume = train.volume().region();
        double edge = accelerations.edge();
        if (edge >= train.volume().halfWidthR() || edge >= volume.absZmax()) {
            throw new IllegalArgumentException(
                    "accelerations.edge = " + edge + " kpc leaves nothing of the training volume, " + words()
                            + ": make it less than train.halfWidthR and train.absZmax, or these larger");
        }
        Reach reach = new Reach(volume, edge);
        String known = " lies where the flows know f, " + edge + " kpc (accelerations.edge) inside of " + words();
        FieldGrid grid = accelerations.grid();
        // R and z decide apart from each other: a grid has a known position when a column and a row of it are known.
        if (Arrays.stream(grid.Rs()).noneMatch(R -> reach.refusal(R, 0).isEmpty())
                || Arrays.stream(grid.zs())
                        .noneMatch(z -> reach.refusal(train.volume().R0(), z).isEmpty())) {
            throw new IllegalArgumentException("no position of accelerations.grid, " + grid.R() + " radii from "
                    + grid.Rmin() + " to " + grid.Rmax() + " kpc and " + grid.z() + " heights from " + grid.zmin()
                    + " to " + grid.zmax() + " kpc," + known + more(grid.R(), grid.z())
                    + " (accelerations.grid.Rmin, Rmax, zmin, zmax)" + FOLLOW);
        }
        AccelerationSettings.Profiles profiles = accelerations.profiles();
        if (Arrays.stream(profiles.Rs()).noneMatch(R -> reach.refusal(R, 0).isEmpty())) {
            throw new IllegalArgumentException("no position of the radial profile, " + profiles.points()
                    + " radii from " + profiles.Rmin() + " to " + profiles.Rmax() + " kpc," + known
                    + more(profiles.points(), profiles.points())
                    + " (accelerations.profiles.points, Rmin, Rmax)" + FOLLOW);
        }
        if (Arrays.stream(profiles.zs())
                .noneMatch(z -> reach.refusal(profiles.R0(), z).isEmpty())) {
            throw new IllegalArgumentException("no position of the vertical profile, " + profiles.points()
                    + " heights within " + profiles.absZmax() + " kpc at R = " + profiles.R0() + " kpc," + known
                    + more(profiles.points(), profiles.points())
                    + " (accelerations.profiles.points, R0, absZmax)" + FOLLOW);
        }
        if (reach.refusal(spiral.R(), spiral.absZmax()).isPresent()) {
            throw new IllegalArgumentException("the phase spiral at spiral.R = " + spiral.R()
                    + " kpc, |z| <= spiral.absZmax = " + spiral.absZmax() + " kpc, is not where the flows know f, "
                    + edge + " kpc (accelerations.edge) inside of " + words() + FOLLOW);
        }
        if (reach.refusal(resolution.R(), 0).isPresent()) {
            throw new IllegalArgumentException("resolution.R = " + resolution.R()
                    + " kpc is not where the flows know f, " + edge + " kpc (accelerations.edge) inside of " + words()
                    + FOLLOW);
        }
        if (!train.volume().region().encloses(slices.R(), SliceSettings.REFERENCE_HEIGHT)) {
            throw new IllegalArgumentException("the slices of f through slices.R = " + slices.R() + " kpc, "
                    + SliceSettings.REFERENCE_HEIGHT + " kpc above the plane, are not where the flows know f, "
                    + words() + FOLLOW);
        }
    }

    /** Two points are the ends of their range, which is the edge when it follows the volume. */
    private static String more(int first, int second) {
        return Math.min(first, second) == 2 ? "; take 3 points or more" : "";
    }

    /** The surface density needs the grid on both sides of the plane at the radius of the vertical profile. */
    private void checkColumn(List<String> warnings) {
        FieldGrid grid = accelerations.grid();
        double absZ = accelerations.density().absZ();
        double R0 = accelerations.profiles().R0();
        boolean holds = grid.zmin() <= -absZ && absZ <= grid.zmax();
        if (!holds && !absZFollows) {
            throw new IllegalArgumentException("accelerations.density.absZ = " + absZ
                    + " kpc is beyond the grid, whose heights go from accelerations.grid.zmin = " + grid.zmin()
                    + " to accelerations.grid.zmax = " + grid.zmax()
                    + " kpc: set accelerations.density.absZ to auto, or"
                    + " extend the grid");
        }
        if (!holds || R0 < grid.Rmin() || R0 > grid.Rmax()) {
            warnings.add("there will be no surface density: the grid, R from " + grid.Rmin() + " to " + grid.Rmax()
                    + " kpc and z from " + grid.zmin() + " to " + grid.zmax()
                    + " kpc (accelerations.grid), does not hold"
                    + " |z| < " + absZ + " kpc (accelerations.density.absZ) at R = " + R0
                    + " kpc (accelerations.profiles.R0)");
        }
    }

    private String words() {
        TrainSettings.Volume volume = train.volume();
        return volume.R(-1) + " < R < " + volume.R(1) + " kpc, |z| < " + volume.absZmax() + " kpc";
    }
}
