package io.github.localflows.cli;

import com.typesafe.config.Config;
import io.github.localflows.dataset.RunDirectory;
import io.github.localflows.job.EvaluatePoints;
import io.github.localflows.job.PointFormat;
import io.github.localflows.job.Quantity;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            "or, with x y z, vx vy vz [km/s]. x = R cos phi, y = R sin phi: the disc turns from x to y. Other columns are kept.",
            "  potential     Phi [km^2/s^2]",
            "  acceleration  aR az [pc/Myr^2]",
            "  density       rho [Msun/pc^3]",
            "  actions       Jr Lz Jz [kpc km/s], empty for an unbound or counter-rotating star",
            "  frequencies   Omega kappa nu [km/s/kpc] of the circular orbit in the plane at R",
            "  df            lnf up to a constant, -Infinity for an unbound or counter-rotating star",
            "and with --flow",
            "                lnf_flow and its gradient dlnf_dR dlnf_dz dlnf_dvR dlnf_dvphi dlnf_dvz, empty outside the volume",
            "                that the flows were trained in; left out when accelerations are asked of points without velocities",
            "  acceleration  also aR_flow az_flow from the learned f at the points' positions, with errors aR_flow_err az_flow_err",
            "                if there are several flows, and reason_flow where there is none; see `accelerations` in the",
            "                configuration"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  localflows evaluate --points stars.csv --quantities potential,actions,df --out evaluated",
            "  localflows evaluate --points stars.parquet --quantities acceleration --out evaluated --format parquet",
            "  localflows evaluate --points stars.csv --flow runs/quickstart/flows/fiducial --out learned",
            "  localflows evaluate --points places.csv --quantities acceleration --flow runs/quickstart/flows/fiducial --out felt",
            "  localflows evaluate --points stars.csv --run runs/other-galaxy --quantities density --out evaluated"
        })
final class EvaluateCommand implements Callable<Integer> {
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
            description = "the points: .csv with a header, or .parquet; a path or URI")
    private String points;

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

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "the directory to write, a path or URI")
    private String out;

    @Option(
            names = "--format",
            paramLabel = "csv|parquet",
            defaultValue = "csv",
            description = "how to write it (default: ${DEFAULT-VALUE})")
    private PointFormat format;

    @Option(names = "--overwrite", description = "replace what is at --out")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        if (quantities.isEmpty() && flow == null) {
            throw new ParameterException(spec.commandLine(), "nothing to evaluate: give --quantities, --flow or both");
        }
        Config config = galaxy();
        Set<Quantity> distinct = new LinkedHashSet<>(quantities);
        EvaluatePoints.Request request = new EvaluatePoints.Request(points, List.copyOf(distinct), flow, out, format);
        EvaluatePoints.Result result = EvaluatePoints.run(localflows.session(spec), config, request, overwrite);
        PrintWriter stdout = spec.commandLine().getOut();
        if (result.withoutActions() > 0) {
            stdout.printf(
                    Locale.ROOT,
                    "%,d of %,d points have no actions: unbound or counter-rotating%n",
                    result.withoutActions(),
                    result.points());
        }
        if (result.outsideVolume() > 0) {
            stdout.printf(
                    Locale.ROOT,
                    "%,d of %,d points lie outside the volume that the flows were trained in%n",
                    result.outsideVolume(),
                    result.points());
        }
        if (result.withoutAcceleration() > 0) {
            stdout.printf(
                    Locale.ROOT,
                    "%,d of %,d points have no acceleration from the flows, see reason_flow%n",
                    result.withoutAcceleration(),
                    result.points());
        }
        String flows =
                result.flows() == 0 ? "" : result.flows() == 1 ? " with 1 flow" : " with " + result.flows() + " flows";
        stdout.printf(Locale.ROOT, "%,d points evaluated%s: %s%n", result.points(), flows, result.directory());
        return 0;
    }

    private Config galaxy() throws IOException {
        if (run == null || options.hasFile()) {
            return options.config();
        }
        return options.configOf(
                RunDirectory.at(run, localflows.session(spec).sparkContext().hadoopConfiguration()));
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
