package io.github.localflows.orbit;

import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import io.github.localflows.potential.RotatingBar;

/**
 * Stars side by side, as {@link Lanes} are, in a galaxy whose force depends on the time. Each star is looked at once, so its last step is as
 * long as is left; so is the one at whose end the bar is grown, because the force is smooth on either side of that time alone. Coordinates do not
 * rotate, and times are in kpc/(km/s).
 */
final class BarredLanes {
    private static final int STAGES = NystromFormula.STAGES;

    /**
     * What the stars move in.
     *
     * @param growth how long the bar grows [kpc/(km/s)]
     */
    record Galaxy(Potential axisymmetric, RotatingBar bar, double growth) {}

    /** Where stars start, and when they are looked at [kpc/(km/s)]. */
    record Start(Stars stars, double[] phi, double[] times) {}

    /** Where stars are then, which is filled. */
    record End(Stars stars, double[] phi, double[] errors) {}

    private final Galaxy galaxy;
    private final Start start;
    private final End end;
    private final double stepError;

    private int[] queue;
    private int waiting;

    /** Lanes in use; columns of vectors hold x of all these lanes, then y, then z. */
    private int n;

    private final int[] star = new int[Lanes.LANES];
    private final double[] scale = new double[Lanes.LANES];
    private final double[] time = new double[Lanes.LANES];
    private final double[] jacobi = new double[Lanes.LANES];

    /** The step that the error allows, and below which the orbit is given up at its start. */
    private final double[] step = new double[Lanes.LANES];

    private final double[] shortest = new double[Lanes.LANES];
    private final int[] attempts = new int[Lanes.LANES];

    private final double[] h = new double[3 * Lanes.LANES];
    private final double[] q = new double[3 * Lanes.LANES];
    private final double[] v = new double[3 * Lanes.LANES];
    private final double[][] a = new double[STAGES][3 * Lanes.LANES];
    private final double[] stage = new double[3 * Lanes.LANES];
    private final double[] sum = new double[3 * Lanes.LANES];
    private final double[] newV = new double[3 * Lanes.LANES];
    private final double[] qError = new double[3 * Lanes.LANES];
    private final double[] vError = new double[3 * Lanes.LANES];
    private final double[] R2 = new double[Lanes.LANES];
    private final double[] y = new double[Lanes.LANES];
    private final double[] z = new double[Lanes.LANES];
    private final double[] error = new double[Lanes.LANES];
    private final double[] k = new double[3 * Lanes.LANES];
    private final double[] kz = new double[Lanes.LANES];
    private final double[] much = new double[Lanes.LANES];
    private final double[] cos = new double[Lanes.LANES];
    private final double[] sin = new double[Lanes.LANES];

    BarredLanes(Galaxy galaxy, Start start, End end, double stepError) {
        this.galaxy = galaxy;
        this.start = start;
        this.end = end;
        this.stepError = stepError;
    }

