package io.github.localflows.evaluate;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** What can be evaluated at a point: which columns it needs and which it gives. */
public enum Quantity {
    /** The potential. */
    POTENTIAL(false, column("Phi", "km^2/s^2", "potential")),
    /** The acceleration. */
    ACCELERATION(
            false, column("aR", "pc/Myr^2", "radial acceleration"), column("az", "pc/Myr^2", "vertical acceleration")),
    /** The mass density. */
    DENSITY(false, column("rho", "Msun/pc^3", "mass density")),
    /** The actions; empty for a star that has none. */
    ACTIONS(
            true,
            column("Jr", "kpc km/s", "radial action"),
            column("Lz", "kpc km/s", "angular momentum about the axis"),
            column("Jz", "kpc km/s", "vertical action")),
    /** The frequencies of the circular orbit in the plane at the point's R. */
    FREQUENCIES(
            false,
            column("Omega", "km/s/kpc", "circular frequency at R"),
            column("kappa", "km/s/kpc", "epicycle frequency at R"),
            column("nu", "km/s/kpc", "vertical frequency at R")),
    /** The logarithm of the distribution function; -Infinity for a star that has no actions. */
    DF(true, column("lnf", "1", "natural logarithm of the distribution function, up to one constant"));

    private final boolean needsVelocity;
    private final List<StructField> columns;

    Quantity(boolean needsVelocity, StructField... columns) {
        this.needsVelocity = needsVelocity;
        this.columns = List.of(columns);
    }

    /** Whether it needs vR, vphi and vz beside R and z. */
    public boolean needsVelocity() {
        return needsVelocity;
    }

    /** The columns that it gives, in their order, each with its unit. */
    public List<StructField> columns() {
        return columns;
    }

    /** A nullable column of doubles. */
    static StructField column(String name, String unit, String comment) {
        return column(name, DataTypes.DoubleType, unit, comment);
    }

    /** A nullable column. */
    static StructField column(String name, DataType type, String unit, String comment) {
        Metadata metadata = new MetadataBuilder()
                .putString("unit", unit)
                .putString("comment", comment)
                .build();
        return new StructField(name, type, true, metadata);
    }

    /** The name as the command line writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
