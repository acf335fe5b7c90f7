package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.cluster.JobName;
import io.github.localflows.config.Interval;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Secrets;
import io.github.localflows.config.Shape;
import io.github.localflows.config.Shown;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.BallAboutSun;
import io.github.localflows.df.Selection;
import io.github.localflows.df.TabulatedSelection;
import io.github.localflows.frame.Sun;
import io.github.localflows.input.CellValue;
import io.github.localflows.input.GivenTable;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.Typing;
import io.github.localflows.starset.Knowledge;
import io.github.localflows.starset.SeenStars;
import io.github.localflows.starset.SetNames;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Which of the stars that there are a declared set has, as {@code stars { mine { table = ..., selection { ball { radius = 3 } } } }} says it.
 * A declaration whose sets may have a selection has {@link #KEY} among its keys, and asks {@link #knowledge} and {@link #settings}.
 */
final class SeenPart {
    /** The key of a declaration. */
    static final String KEY = "selection";

    private static final String BALL = "ball";
    private static final String TABLE = "table";
    private static final String ENCODING = "encoding";

    /** What stands below it. */
    static final Shape SHAPE = KeyGroup.keys()
            .mayHave(TABLE, new Shape.Text())
            .mayHave(ENCODING, new Shape.Encoding())
            .mayHave(
                    BALL,
                    KeyGroup.keys()
                            .with("radius", new Shape.Decimal(new Interval(0, false, 1000, true), "kpc"))
                            .mayHave("R", Ranges.KPC)
                            .mayHave("z", Ranges.HEIGHT)
                            .element())
            .element();

    private SeenPart() {}

    /**
     * What is known of the stars of a declared set, whose truth nobody knows.
     *
     * @throws IllegalArgumentException when a selection is said in two ways or in none
     */
    static Knowledge knowledge(String name, Config config) {
        return keys(name, config)
                .map(keys -> Knowledge.NONE.withThoseSeen(seen(name, keys, config)))
                .orElse(Knowledge.NONE);
    }

    /** What of a selection that {@link #knowledge} takes the recipe of a declared set says; nothing where it has none. */
    static StageConfiguration settings(String name, Config config) {
        if (keys(name, config).isEmpty()) {
            return new StageConfiguration("");
        }
        String path = ConfigUtil.joinPath("stars", name, KEY);
        Config keys = keys(name, config).get();
        if (keys.hasPath(TABLE)) {
            return new StageConfiguration(
                    path + "." + TABLE + " = " + ConfigUtil.quoteString(keys.getString(TABLE)) + "\n");
        }
        BallAboutSun ball = ball(name, keys.getConfig(BALL), config);
        String below = path + "." + BALL;
        return new StageConfiguration(below + ".R = " + ball.sun().R() + "\n" + below + ".radius = " + ball.radius()
                + "\n" + below + ".z = " + ball.sun().z() + "\n");
    }

    private static String path(String name) {
        return "stars." + name + "." + KEY;
    }

    private static Optional<Config> keys(String name, Config config) {
        Optional<Config> declared = SetNames.declaration(name, config).map(SetNames.Declaration::keys);
        Optional<Config> own = declared.filter(keys -> keys.hasPath(KEY)).map(keys -> keys.getConfig(KEY));
        // Stars with more errors are of the same part.
        return own.or(() -> declared.filter(keys -> keys.hasPath(DeclaredCatalogue.SCATTERED))
                .flatMap(keys -> keys(keys.getString(DeclaredCatalogue.SCATTERED), config)));
    }

    private static SeenStars seen(String name, Config keys, Config config) {
        String path = path(name);
        if (keys.hasPath(TABLE) == keys.hasPath(BALL)) {
            throw new IllegalArgumentException(
                    path + ": which stars are seen is said by " + TABLE + " or by " + BALL + ": give one of them");
        }
        if (keys.hasPath(BALL)) {
            BallAboutSun ball = ball(name, keys.getConfig(BALL), config);
            String description = "within " + ball.radius() + " kpc of R = "
                    + ball.sun().R() + ", z = " + ball.sun().z() + " kpc";
            return new SeenStars.Known(description, description, ball);
        }
        if (Secrets.hasPassword(keys.getString(TABLE))) {
            throw new IllegalArgumentException(path + "." + TABLE + Secrets.refusal());
        }
        Optional<Charset> encoding =
                keys.hasPath(ENCODING) ? Optional.of(Charset.forName(keys.getString(ENCODING))) : Optional.empty();
        return new Tabulated(
                path, keys.getString(TABLE), encoding.map(Charset::name).orElse(null));
    }

    /** How far from the Sun the stars of a declared set are at most [kpc]; infinite when nothing says so. */
    static double within(String name, Config config) {
        return keys(name, config)
                .filter(keys -> keys.hasPath(BALL))
                .map(keys -> ball(name, keys.getConfig(BALL), config).radius())
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** About the Sun of the set's own frame, where it has one. */
    private static BallAboutSun ball(String name, Config keys, Config config) {
        Sun usual = SetNames.declaration(name, config)
                .map(SetNames.Declaration::keys)
                .flatMap(keysOfSet -> DeclaredCatalogue.sun(keysOfSet, config))
                .orElseGet(() -> ObserveSettings.from(config).sun());
        double R = keys.hasPath("R") ? keys.getDouble("R") : usual.R();
        double z = keys.hasPath("z") ? keys.getDouble("z") : usual.z();
        return new BallAboutSun(new Sun(R, z, usual.vx(), usual.vy(), usual.vz()), keys.getDouble("radius"));
    }

    /**
     * A table of S.
     *
     * @param path of the keys, for messages
     * @param table where it is
     * @param encoding of a CSV; null for UTF-8
     */
    private record Tabulated(String path, String table, String encoding) implements SeenStars {
        private static final long serialVersionUID = 1;

        private static final int MOST_NODES = 1_000_000;

        private static final List<String> COLUMNS = List.of("R", "z", "S");

        private GivenTable given() {
            return new GivenTable(
                    path + "." + TABLE + " =",
                    table,
                    Optional.ofNullable(encoding).map(Charset::forName),
                    path + "." + ENCODING + " =");
        }

        @Override
        public String description() {
            return "S(R, z) of " + table;
        }

        @Override
        public Optional<String> state(Configuration hadoop) throws IOException {
            return Optional.of(given().state(hadoop).orElseThrow(given()::missing));
        }

        @Override
        public Selection selection(SparkSession spark) throws IOException {
            SparkSession own = spark.newSession();
            own.conf().set("spark.sql.caseSensitive", true);
            return JobName.ofPart(own, "read " + path).during(() -> read(own));
        }

        private Selection read(SparkSession spark) throws IOException {
            PointTable points = PointTable.open(spark, given(), Typing.NUMBERS);
            if (points.count() > MOST_NODES) {
                throw new UserError(points.what() + " has " + points.count()
                        + " rows, and a grid of the fraction seen may have " + MOST_NODES + " nodes: give fewer");
            }
            List<String> names = Arrays.asList(points.schema().fieldNames());
            int[] at = new int[COLUMNS.size()];
            for (int i = 0; i < at.length; i++) {
                at[i] = names.indexOf(COLUMNS.get(i));
                if (at[i] < 0) {
                    throw new UserError(
                            points.what() + " has no column " + COLUMNS.get(i)
                                    + "; its columns are " + Shown.text(String.join(", ", points.columns()))
                                    + ". A table of the fraction seen has R, z [kpc] and S, a row for each node of a rectangular grid");
                }
            }
            Map<Double, Map<Double, Double>> nodes = new TreeMap<>();
            List<Row> rows = points.rows().map(row -> row._2()).collect();
            for (Row row : rows) {
                Double previous = nodes.computeIfAbsent(number(points, row, at[0]), R -> new TreeMap<>())
                        .put(number(points, row, at[1]), number(points, row, at[2]));
                if (previous != null) {
                    throw new UserError(points.what() + " has two rows of R = " + row.get(at[0]) + ", z = "
                            + row.get(at[1]) + ": give each node of the grid one");
                }
            }
            return grid(points, nodes);
        }

        private static double number(PointTable points, Row row, int column) {
            double number = CellValue.number(row.get(column));
            if (!Double.isFinite(number)) {
                throw new UserError(
                        points.what() + ": column " + points.schema().fieldNames()[column] + " has " + row.get(column)
                                + ", which is no finite number: give R, z and S in every row");
            }
            // No node is at -0.
            return number + 0.0;
        }

        private static Selection grid(PointTable points, Map<Double, Map<Double, Double>> nodes) {
            double[] R =
                    nodes.keySet().stream().mapToDouble(Double::doubleValue).toArray();
            double[] z = nodes.values().stream()
                    .flatMap(column -> column.keySet().stream())
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .distinct()
                    .toArray();
            double[][] S = new double[R.length][z.length];
            for (int i = 0; i < R.length; i++) {
                for (int k = 0; k < z.length; k++) {
                    Double there = nodes.get(R[i]).get(z[k]);
                    if (there == null) {
                        throw new UserError(points.what() + " has no row of R = " + R[i] + ", z = " + z[k]
                                + ", though it has others of this R and of this z: give every node of a rectangular grid, S = 0 where"
                                + " nothing is seen");
                    }
                    S[i][k] = there;
                }
            }
            try {
                return new TabulatedSelection(R, z, S);
            } catch (IllegalArgumentException e) {
                throw new UserError(points.what() + ": " + e.getMessage(), e);
            }
        }
    }
}
