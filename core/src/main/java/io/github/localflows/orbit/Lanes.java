package io.github.localflows.orbit;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;

/**
 * Stars side by side, each on its own orbit with its own steps, so that the arithmetic runs over columns.
 *
 * <p>A lane holds one star in Cartesian coordinates, which are regular on the axis; when the star has reached the last
 * snapshot its lane takes the next one. No lane looks at another, so a star's orbit has the same bits whichever stars
 * are beside it. Times are in kpc/(km/s), so that no conversion is left in the equations of motion.
 */
final class Lanes {
    /** Lanes: enough to amortise the loops, few enough that all columns stay in a first-level cache. */
    static final int LANES = 64;

    private static final int STAGES = NystromFormula.STAGES;

    /** Part of the step that the estimated error allows; less rejects fewer steps, more takes longer ones. */
    private static final double SAFETY = 0.75;

    private static final double MAX_GROWTH = 2;
    private static final double MAX_SHRINKAGE = 0.2;

    /** First step over |v|/|a|, a fraction of a radian. */
    private static final double FIRST_STEP = 0.1;

    /** The error of a step goes with this power of it. */
    private static final int ERROR_POWER = NystromFormula.LOWER_ORDER + 1;

    /** What makes the bits of 1 from the bits of 1, so that a subtraction of bits is a root. */
    private static final long ROOT_OFFSET = Double.doubleToRawLongBits(1) + Double.doubleToRawLongBits(1) / ERROR_POWER;

    /** Step below which, over the whole time, an orbit is given up: it falls into a singularity. */
    private static final double SMALLEST_STEP = 1e-10;

    private final Potential potential;
    private final Stars initial;
    private final double[] times;
    private final Stars[] snapshots;
    private final double[] energyErrors;
    private final double stepError;

    /** The stars to follow, and the first that has no lane yet. */
    private int[] queue;

    private int waiting;

    /** Lanes in use; columns of vectors hold x of all these lanes, then y, then z. */
    private int n;

    private final int[] star = new int[LANES];
    private final int[] next = new int[LANES];
    private final double[] E0 = new double[LANES];
    private final double[] scale = new double[LANES];
    private final double[] time = new double[LANES];

    /** (1/z) dPhi/dz at the star's place. */
    private final double[] stiffness = new double[LANES];

    /** The step that the error allows, and the one tried, which may end at a snapshot. */
    private final double[] step = new double[LANES];

    private final double[] h = new double[3 * LANES];
    private final double[] q = new double[3 * LANES];
    private final double[] v = new double[3 * LANES];
    private final double[][] a = new double[STAGES][3 * LANES];
    private final double[] stage = new double[3 * LANES];
    private final double[] sum = new double[3 * LANES];
    private final double[] newV = new double[3 * LANES];
    private final double[] qError = new double[3 * LANES];
    private final double[] vError = new double[3 * LANES];
    private final double[] R2 = new double[LANES];
    private final double[] y = new double[LANES];
    private final double[] z = new double[LANES];
    private final double[] error = new double[LANES];
    private final double[] k = new double[3 * LANES];
    private final double[] kz = new double[LANES];

    /**
     * Lanes that write each star's place at each time, and its error in energy, into the given columns.
     *
     * @param times in kpc/(km/s), rising, the first not negative
     */
    Lanes(
            Potential potential,
            Stars initial,
            double[] times,
            Stars[] snapshots,
            double[] energyErrors,
            double stepError) {
        this.potential = potential;
        this.initial = initial;
        this.times = times;
        this.snapshots = snapshots;
        this.energyErrors = energyErrors;
        this.stepError = stepError;
    }

    /** Follows the given stars of the batch to the last time. */
    void follow(int[] which) {
        queue = which;
        waiting = 0;
        // A column of vectors is laid out for n lanes, so n must be known before the first star is admitted.
        n = Math.min(LANES, which.length);
        boolean[] busy = new boolean[n];
        for (int lane = 0; lane < n; lane++) {
            busy[lane] = admit(lane);
        }
        close(busy);
        while (n > 0) {
            attempt();
            boolean allBusy = true;
            for (int lane = 0; lane < n; lane++) {
                busy[lane] = settle(lane) || admit(lane);
                allBusy &= busy[lane];
            }
            if (!allBusy) {
                close(busy);
            }
        }
    }

    /** Puts the next star that has somewhere to go into a lane; false when none is left. */
    private boolean admit(int lane) {
        while (waiting < queue.length) {
            if (start(lane, queue[waiting++])) {
                return true;
            }
        }
        return false;
    }

