package io.github.localflows.figure;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.artifact.FieldNames;
import io.github.localflows.artifact.Kind;
import io.github.localflows.artifact.Manifest;
import io.github.localflows.artifact.NoRun;
import io.github.localflows.artifact.Origin;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import io.github.localflows.flows.LossCurve;
import io.github.localflows.flows.LossHistories;
import io.github.localflows.stage.potential.PotentialFiles;
import io.github.localflows.stage.stars.MockName;
import io.github.localflows.stage.stars.SplitVelocities;
import io.github.localflows.starset.Density;
import io.github.localflows.table.AccelerationPoints;
import io.github.localflows.table.Profiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The stage {@code figures}: draws what the run holds into {@code figures/}, each figure as PNG and as PDF.
 *
 * <ul>
 *   <li>{@code slices-<set>}: f itself, see {@link SliceMap}
 *   <li>{@code accelerations-<set>}: maps of aR and az, see {@link AccelerationMap}
 *   <li>{@code weak-form-<set>}, {@code potential-<set>}, {@code combined-<set>}: the same of potentials
 *   <li>{@code profiles-<set>}: az(z) and aR(R) by flows and of the potentials, see {@link AccelerationProfiles}
 *   <li>{@code errors-<declared set>}: both for all realisations of a set with errors of measurement together, and for the same
 *       stars without errors, and without the velocities of some, see {@link ErrorProfiles}
 *   <li>{@code disequilibrium}: az(z) of the disturbed sets, see {@link DisequilibriumProfiles}
 *   <li>{@code spirals}: the phase spirals of all star sets, see {@link SpiralMap}
 *   <li>{@code methods}: az(z) by several methods, see {@link MethodProfiles}
 *   <li>{@code resolution}: how finely accelerations are resolved, of all star sets, see {@link ResolutionByStars}
 *   <li>{@code loss-<set>}: how the flows learned, see {@link LossHistory}; those of realisations in one figure
 * </ul>
 *
 * <p>Figures of before are replaced. Where the run has the control {@code exact-f}, it is drawn beside the flows. Realisations of one
 * set that are summed up together have no profiles of their own.
 */
public final class DrawFigures {
    private static final String ERRORS = "errors-";
    private static final String DISEQUILIBRIUM = "disequilibrium";
    private static final String METHODS = "methods";
    private static final String SPIRALS = "spirals";
    private static final String RESOLUTION = "resolution";

    /** What methods are called in figures, by the directory of their kind. */
    private static final Map<String, String> METHOD_NAMES = Map.of("jeans", "Jeans", "df1d", "1D fitting");

    /** What potentials are called in figures. */
    private static final Map<Kind, String> POTENTIAL_NAMES =
            Map.of(Kind.WEAK_FORM, "weak form", Kind.POTENTIAL, "potential of flows", Kind.COMBINED, "combined");

    private final SparkSession spark;
    private final RunDirectory run;
    private final List<String> tables;

    /** The star sets that each declared set stands for, of those that are summed up. */
    private final Map<String, List<String>> realisations;

    /** The control's profiles; of no components when there is none. */
    private final Map<Component, Profile> control;

    /** The profiles that were read, by their star set: several figures have them. */
    private final Map<String, Map<Component, Profile>> read = new HashMap<>();

    /** What is to be drawn, by name: nothing is written before all is read, lest a damaged table leave some figures anew and some not. */
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private final List<String> skipped = new ArrayList<>();

    private DrawFigures(SparkSession spark, RunDirectory run) throws IOException {
        this.spark = spark;
        this.run = run;
        tables = run.accelerationDatasets();
        realisations = realisations(run);
        control = tables.contains(FieldNames.profiles(FieldNames.CONTROL)) ? profiles(FieldNames.CONTROL) : Map.of();
    }

