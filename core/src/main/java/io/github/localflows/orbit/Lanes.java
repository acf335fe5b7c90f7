package io.github.localflows.orbit;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;

/**
 * Stars side by side, each on its own orbit with its own steps, so that the arithmetic runs over columns.
 *
 * <p>A lane holds one star in Cartesian coordinates, which are regular on the axis; when the star has passed the last
 * snapshot its lane takes the next one. No lane looks at another, so a star's orbit has the same bits whichever stars
 * are beside it. Times are in kpc/(km/s), so that no conversion is left in the equations of motion.
 *
 * <p>A star's own steps know nothing of snapshots. When a step has been accepted that reaches a snapshot or passes it, the
 * lane holds its end back and takes a side step from its start, as long as it is to the snapshot; then the orbit goes on
 * from the held end. So a star's place at a time is a function of the star, the potential, the allowed error and that
 * time, whichever other snapshots there are.
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
    static final double FIRST_STEP = 0.1;

    /** The error of a step goes with this power of it. */
    private static final int ERROR_POWER = NystromFormula.LOWER_ORDER + 1;

    /** What makes the bits of 1 from the bits of 1, so that a subtraction of bits is a root. */
    private static final long ROOT_OFFSET = Double.doubleToRawLongBits(1) + Double.doubleToRawLongBits(1) / ERROR_POWER;

    /** Step below which, over the time so far, an orbit is given up: it falls into a singularity. */
    static final double SMALLEST_STEP = 1e-10;

    /** Attempts at steps after which an orbit is given up: 50,000 times as many as a star of the disc needs in 500 Myr. */
    static final int MOST_ATTEMPTS = 10_000_000;

    /** First step of a star whose |v|/|a| is not a number, as at the centre; the control of the error shortens it. */
    static final double UNKNOWN_STEP = 1;

    private final Potential potential;
    private final Stars initial;
    private final double[] times;
    private final Stars[] snapshots;
    private final double[][] energyErrors;
    private final double energyErrorLimit;
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

    /** The step that the error allows, and below which the orbit is given up at its start. */
    private final double[] step = new double[LANES];

    private final double[] shortest = new double[LANES];

    private final int[] attempts = new int[LANES];

    /** Whether the lane's step has been accepted, and its end is held back for side steps from its start. */
    private final boolean[] held = new boolean[LANES];

    private final double[] heldTime = new double[LANES];

    /** Place, velocity and acceleration at the end of a step that is held back. */
    private final double[] heldQ = new double[3 * LANES];

    private final double[] heldV = new double[3 * LANES];
    private final double[] heldA = new double[3 * LANES];

    /** The step tried: the one that the error allows, or a side step to a snapshot. */
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
     * Lanes that write each star's place at each time, and its error in energy there, into the given columns.
     *
     * <p>Only where the error in energy that is there already is beyond the limit: a star that is followed again with
     * smaller steps keeps those snapshots that were good, as if the others had not been asked for.
     *
     * @param times in kpc/(km/s), rising, the first not negative
     * @param energyErrors [times][stars] |E/E0 - 1|, infinite where a star has not been followed yet
     */
    Lanes(
            Potential potential,
            Stars initial,
            double[] times,
            Stars[] snapshots,
            double[][] energyErrors,
            double energyErrorLimit,
            double stepError) {
        this.potential = potential;
        this.initial = initial;
        this.times = times;
        this.snapshots = snapshots;
        this.energyErrors = energyErrors;
        this.energyErrorLimit = energyErrorLimit;
        this.stepError = stepError;
    }

    /** Follows the given stars of the batch to the last time at which they are wanted. */
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
        next[lane] = wanted(s, 0);
        if (!(R >= 0 && Math.abs(Phi) < Double.POSITIVE_INFINITY && speed2 < Double.POSITIVE_INFINITY)) {
            giveUp(lane);
            return false;
        }
        E0[lane] = 0.5 * speed2 + Phi;
        scale[lane] = stepError * Math.abs(Phi);
        time[lane] = 0;
        // Not known yet; makes the first trend not a number, which counts as none.
        stiffness[lane] = Double.NaN;
        while (next[lane] < times.length && times[next[lane]] == 0) {
            snapshots[next[lane]].set(s, initial.point(s));
            energyErrors[next[lane]][s] = 0;
            next[lane] = wanted(s, next[lane] + 1);
        }
        if (next[lane] == times.length) {
            return false;
        }
        Acceleration start = potential.acceleration(R, height);
        setVector(q, lane, R, 0, height);
        setVector(v, lane, vR, vphi, vz);
        setVector(a[0], lane, start.aR(), 0, start.az());
        double first = FIRST_STEP * Math.sqrt(Math.sqrt(R * R + height * height) / Math.hypot(start.aR(), start.az()));
        step[lane] = first > 0 && first < Double.POSITIVE_INFINITY ? first : UNKNOWN_STEP;
        shortest[lane] = SMALLEST_STEP * step[lane];
        attempts[lane] = 0;
        held[lane] = false;
        return true;
    }

    /** The first snapshot from the given one on for which a star is to be followed. */
    private int wanted(int s, int from) {
        int k = from;
        while (k < times.length && !(energyErrors[k][s] > energyErrorLimit)) {
            k++;
        }
        return k;
    }

    private void setVector(double[] column, int lane, double x, double y, double z) {
        column[lane] = x;
        column[n + lane] = y;
        column[2 * n + lane] = z;
    }

    /** One step of every lane, and its error over the one allowed. */
    private void attempt() {
        for (int lane = 0; lane < n; lane++) {
            double hh = held[lane] ? times[next[lane]] - time[lane] : step[lane];
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

    static void drift(int m, double c, double[] q, double[] v, double[] h, double[] sum, double[] stage) {
        for (int i = 0; i < m; i++) {
            stage[i] = q[i] + h[i] * (c * v[i] + h[i] * sum[i]);
        }
    }

    static void kick(int m, double[] v, double[] h, double[] sum, double[] newV) {
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

    static void squares(int n, double[] x, double[] y, double[] R2) {
        for (int i = 0; i < n; i++) {
            R2[i] = x[i] * x[i] + y[i] * y[i];
        }
    }

    static void pull(int m, double[] q, double[] k, double[] acceleration) {
        for (int i = 0; i < m; i++) {
            acceleration[i] = -q[i] * k[i];
        }
    }

    /** The estimated error of the step in energy, |v| |dv| + |a| |dq|, over the one allowed. */
    static void errors(
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

    /** Takes or refuses the step of a lane; false when its star has passed the last snapshot, or is given up. */
    private boolean settle(int lane) {
        if (held[lane]) {
            return arrive(lane);
        }
        double taken = h[lane];
        attempts[lane]++;
        // Written so that an error that is not a number is refused.
        if (!(error[lane] <= 1)) {
            step[lane] = taken * clamped(allowed(error[lane]));
            if (step[lane] < Math.max(shortest[lane], SMALLEST_STEP * time[lane])) {
                giveUp(lane);
                return false;
            }
            return goesOn(lane);
        }
        // The step's length is set by how far from the disc's mid-plane the star is, which kz tells: as it approaches,
        // the next step has to be shorter than the last one's error lets it be, by about as much as this one had to.
        double trend = stiffness[lane] / kz[lane];
        stiffness[lane] = kz[lane];
        step[lane] = taken * clamped(allowed(error[lane]) * (trend > 0 ? trend : 1));
        double end = time[lane] + taken;
        if (end >= times[next[lane]]) {
            move(lane, stage, newV, a[STAGES - 1], heldQ, heldV, heldA);
            heldTime[lane] = end;
            held[lane] = true;
            return true;
        }
        move(lane, stage, newV, a[STAGES - 1], q, v, a[0]);
        time[lane] = end;
        return goesOn(lane);
    }

    /** Whether the orbit has not taken too many steps; gives it up when it has. */
    private boolean goesOn(int lane) {
        if (attempts[lane] < MOST_ATTEMPTS) {
            return true;
        }
        giveUp(lane);
        return false;
    }

    private void move(
            int lane, double[] fromQ, double[] fromV, double[] fromA, double[] toQ, double[] toV, double[] toA) {
        for (int i = lane; i < 3 * n; i += n) {
            toQ[i] = fromQ[i];
            toV[i] = fromV[i];
            toA[i] = fromA[i];
        }
    }

    /** How much longer a step of this error might have been: error^(-1/7), with some safety. */
    static double allowed(double error) {
        // The root from the exponent's bits, then one step of Newton's method: within 2%, which is plenty here.
        double guess = Double.longBitsToDouble(ROOT_OFFSET - Double.doubleToRawLongBits(error) / ERROR_POWER);
        double cube = guess * guess * guess;
        return SAFETY * guess * ((ERROR_POWER + 1) - error * cube * cube * guess) / ERROR_POWER;
    }

    /** Written so that what is not a number shrinks the step. */
    static double clamped(double growth) {
        return growth > MAX_GROWTH ? MAX_GROWTH : growth > MAX_SHRINKAGE ? growth : MAX_SHRINKAGE;
    }

    /** Takes the end of a side step for the next snapshot; false when that was the last one. */
    private boolean arrive(int lane) {
        double target = times[next[lane]];
        int s = star[lane];
        double x = stage[lane];
        double y = stage[n + lane];
        double height = stage[2 * n + lane];
        double vx = newV[lane];
        double vy = newV[n + lane];
        double vz = newV[2 * n + lane];
        double R = Math.sqrt(x * x + y * y);
        double vR = R == 0 ? Math.sqrt(vx * vx + vy * vy) : (x * vx + y * vy) / R;
        // From the initial angular momentum, so that it is conserved exactly.
        double vphi = R == 0 ? 0 : initial.R()[s] * initial.vphi()[s] / R;
        PhasePoint point = new PhasePoint(R, height, vR, vphi, vz);
        double E = 0.5 * (vR * vR + vphi * vphi + vz * vz) + potential.Phi(R, height);
        double energyError = Math.abs((E - E0[lane]) / E0[lane]);
        while (next[lane] < times.length && times[next[lane]] == target) {
            snapshots[next[lane]].set(s, point);
            energyErrors[next[lane]][s] = energyError;
            next[lane] = wanted(s, next[lane] + 1);
        }
        if (next[lane] == times.length) {
            return false;
        }
        if (times[next[lane]] > heldTime[lane]) {
            move(lane, heldQ, heldV, heldA, q, v, a[0]);
            time[lane] = heldTime[lane];
            held[lane] = false;
        }
        return true;
    }

    /** Marks the lane's star as not followed from here on. */
    private void giveUp(int lane) {
        int s = star[lane];
        double nan = Double.NaN;
        while (next[lane] < times.length) {
            snapshots[next[lane]].set(s, new PhasePoint(nan, nan, nan, nan, nan));
            energyErrors[next[lane]][s] = nan;
            next[lane] = wanted(s, next[lane] + 1);
        }
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
                shortest[open] = shortest[lane];
                attempts[open] = attempts[lane];
                held[open] = held[lane];
                heldTime[open] = heldTime[lane];
                stiffness[open] = stiffness[lane];
                open++;
            }
        }
        for (double[] column : new double[][] {q, v, a[0], heldQ, heldV, heldA}) {
            moveTogether(3 * n, column, busy, n);
        }
        n = open;
    }

    /** Moves the numbers of the lanes that are busy together, in a column that holds all lanes' first coordinates, then their second ... */
    static void moveTogether(int length, double[] column, boolean[] busy, int lanes) {
        int to = 0;
        for (int from = 0; from < length; from++) {
            if (busy[from % lanes]) {
                column[to++] = column[from];
            }
        }
    }
}
