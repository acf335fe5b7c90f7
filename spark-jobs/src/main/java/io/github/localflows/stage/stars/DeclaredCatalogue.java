package io.github.localflows.stage.stars;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.github.localflows.catalogue.CatalogueReader;
import io.github.localflows.catalogue.CatalogueReader.Placing;
import io.github.localflows.catalogue.CatalogueReader.Scatter;
import io.github.localflows.catalogue.ColumnMapping;
import io.github.localflows.catalogue.ColumnMapping.Named;
import io.github.localflows.catalogue.Cuts;
import io.github.localflows.catalogue.Quantity;
import io.github.localflows.config.Interval;
import io.github.localflows.config.KeyGroup;
import io.github.localflows.config.Messages;
import io.github.localflows.config.Shape;
import io.github.localflows.config.StageConfiguration;
import io.github.localflows.df.Measure;
import io.github.localflows.frame.GalactocentricFrame;
import io.github.localflows.frame.Sun;
import io.github.localflows.input.GivenTable;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.RowReader;
import io.github.localflows.input.WantedColumns;
import io.github.localflows.starset.AddedErrors;
import io.github.localflows.starset.SetNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Star sets that a configuration declares by a catalogue of what was measured of stars, as {@code stars { mine { catalogue =
 * "gaia.fits", frame = "paper" } }}; or by such a set and errors that are added to it once more, as {@code stars { twice { scattered =
 * "mine" } }}. Nobody knows their truth.
 *
 * @param table the catalogue
 * @param mapping which of its columns hold what
 * @param cuts which of its rows are stars
 * @param frame as the configuration writes it
 * @param placing how stars are placed in the galaxy
 * @param scattered the set whose stars have more errors here; empty when they have none but their own
 */