    private boolean start(int lane, int s) {
        double R = initial.R()[s];
        double height = initial.z()[s];
        double vR = initial.vR()[s];
        double vphi = initial.vphi()[s];
        double vz = initial.vz()[s];
        double Phi = potential.Phi(R, height);
        double speed2 = vR * vR + vphi * vphi + vz * vz;
        star[lane] = s;
        next[lane] = 0;
        if (!(R >= 0 && Math.abs(Phi) < Double.POSITIVE_INFINITY && speed2 < Double.POSITIVE_INFINITY)) {
            giveUp(lane);
            return false;
        }
        energyErrors[s] = 0;
        E0[lane] = 0.5 * speed2 + Phi;
        scale[lane] = stepError * Math.abs(Phi);
        time[lane] = 0;
        // Not known yet; makes the first trend not a number, which counts as none.
        stiffness[lane] = Double.NaN;
        while (next[lane] < times.length && times[next[lane]] == 0) {
            snapshots[next[lane]++].set(s, initial.point(s));
        }
        if (next[lane] == times.length) {
            return false;
        }
        Acceleration start = potential.acceleration(R, height);
        setVector(q, lane, R, 0, height);
        setVector(v, lane, vR, vphi, vz);
        setVector(a[0], lane, start.aR(), 0, start.az());
        double total = times[times.length - 1];
        double first = FIRST_STEP * Math.sqrt(Math.sqrt(R * R + height * height) / Math.hypot(start.aR(), start.az()));
        step[lane] = first < total ? first : total;
        return true;
    }

    private void setVector(double[] column, int lane, double x, double y, double z) {
        column[lane] = x;
        column[n + lane] = y;
        column[2 * n + lane] = z;
    }

    /** One step of every lane, and its error over the one allowed. */
    private void attempt() {
        for (int lane = 0; lane < n; lane++) {
            double remaining = times[next[lane]] - time[lane];
            double hh = step[lane] < remaining ? step[lane] : remaining;
            setVector(h, lane, hh, hh, hh);
        }
        for (int i = 1; i < STAGES; i++) {
            NystromFormula.POSITION[i].fill(3 * n, a, sum);
            drift(3 * n, NystromFormula.time(i), q, v, h, sum, stage);
            accelerate(a[i]);
        }
        NystromFormula.VELOCITY.fill(3 * n, a, sum);
        kick(3 * n, v, h, sum, newV);
        NystromFormula.POSITION_ERROR.fill(3 * n, a, qError);
        NystromFormula.VELOCITY_ERROR.fill(3 * n, a, vError);
        errors(n, v, a[0], h, qError, vError, scale, error);
    }

    private static void drift(int m, double c, double[] q, double[] v, double[] h, double[] sum, double[] stage) {
        for (int i = 0; i < m; i++) {
            stage[i] = q[i] + h[i] * (c * v[i] + h[i] * sum[i]);
        }
    }

    private static void kick(int m, double[] v, double[] h, double[] sum, double[] newV) {
        for (int i = 0; i < m; i++) {
            newV[i] = v[i] + h[i] * sum[i];
        }
    }

    /** Fills the vectors {@code acceleration} of the places in {@code stage}. */
    private void accelerate(double[] acceleration) {
        // Copies first: the compiler vectorises loops only over columns that are read at one and the same index.
        System.arraycopy(stage, n, y, 0, n);
        System.arraycopy(stage, 2 * n, z, 0, n);
        squares(n, stage, y, R2);
        potential.stiffness(n, R2, z, k, kz);
        System.arraycopy(k, 0, k, n, n);
        System.arraycopy(kz, 0, k, 2 * n, n);
        pull(3 * n, stage, k, acceleration);
    }

    private static void squares(int n, double[] x, double[] y, double[] R2) {
        for (int i = 0; i < n; i++) {
            R2[i] = x[i] * x[i] + y[i] * y[i];
        }
    }

    private static void pull(int m, double[] q, double[] k, double[] acceleration) {
        for (int i = 0; i < m; i++) {
            acceleration[i] = -q[i] * k[i];
        }
    }

    /** The estimated error of the step in energy, |v| |dv| + |a| |dq|, over the one allowed. */
    private static void errors(
            int n,
            double[] v,
            double[] a,
            double[] h,
            double[] qError,
            double[] vError,
            double[] scale,
            double[] error) {
        for (int i = 0; i < n; i++) {
            int j = n + i;
            int k = 2 * n + i;
            double speed2 = v[i] * v[i] + v[j] * v[j] + v[k] * v[k];
            double a2 = a[i] * a[i] + a[j] * a[j] + a[k] * a[k];
            double dv2 = vError[i] * vError[i] + vError[j] * vError[j] + vError[k] * vError[k];
            double dq2 = qError[i] * qError[i] + qError[j] * qError[j] + qError[k] * qError[k];
            error[i] = h[i] * (Math.sqrt(speed2 * dv2) + h[i] * Math.sqrt(a2 * dq2)) / scale[i];
        }
    }

