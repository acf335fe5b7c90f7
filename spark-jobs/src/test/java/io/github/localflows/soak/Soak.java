package io.github.localflows.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The same work over and over in one process, and what the process holds after each round. */
final class Soak {
    /** One round. */
    interface Round {
        void run(int round) throws IOException;
    }

    private final String what;
    private final List<ProcessState> states;

    private Soak(String what, List<ProcessState> states) {
        this.what = what;
        this.states = states;
    }

    /**
     * Does the work.
     *
     * @param warmUp rounds that fill caches and start threads, of which nothing is measured
     * @param rounds measured rounds
     */
    static Soak of(String what, int warmUp, int rounds, Round work) throws IOException, InterruptedException {
        List<ProcessState> states = new ArrayList<>();
        for (int round = 0; round < warmUp + rounds; round++) {
            work.run(round);
            ProcessState state = ProcessState.now();
            System.out.println(what + ", round " + round + ": " + state);
            if (round >= warmUp) {
                states.add(state);
            }
        }
        Soak soak = new Soak(what, states);
        System.out.println(soak);
        return soak;
    }

    /** The growth per round: the median slope between any two rounds (Theil and Sen), which single outliers do not move. */
    double growth(ToDoubleFunction<ProcessState> quantity) {
        double[] values = states.stream().mapToDouble(quantity).toArray();
        double[] slopes = new double[values.length * (values.length - 1) / 2];
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < i; k++) {
                slopes[n++] = (values[i] - values[k]) / (i - k);
            }
        }
        Arrays.sort(slopes);
        return (slopes[n / 2] + slopes[(n - 1) / 2]) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, growth per round: heap %.3f MB, resident %.2f MB, %.2f files, %.2f threads",
                what,
                growth(ProcessState::heapMB),
                growth(ProcessState::residentMB),
                growth(ProcessState::files),
                growth(ProcessState::threads));
    }
}
