package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.localflows.catalogue.Cuts;
import io.github.localflows.config.Choice;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Messages;
import io.github.localflows.config.Ranges;
import io.github.localflows.config.Secrets;
import io.github.localflows.config.Shape;
import io.github.localflows.config.Shown;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import io.github.localflows.df.Measure;
import io.github.localflows.input.ColumnNames;
import io.github.localflows.input.Frame;
import io.github.localflows.input.GivenTable;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.StarRows;
import io.github.localflows.input.WantedColumns;
import io.github.localflows.table.StarTable;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Star sets that a configuration declares by a table of stars, as {@code stars { mine { table = "stars.parquet" } }}. Nobody
 * knows their truth.
 *
 * @param name of the set
 * @param table a Parquet or CSV file, or a directory of these
 * @param measure with respect to what the stars are distributed
 * @param frame which way the table's disc turns; empty for {@link Frame#GALACTIC}, unless most of the stars go backwards
 * @param columns by which names it has its columns
 * @param cuts which of its rows are stars
 */
record DeclaredTable(
        String name, GivenTable table, Measure measure, Optional<Frame> frame, ColumnNames columns, Cuts cuts)
        implements IngestSource {
    /** The key that names the table. */
    static final String KEY = "table";

    /** The key of conditions that rows must meet. */
    static final String CUTS = "cuts";

    /** What stands there. */
    static final Shape CUTS_SHAPE = new Shape.Items(new Shape.Text(), 0);

    private static final String COLUMNS = "columns";

    /** The keys of a declaration. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.Text())
            .mayHave("measure", Ranges.word(Measure.class))
            .mayHave("frame", Ranges.word(Frame.class))
            .mayHave(COLUMNS, columnKeys())
            .mayHave(CUTS, CUTS_SHAPE)
            .mayHave("encoding", new Shape.Encoding())
            .mayHave(SeenPart.KEY, SeenPart.SHAPE);

    private static final String STARS = "stars";

    private static Shape columnKeys() {
        KeyGroup keys = KeyGroup.keys();
        ColumnNames.STARS.forEach(name -> keys.mayHave(name, new Shape.Text()));
        return keys.element();
    }

    /** What the keys of a declaration say. */
    static DeclaredTable of(String name, Config keys) {
        GivenTable table = given(name, KEY, keys);
        return new DeclaredTable(
                name,
                table,
                word(keys, "measure")
                        .map(measure -> Choice.of(Measure.class, measure))
                        .orElse(Measure.VOLUME),
                word(keys, "frame").map(frame -> Choice.of(Frame.class, frame)),
                names(name, keys),
                cuts(name, keys));
    }

    private static ColumnNames names(String name, Config keys) {
        Map<String, String> named = new TreeMap<>();
        if (keys.hasPath(COLUMNS)) {
            Config columns = keys.getConfig(COLUMNS);
            columns.root().keySet().forEach(column -> named.put(column, columns.getString(column)));
        }
        return new ColumnNames(Optional.of(STARS + "." + name + "." + COLUMNS), named);
    }

    /** The conditions of a declaration; none where it has none. */
    static Cuts cuts(String name, Config keys) {
        return new Cuts(STARS + "." + name + "." + CUTS, keys.hasPath(CUTS) ? keys.getStringList(CUTS) : List.of());
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
        // Cuts may leave out rows that hold what no star can have.
        return cuts.conditions().isEmpty()
                ? WantedColumns.ALL.withBounds(columns.bounds(), cuts.key())
                : WantedColumns.ALL;
    }

    @Override
    public RowReader reader(PointTable opened) {
        return StarRows.of(opened, frame.orElse(Frame.GALACTIC), columns);
    }

    @Override
    public void checkAhead(SparkSession spark, Optional<String> azimuths) throws IOException {
        Optional<PointTable> header = PointTable.header(spark, table);
        if (header.isEmpty()) {
            return;
        }
        boolean hasPhi = reader(header.get())
                .schema()
                .getFieldIndex(StarTable.PHI.name())
                .isDefined();
        if (azimuths.isPresent() && !hasPhi) {
            throw new UserError(header.get().what() + " has no column phi, which " + azimuths.get()
                    + " needs; its columns are "
                    + Shown.text(String.join(", ", header.get().columns())) + ". Name the one that holds it, as "
                    + columns.key().orElseThrow() + ".phi = NAME, or set the key to 0");
        }
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
        String path = ConfigUtil.joinPath(STARS, set) + ".";
        SortedMap<String, String> lines = new TreeMap<>();
        columns.named()
                .forEach((ours, theirs) -> lines.put(path + COLUMNS + "." + ours, ConfigUtil.quoteString(theirs)));
        if (!cuts.conditions().isEmpty()) {
            lines.put(path + CUTS, Messages.list(cuts.conditions()));
        }
        lines.put(path + "frame", word(frame.orElse(Frame.GALACTIC)));
        lines.put(path + "measure", word(measure));
        lines.put(path + KEY, ConfigUtil.quoteString(table.path()));
        return StageConfiguration.of(lines);
    }

    private static String word(Enum<?> constant) {
        return ConfigUtil.quoteString(constant.name().toLowerCase(Locale.ROOT));
    }
}
