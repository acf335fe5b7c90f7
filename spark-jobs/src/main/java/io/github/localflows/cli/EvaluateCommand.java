package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.artifact.Storage;
import io.github.localflows.evaluate.EvaluatePoints;
import io.github.localflows.evaluate.FlowOrigin;
import io.github.localflows.evaluate.Quantity;
import io.github.localflows.input.Frame;
import io.github.localflows.input.PointFormat;
import io.github.localflows.stage.stars.KnownSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "evaluate",
        description = {
            "Evaluates quantities of the model galaxy at points: the same rows in the same order, with columns added.",
            "",
            "The points' positions are columns R z or R phi z or x y z [kpc, rad]; actions and df also need velocities, vR vphi vz",
            "or, with x y z, vx vy vz [km/s]. x = R cos phi, y = R sin phi: the disc turns from x to y (see --frame).",
            "  potential     Phi [km^2/s^2]",
            "  acceleration  aR az [pc/Myr^2]",
            "  density       rho [Msun/pc^3]",
            "  actions       Jr Lz Jz [kpc km/s], empty for an unbound or counter-rotating star",
            "  frequencies   Omega kappa nu [km/s/kpc] of the circular orbit in the plane at R",
            "  df            lnf up to a constant, -Infinity for an unbound or counter-rotating star",
            "and with --flow",
            "                lnf_flow and its gradient dlnf_dR dlnf_dz dlnf_dvR dlnf_dvphi dlnf_dvz, empty outside the volume",
            "                that the flows were trained in; left out when accelerations are asked of points without velocities;",
            "                also dlnf_dphi of flows that see azimuths (train.azimuth), where a point without phi is at phi = 0",
            "  acceleration  also aR_flow az_flow from the learned f at the points' positions, with errors aR_flow_err az_flow_err",
            "                if there are several flows, and reason_flow where there is none; aphi_flow aphi_flow_err of flows",
            "                that see azimuths; see `accelerations` in the configuration",
            "",
            "The galaxy is that of --config, else of --run, else of the run that the flows of --flow are of, else of",
            "conf/quickstart.conf. What the command prints and the output's manifest say which.",
            "",
            "The table of points:",
            "  Files     One file (.csv, .ecsv, .fits, .vot, each also compressed, or .parquet), or a directory of files of one",
            "            format, in the order of their names. Each has its own header or schema. Columns are matched by name;",
            "            where a file lacks one, its rows are empty there. Numbers of several types are widened; what cannot be",
            "            without loss is refused. Files of a directory whose names begin with _ or . are left out.",
            "  CSV       As RFC 4180 has it, in UTF-8, or as a byte order mark or --encoding says. Lines that begin with # are",
            "            comments before the header, and rows after it. A row with more or fewer values than the header is refused.",
            "            The output is UTF-8; texts of columns that are not ours stay as they are. As Parquet, columns of numbers",
            "            become numbers (whole ones up to 64 bits; padded ones such as 007 stay texts; empty, -, --, \\N, NA,",
            "            null, N/A, None are absent), true and false Booleans.",
            "            Columns without a name, such as pandas's index, are called _c0, _c1, ... by their places.",
            "  Parquet   All types that Spark reads. Timestamps in nanoseconds become texts in a CSV; in Parquet they must be whole",
            "            microseconds. A CSV holds no arrays, maps, structs or bytes.",
            "  Rows      A row whose coordinates are absent, no finite numbers, or not at R > 0 has nothing computed; one at which a",
            "            quantity is not finite lacks that. If there is such a row, a column `reason` says why (reason_2 if the table",
            "            has one already), and they are counted. If no row can be computed, the table is refused."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows evaluate --points stars.csv --quantities potential,actions,df --out evaluated",
            "  localflows evaluate --points stars.parquet --quantities acceleration --out evaluated.parquet",
            "  localflows evaluate --points stars.csv --flow runs/quickstart/flows/fiducial --out learned",
            "  localflows evaluate --points places.csv --quantities acceleration --flow runs/quickstart/flows/fiducial --out felt",
            "  localflows evaluate --points stars.csv --run runs/other-galaxy --quantities density --out evaluated"
        })
final class EvaluateCommand implements Callable<Integer> {
    /** What to say of a galaxy that is no truth of the stars. */
    private static final String UNKNOWN =
            "; nobody knows the galaxy of the stars, so what is not called flow is of a model that they were not drawn from";

