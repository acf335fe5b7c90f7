package io.github.localflows.catalogue;

import io.github.localflows.config.Shown;
import io.github.localflows.config.UserError;
import io.github.localflows.input.CellValue;
import io.github.localflows.input.ColumnUnit;
import io.github.localflows.input.PointFormat;
import io.github.localflows.input.PointTable;
import io.github.localflows.input.WantedColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * Which columns of a catalogue hold what. A quantity that is not named is in the column of Gaia's name, if there is one.
 *
 * @param key where the configuration names columns, for messages, such as {@code stars.mine.columns}
 * @param named columns by what they hold; several of which the first with a value counts
 */
public record ColumnMapping(String key, Map<Quantity, List<Named>> named) {
    /**
     * A column that is named.
     *
     * @param column its name
     * @param unit the unit of its numbers; empty when the file says it
     */
    public record Named(String column, Optional<String> unit) {}

    /** Copies. */
    public ColumnMapping {
        named = Map.copyOf(named);
    }

    /** What a table must be read for, with some columns beside. */
    public WantedColumns wanted(Collection<String> others) {
        Set<String> names = new LinkedHashSet<>(others);
        for (Quantity quantity : Quantity.values()) {
            if (named.containsKey(quantity)) {
                named.get(quantity).forEach(column -> names.add(column.column()));
            } else if (quantity.gaiaUnit().isPresent()) {
                names.add(quantity.key());
            }
        }
        return WantedColumns.named(names);
    }

    /**
     * Finds the columns in a table.
     *
     * @throws UserError when a named column is missing, is no number, or has no unit that is known
     */
    FoundColumns in(PointTable table) {
        EnumMap<Quantity, List<FoundColumns.Found>> all = new EnumMap<>(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            List<FoundColumns.Found> found = new ArrayList<>();
            if (named.containsKey(quantity)) {
                for (Named column : named.get(quantity)) {
                    found.add(found(table, quantity, column, index(table, quantity, column.column())));
                }
            } else if (quantity.gaiaUnit().isPresent() && !isErrorOfAnother(quantity)) {
                find(table, quantity.key())
                        .ifPresent(index ->
                                found.add(found(table, quantity, new Named(quantity.key(), Optional.empty()), index)));
            }
            if (!found.isEmpty()) {
                all.put(quantity, found);
            }
        }
        return new FoundColumns(all);
    }

    /** Gaia's error of a measurement is none of a column of another name. */
    private boolean isErrorOfAnother(Quantity quantity) {
        return quantity.errorOf()
                .map(named::get)
                .filter(columns -> columns.stream().anyMatch(column -> !column.column()
                        .equalsIgnoreCase(quantity.errorOf().get().key())))
                .isPresent();
    }

    private static Optional<Integer> find(PointTable table, String name) {
        List<String> columns = Arrays.asList(table.schema().fieldNames());
        if (columns.contains(name)) {
            return Optional.of(columns.indexOf(name));
        }
        List<String> alike = columns.stream().filter(name::equalsIgnoreCase).toList();
        return alike.size() == 1 ? Optional.of(columns.indexOf(alike.get(0))) : Optional.empty();
    }

    private int index(PointTable table, Quantity quantity, String name) {
        return find(table, name)
                .orElseThrow(() -> new UserError(table.what() + " has no column " + Shown.text(name) + ", which " + key
                        + "." + quantity.key() + " names; " + columnsOf(table)));
    }

    /** What columns there are, for messages. */
    static String columnsOf(PointTable table) {
        return "its columns are " + Shown.text(String.join(", ", table.columns()));
    }

    private FoundColumns.Found found(PointTable table, Quantity quantity, Named column, int index) {
        StructField field = table.schema().fields()[index];
        String where = table.what() + ": column " + Shown.text(field.name());
        boolean whole = quantity == Quantity.SOURCE_ID;
        if (whole && !CellValue.isWhole(field.dataType())) {
            throw new UserError(where + " is of type "
                    + Shown.text(field.dataType().simpleString())
                    + ", but an identifier must be a whole number of 64 bits in every row: name another as " + key
                    + "." + quantity.key());
        }
        boolean text = table.format() == PointFormat.CSV || field.dataType().equals(DataTypes.NullType);
        if (!whole && !(field.dataType() instanceof NumericType) && !text) {
            throw new UserError(
                    where + " is of type " + Shown.text(field.dataType().simpleString()) + ", but it must be a number");
        }
        return new FoundColumns.Found(field.name(), index, factor(where, quantity, column, field));
    }

    private double factor(String where, Quantity quantity, Named column, StructField field) {
        Dimension dimension = quantity.dimension();
        if (!dimension.needsUnit()) {
            return 1;
        }
        Optional<String> inFile = ColumnUnit.of(field);
        boolean gaias = field.name().equalsIgnoreCase(quantity.key());
        String unit = column.unit()
                .or(() -> inFile)
                .or(() -> gaias ? quantity.gaiaUnit() : Optional.empty())
                .orElseThrow(() -> new UserError(where + " has no unit, neither in the file nor by a name that Gaia has"
                        + " for it: say it, as " + key + "." + quantity.key() + " { name = \"" + field.name()
                        + "\", unit = \"" + dimension.unit() + "\" }"));
        double factor = dimension
                .factor(unit)
                .orElseThrow(() -> new UserError(where + " is in " + Shown.text(unit) + ", which is no unit of "
                        + quantity.key() + " that is known (" + dimension.known() + "): say another, as " + key + "."
                        + quantity.key() + " { name = \"" + field.name() + "\", unit = \"" + dimension.unit()
                        + "\" }"));
        if (column.unit().isPresent() && inFile.isPresent()) {
            double ofFile = dimension.factor(inFile.get()).orElse(factor);
            if (ofFile != factor) {
                throw new UserError(where + " is in " + Shown.text(inFile.get()) + ", as its file says, but " + key
                        + "." + quantity.key() + " says " + Shown.text(unit) + ": leave that out");
            }
        }
        return factor;
    }
}