record DeclaredCatalogue(
        GivenTable table, ColumnMapping mapping, Cuts cuts, Frame frame, Placing placing, Optional<String> scattered)
        implements IngestSource {
    /** The key that names the catalogue. */
    static final String KEY = "catalogue";

    /** The key that names the set that errors are added to. */
    static final String SCATTERED = "scattered";

    private static final String VARIANCE = "variance";
    private static final String FRAME = "frame";
    private static final String ZERO_POINT = "zeroPoint";
    private static final String COLUMNS = "columns";
    private static final String LINDEGREN = "lindegren2021";

    private static final Map<String, GalactocentricFrame> FRAMES =
            Map.of("paper", GalactocentricFrame.PAPER, "astropy-v4.0", GalactocentricFrame.ASTROPY_V4_0);

    /** The keys of a catalogue. */
    static final KeyGroup KEYS = KeyGroup.keys()
            .with(KEY, new Shape.Text())
            .with(
                    FRAME,
                    new Shape.Either(
                            new Shape.Word(List.of("paper", "astropy-v4.0")),
                            ObserveSettings.SUN.element(),
                            null,
                            "paper, astropy-v4.0, or { R, z, vx, vy, vz } of the Sun"))
            .mayHave(ZERO_POINT, new Shape.Word(List.of("none", LINDEGREN)))
            .mayHave(COLUMNS, columns())
            .mayHave(DeclaredTable.CUTS, DeclaredTable.CUTS_SHAPE)
            .mayHave("encoding", new Shape.Encoding())
            .mayHave(SeenPart.KEY, SeenPart.SHAPE);

    /** The keys of a set of one with more errors. */
    static final KeyGroup SCATTERED_KEYS = KeyGroup.keys()
            .with(SCATTERED, new Shape.SetName())
            .mayHave(SetNames.REALISATIONS, new Shape.Whole(1, SetNames.MOST_REALISATIONS))
            .mayHave(VARIANCE, new Shape.Decimal(new Interval(0, false, 100, true), ""))
            .mayHave(SeenPart.KEY, SeenPart.SHAPE);

    /**
     * A frame as the configuration writes it.
     *
     * @param text the same way for the same frame
     * @param named whether it has a name
     */
    record Frame(String text, boolean named, GalactocentricFrame frame) {}

    private static Shape columns() {
        Shape.Group column = KeyGroup.keys()
                .with("name", new Shape.Text())
                .mayHave("unit", new Shape.Text())
                .element();
        String needed = "the name of a column, { name = ..., unit = ... }, or a list of such";
        Shape one = new Shape.Either(new Shape.Text(), column, null, needed);
        KeyGroup keys = KeyGroup.keys();
        for (String key : Quantity.keys()) {
            keys.mayHave(
                    key,
                    key.startsWith("radial_velocity")
                            ? new Shape.Either(new Shape.Text(), column, new Shape.Items(one, 1), needed)
                            : one);
        }
        return keys.element();
    }

    /**
     * What a declaration says.
     *
     * @throws IllegalArgumentException when it is of another set that is no catalogue, or a cut is none
     */
    static DeclaredCatalogue of(SetNames.Declaration declaration, Config config) {
        Config keys = declaration.keys();
        double within = SeenPart.within(declaration.name(), config);
        if (keys.hasPath(KEY)) {
            return of(declaration.name(), keys, within, Scatter.NONE, Optional.empty());
        }
        String from = keys.getString(SCATTERED);
        Config catalogue = SetNames.declaration(from, config)
                .map(SetNames.Declaration::keys)
                .filter(of -> of.hasPath(KEY))
                .orElseThrow(() -> new IllegalArgumentException("stars." + declaration.name() + "." + SCATTERED + " = "
                        + from + ", but that is no set that a catalogue is declared for: name one"));
        Scatter scatter = new Scatter(
                keys.hasPath(VARIANCE) ? keys.getDouble(VARIANCE) : 1,
                declaration.realisation(),
                config.getLong("seed"));
        return of(from, catalogue, within, scatter, Optional.of(from));
    }

    private static DeclaredCatalogue of(
            String name, Config keys, double within, Scatter scatter, Optional<String> scattered) {
        String of = "stars." + name + ".";
        Frame frame = frame(keys.getValue(FRAME), keys);
        boolean zeroPoint =
                keys.hasPath(ZERO_POINT) && keys.getString(ZERO_POINT).equals(LINDEGREN);
        EnumMap<Quantity, List<Named>> named = new EnumMap<>(Quantity.class);
        if (keys.hasPath(COLUMNS)) {
            ConfigObject columns = keys.getObject(COLUMNS);
            for (Quantity quantity : Quantity.values()) {
                if (columns.containsKey(quantity.key())) {
                    named.put(quantity, columns(columns.get(quantity.key())));
                }
            }
        }
        return new DeclaredCatalogue(
                DeclaredTable.given(name, KEY, keys),
                new ColumnMapping(of + COLUMNS, named),
                DeclaredTable.cuts(name, keys),
                frame,
                new Placing(frame.frame(), within, zeroPoint, scatter),
                scattered);
    }

    /** The Sun of a declaration's frame; empty when it has none, as that of another kind of set. */
    static Optional<Sun> sun(Config keys, Config config) {
        if (keys.hasPath(SCATTERED)) {
            return SetNames.declaration(keys.getString(SCATTERED), config).flatMap(of -> sun(of.keys(), config));
        }
        return keys.hasPath(KEY)
                ? Optional.of(frame(keys.getValue(FRAME), keys).frame().sun())
                : Optional.empty();
    }

    private static Frame frame(ConfigValue value, Config keys) {
        if (value.unwrapped() instanceof String word) {
            return new Frame(ConfigUtil.quoteString(word), true, FRAMES.get(word));
        }
        Sun at = ObserveSettings.sun(keys.getConfig(FRAME));
        String text = "{ R = " + at.R() + ", z = " + at.z() + ", vx = " + at.vx() + ", vy = " + at.vy() + ", vz = "
                + at.vz() + " }";
        return new Frame(text, false, new GalactocentricFrame(at));
    }

    private static List<Named> columns(ConfigValue value) {
        if (value instanceof ConfigList list) {
            List<Named> all = new ArrayList<>();
            list.forEach(one -> all.addAll(columns(one)));
            return all;
        }
        if (value instanceof ConfigObject object) {
            Config keys = object.toConfig();
            return List.of(new Named(
                    keys.getString("name"),
                    keys.hasPath("unit") ? Optional.of(keys.getString("unit")) : Optional.empty()));
        }
        return List.of(new Named((String) value.unwrapped(), Optional.empty()));
    }

    @Override
    public Measure measure() {
        return Measure.VOLUME;
    }

    @Override
    public WantedColumns wanted() {
        return mapping.wanted(cuts.columns());
    }

    @Override
    public RowReader reader(PointTable opened) {
        return CatalogueReader.of(opened, mapping, placing);
    }

    @Override
    public Optional<String> ifBackwards() {
        return frame.named()
                ? Optional.empty()
                : Optional.of(": the Sun's velocity with the rotation is frame.vy = "
                        + frame.frame().sun().vy() + " km/s, which must be positive, some 240 km/s");
    }

    @Override
    public Optional<AddedErrors> added() {
        return scattered.map(from -> new AddedErrors(from, placing.scatter().variance()));
    }

    /** A star that a catalogue has twice is one. */
    @Override
    public boolean hasUniqueIds() {
        return true;
    }

    @Override
    public StageConfiguration settings(String set) {
        String path = ConfigUtil.joinPath("stars", set) + ".";
        SortedMap<String, String> lines = new TreeMap<>();
        lines.put(path + KEY, ConfigUtil.quoteString(table.path()));
        mapping.named().forEach((quantity, columns) -> {
            List<String> names = columns.stream()
                    .map(column -> "{ name = " + ConfigUtil.quoteString(column.column())
                            + column.unit()
                                    .map(unit -> ", unit = " + ConfigUtil.quoteString(unit))
                                    .orElse("")
                            + " }")
                    .toList();
            lines.put(path + COLUMNS + "." + quantity.key(), names.size() == 1 ? names.get(0) : names.toString());
        });
        lines.put(path + DeclaredTable.CUTS, Messages.list(cuts.conditions()));
        lines.put(path + FRAME, frame.text());
        lines.put(path + ZERO_POINT, ConfigUtil.quoteString(placing.zeroPoint() ? LINDEGREN : "none"));
        scattered.ifPresent(from -> {
            lines.put("seed", Long.toString(placing.scatter().runSeed()));
            lines.put(path + SCATTERED, ConfigUtil.quoteString(from));
            lines.put(path + VARIANCE, Double.toString(placing.scatter().variance()));
        });
        return StageConfiguration.of(lines);
    }
}
