package io.github.localflows.stage.field;

import io.github.localflows.cluster.PerProcess;
import io.github.localflows.cluster.SparkTasks;
import io.github.localflows.cluster.WorkMeters;
import io.github.localflows.field.EnsembleEstimate;
import io.github.localflows.field.Position;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Inverts the Boltzmann equation at many positions, tiles of them spread over the executors. */
final class InversionTiles {
    private static final Logger LOG = LoggerFactory.getLogger(InversionTiles.class);

    /** Positions a task: large enough that building the distribution function does not show. */
    static final int TILE = 64;

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
     * @param inverter finds them, one a process
     * @param files where tiles are kept
     * @throws IOException naming the file that cannot be written; the finished tiles are kept
     */
    static Solved solve(
            SparkSession spark, String what, List<Position> positions, PerProcess<Inverter> inverter, TileFiles files)
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
        Broadcast<PerProcess<Inverter>> shared =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(inverter);
        try {
            Laps laps = new Laps();
            WorkMeters meters = WorkMeters.of(spark);
            SparkTasks.run(
                    spark,
                    what,
                    missing.size() + (missing.size() == 1 ? " tile of " : " tiles of ") + positions.size()
                            + " positions",
                    missing.stream().map(tiles::get).toList(),
                    tile -> shared.value().value().estimates(tile.positions()),
                    (i, result) -> {
                        TileFiles.Tile tile = new TileFiles.Tile(result.value(), result.seconds(), laps.next());
                        files.keep(missing.get(i), tile);
                        finished.put(missing.get(i), tile);
                        meters.mark(
                                AccelerationSettings.STAGE,
                                WorkMeters.POSITIONS,
                                tile.estimates().size());
                    });
        } finally {
            shared.destroy();
        }
        List<EnsembleEstimate> estimates = new ArrayList<>();
        double coreSeconds = 0;
        for (TileFiles.Tile tile : finished.values()) {
            estimates.addAll(tile.estimates());
            coreSeconds += tile.coreSeconds();
        }
        return new Solved(estimates, coreSeconds, earlierSeconds);
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
     * @param estimates one a position
     * @param coreSeconds sum of the tasks' times
     * @param earlierSeconds wall time of earlier attempts that went into tiles that were kept
     */
    record Solved(List<EnsembleEstimate> estimates, double coreSeconds, double earlierSeconds) {}
}
