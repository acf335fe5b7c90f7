package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Secrets;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.input.Frame;
import io.github.localflows.input.GivenTable;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.StarRows;
import io.github.localflows.input.WantedColumns;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Star sets that a configuration declares by a table of stars, as {@code stars { mine { table = "stars.parquet" } }}. Nobody
 * knows their truth.
 *
 * @param name of the set
 * @param table a Parquet or CSV file, or a directory of these
 * @param measure with respect to what the stars are distributed
 * @param frame which way the table's disc turns; empty for {@link Frame#GALACTIC}, unless most of the stars go backwards
 */
record DeclaredTable(String name, GivenTable table, Measure measure, Optional<Frame> frame) implements IngestSource {
    /** The key that names the table. */
    static final String KEY = "table";

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.Text())
            .mayHave("measure", Ranges.word(Measure.class))
            .mayHave("frame", Ranges.word(Frame.class))
            .mayHave("encoding", new Shape.Encoding())
            .mayHave(SeenPart.KEY, SeenPart.SHAPE);

    private static final String STARS = "stars";

    /** What the keys of a declaration say. */
    static DeclaredTable of(String name, Config keys) {
        GivenTable table = given(name, KEY, keys);
        return new DeclaredTable(
                name,
                table,
                word(keys, "measure")
                        .map(measure -> Choice.of(Measure.class, measure))
                        .orElse(Measure.VOLUME),
                word(keys, "frame").map(frame -> Choice.of(Frame.class, frame)));
    }

    /** The table that a declaration's key names. */
    static GivenTable given(String name, String key, Config keys) {
        String of = STARS + "." + name + ".";
        if (Secrets.hasPassword(keys.getString(key))) {
            throw new IllegalArgumentException(of + key + Secrets.refusal());
        }
        return new GivenTable(
                of + key + " =", keys.getString(key), word(keys, "encoding").map(Charset::forName), of + "encoding =");
    }

    private static Optional<String> word(Config keys, String key) {
        return keys.hasPath(key) ? Optional.of(keys.getString(key)) : Optional.empty();
    }

    /** A table may hold a star as often as it counts. */
    @Override
    public boolean hasUniqueIds() {
        return false;
    }

    @Override
    public WantedColumns wanted() {
        return WantedColumns.ALL;
    }

    @Override
    public RowReader reader(SparkSession spark, PointTable opened) {
        return StarRows.of(opened, frame.orElse(Frame.GALACTIC));
    }

    @Override
    public Optional<String> ifBackwards() {
        return frame.isPresent()
                ? Optional.empty()
                : Optional.of(", as in astropy's Galactocentric, whose disc turns from y to x: set stars." + name
                        + ".frame to astropy, which turns the signs of y and vy (or of vphi), or to galactic if they"
                        + " really do");
    }

    /**
     * What decides the stars beside the content of the table, all of it written out. The encoding does not: a wrong one is
     * refused, or gives the same numbers.
     */
    @Override
    public StageConfiguration settings(String set) {
        String path = ConfigUtil.joinPath(STARS, set);
        return new StageConfiguration(path + ".frame = " + word(frame.orElse(Frame.GALACTIC)) + "\n" + path
                + ".measure = " + word(measure) + "\n" + path + ".table = " + ConfigUtil.quoteString(table.path())
                + "\n");
    }

    private static String word(Enum<?> constant) {
        return ConfigUtil.quoteString(constant.name().toLowerCase(Locale.ROOT));
    }
}