    @ParentCommand
    private LocalFlows localflows;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "a run, whose configuration describes the galaxy where no --config does")
    private String run;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--points",
            paramLabel = "FILE",
            required = true,
            description =
                    "the points: a .csv, .ecsv, .fits, .vot or .parquet file or a directory of them; a path or URI")
    private String points;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "the encoding of a CSV, such as ISO-8859-1 (default: UTF-8)")
    private Charset encoding;

    @Option(
            names = "--frame",
            paramLabel = "galactic|astropy",
            description =
                    "which way the table's disc turns: from x to y, with vphi > 0 (galactic), or from y to x, as in astropy's"
                            + " Galactocentric (default: galactic; a table whose stars mostly turn the other way is refused)")
    private Frame frame;

    @Option(
            names = "--quantities",
            paramLabel = "NAME",
            split = ",",
            converter = QuantityConverter.class,
            description = "what to evaluate, of the above, separated by commas")
    private List<Quantity> quantities = new ArrayList<>();

    @Option(
            names = "--flow",
            paramLabel = "DIR",
            description = "flows to evaluate too: flows/<data set> of a run, or one member of it")
    private String flow;

    @Option(
            names = "--out",
            paramLabel = "DIR|FILE",
            required = true,
            description = "the directory to write, or the .csv or .parquet file; a path or URI")
    private String out;

    @Option(
            names = "--format",
            paramLabel = "csv|parquet",
            completionCandidates = WrittenFormats.class,
            description = "how to write it (default: as the name of --out says, else csv)")
    private PointFormat format;

    @Option(
            names = "--overwrite",
            description = "replace what is at --out, if this command has written it and nothing else lies there")
    private boolean overwrite;

    /** What {@code --format} takes, for completion. */
    static final class WrittenFormats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(PointFormat.values())
                    .filter(PointFormat::isWritten)
                    .map(PointFormat::toString)
                    .iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        if (quantities.isEmpty() && flow == null) {
            throw new ParameterException(spec.commandLine(), "nothing to evaluate: give --quantities, --flow or both");
        }
        Galaxy galaxy = galaxy();
        Set<Quantity> distinct = new LinkedHashSet<>(quantities);
        EvaluatePoints.Request request =
                new EvaluatePoints.Request(points, encoding, frame, List.copyOf(distinct), flow, out, format);
        SparkSession spark = localflows.session(spec);
        EvaluatePoints.Result result = EvaluatePoints.run(spark, galaxy.config(), galaxy.where(), request, overwrite);
        PrintWriter stdout = spec.commandLine().getOut();
        result.remarks().forEach(stdout::println);
        if (run != null || flow != null) {
            stdout.println("galaxy: " + galaxy.where());
        }
        String flows =
                result.flows() == 0 ? "" : result.flows() == 1 ? " with 1 flow" : " with " + result.flows() + " flows";
        stdout.printf(
                Locale.ROOT,
                "%,d points evaluated%s: %s%n",
                result.points(),
                flows,
                Storage.inWords(result.out(), spark.sparkContext().hadoopConfiguration()));
        return 0;
    }

    /**
     * A configuration and where it is from.
     *
     * @param where for people
     */
    private record Galaxy(Config config, String where) {
        Galaxy but(String remark) {
            return new Galaxy(config, where + remark);
        }
    }

    private Galaxy galaxy() throws IOException {
        if (run == null && flow == null) {
            return new Galaxy(options.galaxy(), options.path());
        }
        Configuration hadoop = localflows.session(spec).sparkContext().hadoopConfiguration();
        Optional<FlowOrigin> origin = flow == null ? Optional.empty() : FlowOrigin.of(flow, hadoop);
        Galaxy galaxy = galaxy(origin, hadoop);
        String outdated = origin.flatMap(FlowOrigin::outdated)
                .map(what -> "; the flows are out of date: " + what + " than when they were trained")
                .orElse("");
        boolean known = origin.map(FlowOrigin::known).orElseGet(() -> isAnyTruthKnown(galaxy.config()));
        String unseen = origin.flatMap(FlowOrigin::seen)
                .map(limit -> "; only stars with " + limit + " were seen: f of the flows is that of these stars, and"
                        + " accelerations from it are not corrected")
                .orElse("");
        return galaxy.but(known ? "" : UNKNOWN).but(outdated).but(unseen);
    }

    private Galaxy galaxy(Optional<FlowOrigin> origin, Configuration hadoop) throws IOException {
        Galaxy galaxy;
        if (options.hasFile()) {
            galaxy = new Galaxy(options.galaxy(), options.path());
        } else if (run != null) {
            galaxy = new Galaxy(options.configOf(RunDirectory.at(run, hadoop)), "that of the run " + run);
        } else {
            return origin.map(flows -> new Galaxy(options.configOf(flows), "that of the flows' run, " + flows.where()))
                    .orElseGet(() ->
                            new Galaxy(options.galaxy(), options.path() + ", for nothing says of which the flows are"));
        }
        return galaxy.but(origin.flatMap(flows -> flows.difference(galaxy.config()))
                .map(keys -> "; the flows are of another, whose " + keys)
                .orElse(""));
    }

    /** Of a run with star sets from tables alone nobody knows the galaxy. */
    private static boolean isAnyTruthKnown(Config config) {
        return KnownSets.from(config).asked().stream()
                .anyMatch(set -> set.truth().isPresent());
    }

    /** Reads the name of a quantity. */
    static final class QuantityConverter implements ITypeConverter<Quantity> {
        @Override
        public Quantity convert(String name) {
            return Arrays.stream(Quantity.values())
                    .filter(quantity -> quantity.toString().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("unknown quantity \"" + name + "\"; choose from "
                            + Arrays.stream(Quantity.values())
                                    .map(Quantity::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