    /**
     * What was drawn.
     *
     * @param written the files
     * @param skipped what was not drawn, and why, one line each
     */
    public record Outcome(List<Path> written, List<String> skipped) {
        /** Copies. */
        public Outcome {
            written = List.copyOf(written);
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Draws all figures that the run has data for.
     *
     * @throws UserError when it has data for none, damaged ones, or a figure of that name is not this program's
     * @throws IOException when a file cannot be read or written
     */
    public static Outcome run(SparkSession spark, RunDirectory run) throws IOException {
        DrawFigures all = new DrawFigures(spark, run);
        run.checkWritable(files(run, all.tables, run.flowDatasets()));
        all.drawFields();
        all.drawPotentials();
        all.drawProfiles();
        all.drawErrors();
        all.drawDisequilibrium();
        all.drawSpirals();
        all.drawMethods();
        all.drawResolution();
        all.drawLosses();
        if (run.finished().isEmpty()) {
            throw NoRun.in(run);
        }
        if (all.figures.isEmpty()) {
            throw new UserError(
                    run + " has nothing to draw: run `train`, `accelerations` or `weak-form` (or `pipeline`) first");
        }
        return new Outcome(all.write(), all.skipped);
    }

    /**
     * The files that are drawn, or may be.
     *
     * @param tables the star sets of which there are accelerations, and declared ones that stand for several of these
     * @param flows the star sets of which there are flows
     */
    public static List<Path> files(RunDirectory run, Collection<String> tables, Collection<String> flows)
            throws IOException {
        List<String> names = new ArrayList<>(List.of(SPIRALS, DISEQUILIBRIUM, METHODS, RESOLUTION));
        Set<String> sets = new TreeSet<>(tables);
        sets.addAll(flows);
        sets.addAll(run.finished(Kind.REALISATIONS));
        List<String> figures = new ArrayList<>(List.of("slices-", "accelerations-", "profiles-", ERRORS, "loss-"));
        for (Kind kind : Kind.potentials()) {
            sets.addAll(run.finished(kind));
            figures.add(kind.directory() + "-");
        }
        for (String set : sets) {
            for (String figure : figures) {
                names.add(figure + set);
            }
        }
        return names.stream()
                .flatMap(name -> Arrays.stream(FigureFormat.values()).map(format -> file(run, name, format)))
                .toList();
    }

    private static Map<String, List<String>> realisations(RunDirectory run) throws IOException {
        Map<String, List<String>> realisations = new TreeMap<>();
        for (String declared : run.finished(Kind.REALISATIONS)) {
            realisations.put(
                    declared,
                    run.checked(run.of(Kind.REALISATIONS, declared)).inputs().keySet().stream()
                            .map(input -> FieldNames.source(new Path(input).getName()))
                            .toList());
        }
        return realisations;
    }

    /** The star sets of which there are flows, or something that is made with them; of realisations none. */
    private List<String> sets() throws IOException {
        Set<String> sets = new TreeSet<>();
        run.flowDatasets().stream().map(Density::set).forEach(sets::add);
        tables.stream().map(FieldNames::source).forEach(sets::add);
        sets.remove(FieldNames.CONTROL);
        realisations.values().forEach(sets::removeAll);
        return List.copyOf(sets);
    }

    private void drawFields() throws IOException {
        boolean hasControl = tables.contains(FieldNames.CONTROL);
        List<AccelerationPoint> floor = AccelerationPoints.control(spark, run, Kind.ACCELERATIONS);
        List<String> slices = run.finished(Kind.SLICES);
        List<String> resolved = run.finished(Kind.RESOLUTION);
        boolean truth = false;
        for (String set : sets()) {
            boolean any = false;
            if (slices.contains(set)) {
                any = true;
                draw("slices-" + set, SliceMap.of(set, SlicePanels.of(spark, run, set)));
            }
            if (tables.contains(set)) {
                any = true;
                List<AccelerationPoint> field = AccelerationPoints.grid(spark, run, run.accelerations(set));
                truth |= field.stream().anyMatch(AccelerationPoint::hasTruth);
                draw("accelerations-" + set, AccelerationMap.of(Kind.ACCELERATIONS, set, field, floor));
            }
            any |= tables.contains(FieldNames.profiles(set));
            // A set may have been asked for some of these alone, or for its resolution.
            if (!any && !resolved.contains(set)) {
                missing("accelerations", set, run.accelerations(set));
            }
        }
        if (!hasControl && truth) {
            skipped.add("the floor of the exact f: there is no " + run.inWords(run.accelerations(FieldNames.CONTROL)));
        }
    }

    private void drawPotentials() throws IOException {
        for (Kind kind : Kind.potentials()) {
            List<AccelerationPoint> floor = AccelerationPoints.control(spark, run, kind);
            for (String set : run.finished(kind)) {
                if (!set.equals(FieldNames.CONTROL)) {
                    List<AccelerationPoint> field = AccelerationPoints.grid(spark, run, run.of(kind, set));
                    draw(kind.directory() + "-" + set, AccelerationMap.of(kind, set, field, floor));
                }
            }
        }
    }

    private void drawProfiles() throws IOException {
        Set<String> sets = new TreeSet<>(sets());
        for (Kind kind : Kind.potentials()) {
            sets.addAll(run.finished(kind));
        }
        sets.remove(FieldNames.CONTROL);
        realisations.values().forEach(sets::removeAll);
        for (String set : sets) {
            List<AccelerationProfiles.Found> found = new ArrayList<>();
            boolean flows = tables.contains(FieldNames.profiles(set));
            if (flows) {
                found.add(new AccelerationProfiles.Found(AccelerationProfiles.FLOWS, profiles(set)));
            }
            for (Kind kind : potentials(set)) {
                Path directory = run.of(kind, set);
                found.add(new AccelerationProfiles.Found(
                        POTENTIAL_NAMES.get(kind),
                        flows
                                ? FoundProfiles.of(PotentialFiles.read(run.fileSystem(), directory), profiles(set))
                                : FoundProfiles.through(AccelerationPoints.grid(spark, run, directory))));
            }
            if (found.isEmpty()) {
                continue;
            }
            if (found.get(0).profiles().values().stream()
                    .anyMatch(profile -> profile.points().size() < 2)) {
                skipped.add("profiles of " + set + ": its grid has a single R or z");
            } else {
                draw("profiles-" + set, AccelerationProfiles.of(set, found, flows ? control : Map.of()));
            }
        }
    }

    /** The potentials of a star set; that of flows alone only where it is not joined with the weak form. */
    private List<Kind> potentials(String set) throws IOException {
        List<Kind> kinds = new ArrayList<>();
        for (Kind kind : Kind.potentials()) {
            if (run.finished(kind).contains(set)) {
                kinds.add(kind);
            }
        }
        if (kinds.contains(Kind.COMBINED)) {
            kinds.remove(Kind.POTENTIAL);
        }
        return kinds;
    }

    private void missing(String what, String set, Path table) {
        skipped.add(what + " of " + set + ": there is no " + run.inWords(table));
    }

    private void drawErrors() throws IOException {
        for (String declared : realisations.keySet()) {
            Path table = run.of(Kind.REALISATIONS, declared);
            Manifest manifest = run.checked(table);
            List<ErrorProfiles.Other> others = new ArrayList<>();
            for (String set : seenOtherwise(manifest.lineage().get(Origin.FROM))) {
                if (others.size() < ErrorProfiles.MOST_OTHERS) {
                    others.add(new ErrorProfiles.Other(set, profiles(set)));
                } else {
                    skipped.add(set + " in " + ERRORS + declared + ": there are " + ErrorProfiles.MOST_OTHERS
                            + " other sets in it");
                }
            }
            int count = realisations.get(declared).size();
            Map<Component, Profile> median = Profiles.read(spark, run, table);
            draw(
                    ERRORS + declared,
                    ErrorProfiles.of(new ErrorProfiles.Realisations(declared, count, median), others, control));
        }
    }

    /** The sets with profiles that are the stars that were observed, first, and these without the velocities of some. */
    private List<String> seenOtherwise(String observed) throws IOException {
        List<String> sets = new ArrayList<>();
        for (String set : sets()) {
            if (!tables.contains(FieldNames.profiles(set))) {
                continue;
            }
            Map<String, String> lineage =
                    run.checked(run.accelerationProfiles(set)).lineage();
            if (set.equals(observed)) {
                sets.add(0, set);
            } else if (SplitVelocities.STAGE.equals(lineage.get(Origin.BY))
                    && lineage.get(Origin.FROM).equals(observed)) {
                sets.add(set);
            }
        }
        return sets;
    }

    private void drawDisequilibrium() throws IOException {
        List<DisequilibriumProfiles.AtTime> disturbed = new ArrayList<>();
        Optional<Profile> equilibrium = Optional.empty();
        for (String set : sets()) {
            Optional<MockName> name = MockName.find(set);
            if (name.isPresent() && tables.contains(FieldNames.profiles(set))) {
                if (name.get().perturbed()) {
                    disturbed.add(new DisequilibriumProfiles.AtTime(name.get().timeMyr(), az(set)));
                } else if (!name.get().evolved()) {
                    equilibrium = Optional.of(az(set));
                }
            }
        }
        if (disturbed.size() > 1) {
            draw(DISEQUILIBRIUM, DisequilibriumProfiles.of(disturbed, equilibrium, azOfControl()));
        } else if (disturbed.size() == 1) {
            skipped.add(DISEQUILIBRIUM + ": profiles are there of one time after the kick alone, "
                    + disturbed.get(0).timeMyr() + " Myr");
        }
    }

    private void drawSpirals() throws IOException {
        List<SpiralMap.Panel> panels = new ArrayList<>();
        for (String set : run.spiralDatasets()) {
            if (realisations.values().stream().noneMatch(sets -> sets.contains(set))) {
                panels.add(SpiralPanels.of(spark, run, set));
            }
        }
        if (!panels.isEmpty()) {
            draw(SPIRALS, SpiralMap.of(panels));
        }
    }

    private void drawMethods() throws IOException {
        List<MethodProfiles.Stars> compared = new ArrayList<>();
        for (String set : sets()) {
            List<MethodProfiles.Method> others = methods(set);
            if (!others.isEmpty() && tables.contains(FieldNames.profiles(set))) {
                compared.add(new MethodProfiles.Stars(set, az(set), others));
            } else if (!others.isEmpty()) {
                missing(METHODS, set, run.accelerationProfiles(set));
            }
        }
        if (!compared.isEmpty()) {
            draw(METHODS, MethodProfiles.of(compared, azOfControl()));
        }
    }

    private void drawResolution() throws IOException {
        List<ResolutionByStars.Point> points = ResolutionByStars.points(run);
        if (!points.isEmpty()) {
            draw(RESOLUTION, ResolutionByStars.of(points));
        }
    }

    /** What other estimators than flows say of a star set. */
    private List<MethodProfiles.Method> methods(String set) throws IOException {
        List<MethodProfiles.Method> methods = new ArrayList<>();
        for (Kind kind : Kind.compared()) {
            if (run.finished(kind).contains(set)) {
                methods.add(new MethodProfiles.Method(
                        METHOD_NAMES.getOrDefault(kind.directory(), kind.directory()),
                        Profiles.read(spark, run, run.of(kind, set)).get(Component.AZ)));
            }
        }
        return methods;
    }

    private void drawLosses() throws IOException {
        List<String> flows = new ArrayList<>(run.flowDatasets());
        for (Map.Entry<String, List<String>> declared : realisations.entrySet()) {
            List<LossCurve> all = new ArrayList<>();
            for (String set : declared.getValue()) {
                if (flows.remove(set)) {
                    all.addAll(LossHistories.of(run, set));
                }
            }
            if (!all.isEmpty()) {
                draw("loss-" + declared.getKey(), LossHistory.of(declared.getKey(), all));
            }
        }
        for (String set : flows) {
            draw("loss-" + set, LossHistory.of(set, LossHistories.of(run, set)));
        }
    }

    private Profile az(String set) throws IOException {
        return profiles(set).get(Component.AZ);
    }

    private Profile azOfControl() {
        return AccelerationProfiles.floor(Component.AZ, control);
    }

    private Map<Component, Profile> profiles(String set) throws IOException {
        Map<Component, Profile> profiles = read.get(set);
        if (profiles == null) {
            profiles = Profiles.read(spark, run, run.accelerationProfiles(set));
            read.put(set, profiles);
        }
        return profiles;
    }

    private static Path file(RunDirectory run, String name, FigureFormat format) {
        return new Path(run.figures(), name + "." + format.extension());
    }

    private void draw(String name, Figure figure) {
        figures.put(name, figure);
    }

    private List<Path> write() throws IOException {
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, Figure> figure : figures.entrySet()) {
            for (FigureFormat format : FigureFormat.values()) {
                Path file = file(run, figure.getKey(), format);
                run.writeBytes(file, format.bytes(figure.getValue()));
                written.add(file);
            }
        }
        return written;
    }
}