    /** Takes or refuses the step of a lane; false when its star has arrived, or is given up. */
    private boolean settle(int lane) {
        double taken = h[lane];
        // Written so that an error that is not a number is refused.
        if (!(error[lane] <= 1)) {
            step[lane] = taken * clamped(allowed(error[lane]));
            if (step[lane] < SMALLEST_STEP * times[times.length - 1]) {
                giveUp(lane);
                return false;
            }
            return true;
        }
        // The step's length is set by how far from the disc's mid-plane the star is, which kz tells: as it approaches,
        // the next step has to be shorter than the last one's error lets it be, by about as much as this one had to.
        double trend = stiffness[lane] / kz[lane];
        stiffness[lane] = kz[lane];
        double growth = clamped(allowed(error[lane]) * (trend > 0 ? trend : 1));
        for (int i = lane; i < 3 * n; i += n) {
            q[i] = stage[i];
            v[i] = newV[i];
            a[0][i] = a[STAGES - 1][i];
        }
        double target = times[next[lane]];
        if (step[lane] < target - time[lane]) {
            time[lane] += taken;
            step[lane] = taken * growth;
            return true;
        }
        // The step was cut to end here; what it leaves to be known about the next one is only that it may be longer.
        time[lane] = target;
        step[lane] = Math.max(step[lane], taken * growth);
        while (next[lane] < times.length && times[next[lane]] == target) {
            arrive(lane);
        }
        return next[lane] < times.length;
    }

    /** How much longer a step of this error might have been: error^(-1/7), with some safety. */
    private static double allowed(double error) {
        // The root from the exponent's bits, then one step of Newton's method: within 2%, which is plenty here.
        double guess = Double.longBitsToDouble(ROOT_OFFSET - Double.doubleToRawLongBits(error) / ERROR_POWER);
        double cube = guess * guess * guess;
        return SAFETY * guess * ((ERROR_POWER + 1) - error * cube * cube * guess) / ERROR_POWER;
    }

    /** Written so that what is not a number shrinks the step. */
    private static double clamped(double growth) {
        return growth > MAX_GROWTH ? MAX_GROWTH : growth > MAX_SHRINKAGE ? growth : MAX_SHRINKAGE;
    }

    /** Writes the lane's star into its next snapshot. */
    private void arrive(int lane) {
        int s = star[lane];
        double x = q[lane];
        double y = q[n + lane];
        double height = q[2 * n + lane];
        double vx = v[lane];
        double vy = v[n + lane];
        double vz = v[2 * n + lane];
        double R = Math.sqrt(x * x + y * y);
        double vR = R == 0 ? Math.sqrt(vx * vx + vy * vy) : (x * vx + y * vy) / R;
        // From the initial angular momentum, so that it is conserved exactly.
        double vphi = R == 0 ? 0 : initial.R()[s] * initial.vphi()[s] / R;
        snapshots[next[lane]++].set(s, new PhasePoint(R, height, vR, vphi, vz));
        double E = 0.5 * (vR * vR + vphi * vphi + vz * vz) + potential.Phi(R, height);
        energyErrors[s] = Math.max(energyErrors[s], Math.abs((E - E0[lane]) / E0[lane]));
    }

    /** Marks the lane's star as not followed from here on. */
    private void giveUp(int lane) {
        int s = star[lane];
        double nan = Double.NaN;
        while (next[lane] < times.length) {
            snapshots[next[lane]++].set(s, new PhasePoint(nan, nan, nan, nan, nan));
        }
        energyErrors[s] = nan;
    }

    /** Closes the lanes that are not busy and moves the others together. */
    private void close(boolean[] busy) {
        int open = 0;
        for (int lane = 0; lane < n; lane++) {
            if (busy[lane]) {
                star[open] = star[lane];
                next[open] = next[lane];
                E0[open] = E0[lane];
                scale[open] = scale[lane];
                time[open] = time[lane];
                step[open] = step[lane];
                stiffness[open] = stiffness[lane];
                open++;
            }
        }
        for (double[] column : new double[][] {q, v, a[0]}) {
            int to = 0;
            for (int from = 0; from < 3 * n; from++) {
                if (busy[from % n]) {
                    column[to++] = column[from];
                }
            }
        }
        n = open;
    }
}
