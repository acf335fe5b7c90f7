package io.github.localflows.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A mistake in a configuration, in a file or after {@code --set}.
 *
 * @param mistake which it is
 * @param inFile where it is
 */
record SettingKind(Mistake mistake, boolean inFile) implements HostileKind {
    /** All mistakes, in either place. */
    static List<HostileKind> all() {
        List<HostileKind> all = new ArrayList<>();
        for (Mistake mistake : Mistake.values()) {
            all.add(new SettingKind(mistake, true));
            all.add(new SettingKind(mistake, false));
        }
        return all;
    }

    @Override
    public String title() {
        return (inFile ? "configuration " : "--set ") + mistake;
    }

    @Override
    public HostileInput make(Draw draw, Workplace place) throws IOException {
        String command = draw.of(
                "sample",
                "perturb",
                "evolve",
                "train",
                "accelerations",
                "weak-form",
                "potential",
                "compare",
                "figures",
                "report",
                "pipeline");
        List<String> assignments = mistake.assignments(draw);
        List<String> arguments = new ArrayList<>(place.command(command));
        if (inFile) {
            place.write("whole.conf", WholeRun.CONFIGURATION + String.join("\n", assignments) + "\n");
        } else {
            assignments.forEach(assignment -> {
                arguments.add("--set");
                arguments.add(assignment);
            });
        }
        return new HostileInput(String.join("; ", assignments), arguments);
    }
}
