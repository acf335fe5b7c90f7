package io.github.localflows.hostile;

import io.github.localflows.cli.Program;
import java.util.ArrayList;
import java.util.List;

/** How the program must end that was given something malformed. */
final class Ended {
    private static final int LONGEST_LINE = 1000;

    /** What is told of a run's own configuration is no output of the command. */
    private static final String TOLD = "configuration: ";

    private Ended() {}

    /** All that is wrong with an ending that should be a refusal, so that one failure tells all of it. */
    static List<String> faults(Program ended) {
        List<String> faults = new ArrayList<>();
        String line = ended.err().stripTrailing();
        check(ended.code() == 2, "exit code " + ended.code(), faults);
        check(
                ended.out().lines().allMatch(out -> out.startsWith(TOLD)),
                "stdout has " + ended.out().lines().count() + " lines",
                faults);
        check(line.matches("(?s)localflows: .{9,}"), "the line does not begin as ours do", faults);
        check(line.lines().count() == 1, "stderr has " + line.lines().count() + " lines", faults);
        check(line.length() <= LONGEST_LINE, "the line has " + line.length() + " characters", faults);
        check(line.chars().noneMatch(Character::isISOControl), "the line has control characters", faults);
        check(!line.contains("Exception") && !line.contains("\tat "), "the line names an exception", faults);
        return faults;
    }

    private static void check(boolean right, String fault, List<String> faults) {
        if (!right) {
            faults.add(fault);
        }
    }
}
