package io.github.localflows.flows;

import io.github.localflows.artifact.RunDirectory;
import io.github.localflows.config.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Reads the {@code history.csv} of the flows of a data set. */
public final class LossHistories {
    private static final String FILE = "history.csv";

    private LossHistories() {}

    /**
     * The histories of a data set's flows, in the order of the members.
     *
     * @throws UserError when a flow is damaged, or its history missing or malformed
     */
    public static List<LossCurve> of(RunDirectory run, String dataset) throws IOException {
        run.checked(run.flows(dataset));
        List<Path> directories = new ArrayList<>();
        for (FileStatus child : run.fileSystem().listStatus(run.flows(dataset))) {
            if (child.isDirectory() && child.getPath().getName().startsWith("member-")) {
                directories.add(child.getPath());
            }
        }
        // A hundred flows have names of one length more than ten.
        directories.sort((a, b) -> Integer.compare(member(a), member(b)));
        List<LossCurve> members = new ArrayList<>();
        for (Path directory : directories) {
            Path file = new Path(directory, FILE);
            if (!run.fileSystem().exists(file)) {
                throw new UserError(file + " is missing: train the flows of " + dataset + " again with --overwrite");
            }
            members.add(parse(run.readText(file), file.toString()));
        }
        return members;
    }

    private static int member(Path directory) {
        String name = directory.getName();
        try {
            return Integer.parseInt(name.substring("member-".length()));
        } catch (NumberFormatException e) {
            throw new UserError(directory + " is not a member's directory: it should be member-NN; move it away", e);
        }
    }

    /**
     * A history from its text: a line of names, then one of numbers an epoch.
     *
     * @param where the file, for messages
     */
    public static LossCurve parse(String text, String where) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.size() < 2) {
            throw new UserError(where + " has no epoch: train the flow again with --overwrite");
        }
        List<String> names = Arrays.asList(lines.get(0).split(","));
        List<double[]> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                rows.add(Arrays.stream(lines.get(i).split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
            } catch (NumberFormatException e) {
                throw new UserError(
                        where + " line " + (i + 1) + " (" + e.getMessage()
                                + ") is not a row of numbers: train the flow again with --overwrite",
                        e);
            }
            if (rows.get(i - 1).length != names.size()) {
                throw new UserError(where + " line " + (i + 1) + " has " + rows.get(i - 1).length + " numbers for "
                        + names.size() + " names: train the flow again with --overwrite");
            }
        }
        return new LossCurve(
                column(rows, names, "epoch", where),
                column(rows, names, "training_loss", where),
                column(rows, names, "held_out_loss", where),
                column(rows, names, "learning_rate", where));
    }

    private static double[] column(List<double[]> rows, List<String> names, String name, String where) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new UserError(where + " has no column " + name + " (it has " + String.join(", ", names)
                    + "): train the flow again with --overwrite");
        }
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
}
