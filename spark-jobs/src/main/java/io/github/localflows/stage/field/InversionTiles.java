package io.github.localflows.stage.field;

import io.github.localflows.cluster.PerProcess;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.df.LnfGradients;
import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.BoltzmannInversion;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Position;
import io.github.localflows.field.VelocityChoice;
import io.github.localflows.phase.Stars;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Inverts the Boltzmann equation at many positions, tiles of them spread over the executors. */
public final class InversionTiles {
    private static final Logger LOG = LoggerFactory.getLogger(InversionTiles.class);

    /** Positions a task: large enough that building the distribution function does not show. */
    static final int TILE = 64;

    /** Positions at once: some thousand points keep the kernels busy, and their gradients stay in the cache. */
    private static final int BATCH = 8;

    /** An ensemble that is averaged in f, or the one member that an exact f is; thread-safe. */
    interface Ensemble {
        /** The gradients of each member's ln f at the points. */
        List<LnfGradients> gradients(Stars points);

        /** The velocities at which they are asked for. */
        VelocityChoice velocities();

        /** Of each member the number of its group, from 0 without a gap; groups are independent of one another. */
        int[] groups();
    }

    /**
     * The acceleration at one position in km^2/s^2/kpc, NaN where there is none.
     *
     * @param residual rms residual of the Boltzmann equation for ln f [km/s/kpc]
     * @param condition of the least squares
     * @param reason why there is no acceleration, null where there is one
     * @param aRWithout [G] aR when group g of the members is left out; empty for fewer than two groups
     * @param aphiWithout [G] likewise
     * @param azWithout [G] likewise
     */
    public record Cell(
            double aR,
            double aphi,
            double az,
            double residual,
            double condition,
            String reason,
            double[] aRWithout,
            double[] aphiWithout,
            double[] azWithout)
            implements Serializable {
        private static final long serialVersionUID = 1;

        public static Cell unsolved(String reason) {
            double[] none = new double[0];
            return new Cell(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, reason, none, none, none);
        }
    }

    private record Tile(double[] R, double[] z, long[] index) implements Serializable {
        private static final long serialVersionUID = 1;

        List<Position> positions() {
            List<Position> positions = new ArrayList<>();
            for (int i = 0; i < R.length; i++) {
                positions.add(new Position(index[i], R[i], z[i]));
            }
            return positions;
        }
    }

    private InversionTiles() {}

    /**
     * The accelerations at the positions, in their order, and the time that they took. Each tile is kept as soon as its task
     * has finished; tiles that are there already are not solved again.
     *
     * @param what the work, for progress and messages
     * @param files where tiles are kept
     * @throws IOException naming the file that cannot be written; the finished tiles are kept
     */
    static Solved solve(
            SparkSession spark,
            String what,
            List<Position> positions,
            PerProcess<? extends Ensemble> ensemble,
            AccelerationSettings settings,
            TileFiles files)
            throws IOException {
        List<Tile> tiles = tiles(positions);
        SortedMap<Integer, TileFiles.Tile> finished = new TreeMap<>();
        List<Integer> missing = new ArrayList<>();
        double earlierSeconds = 0;
        for (int i = 0; i < tiles.size(); i++) {
            Optional<TileFiles.Tile> kept = files.kept(i, tiles.get(i).R().length);
            if (kept.isPresent()) {
                finished.put(i, kept.get());
                earlierSeconds += kept.get().wallSeconds();
            } else {
                missing.add(i);
            }
        }
        if (!finished.isEmpty()) {
            LOG.info("{}: {} of {} tiles are there from an earlier attempt", what, finished.size(), tiles.size());
        }
        Broadcast<? extends PerProcess<? extends Ensemble>> shared =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(ensemble);
        try {
            Laps laps = new Laps();
            SparkTasks.run(
                    spark,
                    what,
                    missing.stream().map(tiles::get).toList(),
                    tile -> cells(tile.positions(), shared.value().value(), settings),
                    (i, result) -> {
                        TileFiles.Tile tile = new TileFiles.Tile(result.value(), result.seconds(), laps.next());
                        files.keep(missing.get(i), tile);
                        finished.put(missing.get(i), tile);
                    });
        } finally {
            shared.destroy();
        }
        List<Cell> cells = new ArrayList<>();
        double coreSeconds = 0;
        for (TileFiles.Tile tile : finished.values()) {
            cells.addAll(tile.cells());
            coreSeconds += tile.coreSeconds();
        }
        return new Solved(cells, coreSeconds, earlierSeconds);
    }

    private static List<Tile> tiles(List<Position> positions) {
        List<Tile> tiles = new ArrayList<>();
        for (int from = 0; from < positions.size(); from += TILE) {
            List<Position> part = positions.subList(from, Math.min(from + TILE, positions.size()));
            tiles.add(new Tile(
                    part.stream().mapToDouble(Position::R).toArray(),
                    part.stream().mapToDouble(Position::z).toArray(),
                    part.stream().mapToLong(Position::index).toArray()));
        }
        return tiles;
    }

    /** Seconds from one time to the next. */
    private static final class Laps {
        private long last = System.nanoTime();

        double next() {
            long now = System.nanoTime();
            double seconds = (now - last) * 1e-9;
            last = now;
            return seconds;
        }
    }

    /**
     * Accelerations and what they took.
     *
     * @param cells one a position
     * @param coreSeconds sum of the tasks' times
     * @param earlierSeconds wall time of earlier attempts that went into tiles that were kept
     */
    record Solved(List<Cell> cells, double coreSeconds, double earlierSeconds) {}

    /** The accelerations at positions, in their order, computed in this thread. */
    public static ArrayList<Cell> cells(List<Position> positions, Ensemble ensemble, AccelerationSettings settings) {
        BoltzmannInversion inversion = new BoltzmannInversion(
                ensemble.velocities(), settings.weighting(), settings.estimator(), settings.runSeed());
        ArrayList<Cell> cells = new ArrayList<>();
        for (int from = 0; from < positions.size(); from += BATCH) {
            cells.addAll(cells(inversion, ensemble, positions.subList(from, Math.min(from + BATCH, positions.size()))));
        }
        return cells;
    }

    private static List<Cell> cells(BoltzmannInversion inversion, Ensemble ensemble, List<Position> positions) {
        Stars points = inversion.points(positions);
        List<Cell> cells = new ArrayList<>();
        for (EnsembleEstimate estimate :
                inversion.ensembleEstimates(points, ensemble.gradients(points), ensemble.groups())) {
            AccelerationEstimate all = estimate.all();
            cells.add(new Cell(
                    all.aR(),
                    all.aphi(),
                    all.az(),
                    all.residual(),
                    all.condition(),
                    all.solved() ? null : all.outcome().description(),
                    without(estimate, AccelerationEstimate::aR),
                    without(estimate, AccelerationEstimate::aphi),
                    without(estimate, AccelerationEstimate::az)));
        }
        return cells;
    }

    private static double[] without(EnsembleEstimate estimate, ToDoubleFunction<AccelerationEstimate> component) {
        return estimate.without().stream().mapToDouble(component).toArray();
    }
}