    /** Follows the given stars of the batch to their ends. */
    void follow(int[] which) {
        queue = which;
        waiting = 0;
        // A column of vectors is laid out for n lanes, so n must be known before the first star is admitted.
        n = Math.min(Lanes.LANES, which.length);
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

    /** Puts the next star that can be followed into a lane; false when none is left. */
    private boolean admit(int lane) {
        while (waiting < queue.length) {
            if (start(lane, queue[waiting++])) {
                return true;
            }
        }
        return false;
    }

    private boolean start(int lane, int s) {
        PhasePoint at = start.stars.point(s);
        double Phi = galaxy.axisymmetric.Phi(at.R(), at.z());
        double speed2 = at.vR() * at.vR() + at.vphi() * at.vphi() + at.vz() * at.vz();
        double azimuth = start.phi[s];
        star[lane] = s;
        if (!(at.R() >= 0
                && Math.abs(Phi) < Double.POSITIVE_INFINITY
                && speed2 < Double.POSITIVE_INFINITY
                && Double.isFinite(azimuth))) {
            giveUp(lane);
            return false;
        }
        scale[lane] = stepError * Math.abs(Phi);
        time[lane] = 0;
        jacobi[lane] = Double.NaN;
        double c = Math.cos(azimuth);
        double s1 = Math.sin(azimuth);
        Acceleration force = galaxy.axisymmetric.acceleration(at.R(), at.z());
        setVector(q, lane, at.R() * c, at.R() * s1, at.z());
        setVector(v, lane, at.vR() * c - at.vphi() * s1, at.vR() * s1 + at.vphi() * c, at.vz());
        // There is no bar yet.
        setVector(a[0], lane, force.aR() * c, force.aR() * s1, force.az());
        double first = Lanes.FIRST_STEP
                * Math.sqrt(Math.sqrt(at.R() * at.R() + at.z() * at.z()) / Math.hypot(force.aR(), force.az()));
        step[lane] = first > 0 && first < Double.POSITIVE_INFINITY ? first : Lanes.UNKNOWN_STEP;
        shortest[lane] = Lanes.SMALLEST_STEP * step[lane];
        attempts[lane] = 0;
        return true;
    }

    private void setVector(double[] column, int lane, double x, double y, double z) {
        column[lane] = x;
        column[n + lane] = y;
        column[2 * n + lane] = z;
    }

    private double target(int lane) {
        return time[lane] < galaxy.growth ? galaxy.growth : start.times[star[lane]];
    }

    /** One step of every lane, and its error over the one allowed. */
    private void attempt() {
        for (int lane = 0; lane < n; lane++) {
            double hh = Math.min(step[lane], target(lane) - time[lane]);
            setVector(h, lane, hh, hh, hh);
        }
        for (int i = 1; i < STAGES; i++) {
            NystromFormula.POSITION[i].fill(3 * n, a, sum);
            Lanes.drift(3 * n, NystromFormula.time(i), q, v, h, sum, stage);
            accelerate(NystromFormula.time(i), a[i]);
        }
        NystromFormula.VELOCITY.fill(3 * n, a, sum);
        Lanes.kick(3 * n, v, h, sum, newV);
        NystromFormula.POSITION_ERROR.fill(3 * n, a, qError);
        NystromFormula.VELOCITY_ERROR.fill(3 * n, a, vError);
        Lanes.errors(n, v, a[0], h, qError, vError, scale, error);
    }

    /** Fills the vectors {@code acceleration} of the places in {@code stage}. */
    private void accelerate(double part, double[] acceleration) {
        System.arraycopy(stage, n, y, 0, n);
        System.arraycopy(stage, 2 * n, z, 0, n);
        Lanes.squares(n, stage, y, R2);
        galaxy.axisymmetric.stiffness(n, R2, z, k, kz);
        System.arraycopy(k, 0, k, n, n);
        System.arraycopy(kz, 0, k, 2 * n, n);
        Lanes.pull(3 * n, stage, k, acceleration);
        for (int lane = 0; lane < n; lane++) {
            double t = time[lane] + part * h[lane];
            double twice = 2 * galaxy.bar.patternSpeed() * t;
            much[lane] = RotatingBar.grown(t / galaxy.growth);
            cos[lane] = Math.cos(twice);
            sin[lane] = Math.sin(twice);
        }
        galaxy.bar.pull(n, stage, much, cos, sin, acceleration);
    }

    /** Takes or refuses the step of a lane; false when its star has arrived, or is given up. */
    private boolean settle(int lane) {
        double taken = h[lane];
        double target = target(lane);
        attempts[lane]++;
        boolean last = taken < step[lane];
        // Written so that an error that is not a number is refused.
        if (!(error[lane] <= 1)) {
            step[lane] = taken * Lanes.clamped(Lanes.allowed(error[lane]));
            if (step[lane] < Math.max(shortest[lane], Lanes.SMALLEST_STEP * time[lane])
                    || attempts[lane] >= Lanes.MOST_ATTEMPTS) {
                giveUp(lane);
                return false;
            }
            return true;
        }
        if (!last) {
            step[lane] = taken * Lanes.clamped(Lanes.allowed(error[lane]));
        }
        for (int i = lane; i < 3 * n; i += n) {
            q[i] = stage[i];
            v[i] = newV[i];
            a[0][i] = a[STAGES - 1][i];
        }
        time[lane] = last || time[lane] + taken >= target ? target : time[lane] + taken;
        if (time[lane] == galaxy.growth) {
            jacobi[lane] = jacobi(lane);
        }
        if (time[lane] >= start.times[star[lane]]) {
            arrive(lane);
            return false;
        }
        if (attempts[lane] >= Lanes.MOST_ATTEMPTS) {
            giveUp(lane);
            return false;
        }
        return true;
    }

    /** E - patternSpeed Lz. */
    private double jacobi(int lane) {
        double x0 = q[lane];
        double y0 = q[n + lane];
        double z0 = q[2 * n + lane];
        double vx = v[lane];
        double vy = v[n + lane];
        double vz = v[2 * n + lane];
        double R = Math.hypot(x0, y0);
        double Phi = galaxy.axisymmetric.Phi(R, z0) + galaxy.bar.Phi(R, frame(lane, x0, y0) + galaxy.bar.angle(), z0);
        return 0.5 * (vx * vx + vy * vy + vz * vz) + Phi - galaxy.bar.patternSpeed() * (x0 * vy - y0 * vx);
    }

    /** The azimuth from the bar's long axis. */
    private double frame(int lane, double x0, double y0) {
        return Math.atan2(y0, x0) - galaxy.bar.patternSpeed() * time[lane];
    }

    private void arrive(int lane) {
        int s = star[lane];
        double x0 = q[lane];
        double y0 = q[n + lane];
        double vx = v[lane];
        double vy = v[n + lane];
        double R = Math.sqrt(x0 * x0 + y0 * y0);
        double vR = R == 0 ? Math.sqrt(vx * vx + vy * vy) : (x0 * vx + y0 * vy) / R;
        double vphi = R == 0 ? 0 : (x0 * vy - y0 * vx) / R;
        end.stars.set(s, new PhasePoint(R, q[2 * n + lane], vR, vphi, v[2 * n + lane]));
        end.phi[s] = Math.IEEEremainder(frame(lane, x0, y0) + galaxy.bar.angle(), 2 * Math.PI);
        end.errors[s] = Math.abs(jacobi(lane) - jacobi[lane]) * stepError / scale[lane];
    }

    /** Marks the lane's star as not followed. */
    private void giveUp(int lane) {
        int s = star[lane];
        double nan = Double.NaN;
        end.stars.set(s, new PhasePoint(nan, nan, nan, nan, nan));
        end.phi[s] = nan;
        end.errors[s] = nan;
    }

    /** Closes the lanes that are not busy and moves the others together. */
    private void close(boolean[] busy) {
        int open = 0;
        for (int lane = 0; lane < n; lane++) {
            if (busy[lane]) {
                star[open] = star[lane];
                scale[open] = scale[lane];
                time[open] = time[lane];
                jacobi[open] = jacobi[lane];
                step[open] = step[lane];
                shortest[open] = shortest[lane];
                attempts[open] = attempts[lane];
                open++;
            }
        }
        for (double[] column : new double[][] {q, v, a[0]}) {
            Lanes.moveTogether(3 * n, column, busy, n);
        }
        n = open;
    }
}
