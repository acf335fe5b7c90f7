package io.github.localflows.table;

import io.github.localflows.field.AccelerationEstimate;
import io.github.localflows.field.Measured;
import io.github.localflows.field.Position;
import io.github.localflows.potential.Acceleration;
import io.github.localflows.potential.Potential;
import io.github.localflows.units.Units;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of accelerations at positions R [kpc], phi [rad], z [kpc]: aR, aphi, az [pc/Myr^2] with their standard
 * errors, the mass density rho [Msun/pc^3], and the same from the potential itself ({@code _exact}). Where the
 * inversion failed its columns are null and {@code reason} says why. Each column's unit is in its metadata.
 */
public final class AccelerationTable {
    /** The column that says which profile a row belongs to. */
    public static final String PROFILE = "profile";

    private static final double PC_MYR2 = Units.PC_MYR2_PER_KM2_S2_KPC;

    /** The columns of the grid. */
    public static final StructType SCHEMA = new StructType(new StructField[] {
        column("R", DataTypes.DoubleType, "kpc", "cylindrical radius", false),
        column("phi", DataTypes.DoubleType, "rad", "azimuth", false),
        column("z", DataTypes.DoubleType, "kpc", "height above the plane", false),
        column("aR", DataTypes.DoubleType, "pc/Myr^2", "radial acceleration", true),
        column("aphi", DataTypes.DoubleType, "pc/Myr^2", "azimuthal acceleration", true),
        column("az", DataTypes.DoubleType, "pc/Myr^2", "vertical acceleration", true),
        column("aR_err", DataTypes.DoubleType, "pc/Myr^2", "1-sigma error of aR (jackknife)", true),
        column("aphi_err", DataTypes.DoubleType, "pc/Myr^2", "1-sigma error of aphi (jackknife)", true),
        column("az_err", DataTypes.DoubleType, "pc/Myr^2", "1-sigma error of az (jackknife)", true),
        column(
                "aR_exact",
                DataTypes.DoubleType,
                "pc/Myr^2",
                "radial acceleration of the potential; null where that is unknown",
                true),
        column(
                "az_exact",
                DataTypes.DoubleType,
                "pc/Myr^2",
                "vertical acceleration of the potential; null where that is unknown",
                true),
        column("rho", DataTypes.DoubleType, "Msun/pc^3", "mass density, -div a/(4 pi G)", true),
        column("rho_err", DataTypes.DoubleType, "Msun/pc^3", "1-sigma error of rho (jackknife)", true),
        column(
                "rho_exact",
                DataTypes.DoubleType,
                "Msun/pc^3",
                "mass density of the potential; null where that is unknown",
                true),
        column("residual", DataTypes.DoubleType, "1/Myr", "rms residual of the Boltzmann equation for ln f", true),
        column("condition", DataTypes.DoubleType, "1", "condition number of the 3 x 3 system", true),
        column("reason", DataTypes.StringType, "1", "why there is no acceleration; null where there is one", true)
    });

    /** The columns of the profiles: which profile a row belongs to ('R' or 'z', along that coordinate), then as the grid's. */
    public static final StructType PROFILE_SCHEMA = profileSchema();

    private AccelerationTable() {}

    private static StructType profileSchema() {
        StructType schema = new StructType(new StructField[] {
            column(PROFILE, DataTypes.StringType, "1", "the coordinate that the profile runs along, R or z", false)
        });
        for (StructField field : SCHEMA.fields()) {
            schema = schema.add(field);
        }
        return schema;
    }

    /**
     * A row of a field at one position, in the table's units, nulls where there is nothing.
     *
     * @param found the acceleration there, or why there is none
     * @param rho the mass density and its error [Msun/pc^3]
     * @param truth the potential that the exact columns are of, which are null without it
     */
    public static Row row(
            Position position, AccelerationEstimate found, Measured rho, Optional<? extends Potential> truth) {
        Optional<Acceleration> exact = truth.map(potential -> potential.acceleration(position.R(), position.z()));
        return RowFactory.create(
                position.R(),
                0.0,
                position.z(),
                Nulls.orNull(found.aR() * PC_MYR2),
                Nulls.orNull(found.aphi() * PC_MYR2),
                Nulls.orNull(found.az() * PC_MYR2),
                Nulls.orNull(found.aRError() * PC_MYR2),
                Nulls.orNull(found.aphiError() * PC_MYR2),
                Nulls.orNull(found.azError() * PC_MYR2),
                exact.map(a -> a.aR() * PC_MYR2).orElse(null),
                exact.map(a -> a.az() * PC_MYR2).orElse(null),
                Nulls.orNull(rho.value()),
                Nulls.orNull(rho.error()),
                truth.map(potential -> potential.density(position.R(), position.z()))
                        .orElse(null),
                Nulls.orNull(found.residual() * Units.KPC_PER_MYR_AT_KM_S),
                Nulls.orNull(found.condition()),
                found.solved() ? null : found.outcome().description());
    }

    /** The values of a row at a position by the names of their columns: those that are known before anything is found. */
    static Map<String, Object> known(double R, double z, Optional<? extends Potential> truth) {
        Map<String, Object> values = new HashMap<>(Map.of("R", R, "phi", 0.0, "z", z));
        truth.ifPresent(potential -> {
            Acceleration exact = potential.acceleration(R, z);
            values.put("aR_exact", exact.aR() * PC_MYR2);
            values.put("az_exact", exact.az() * PC_MYR2);
            values.put("rho_exact", potential.density(R, z));
        });
        return values;
    }

    /** A row of the columns of a table; null where a column has no value. */
    static Row row(StructType schema, Map<String, Object> values) {
        return RowFactory.create(
                Arrays.stream(schema.fieldNames()).map(values::get).toArray());
    }

    /** A row of a profile from a row as the grid's. */
    public static Row profileRow(String profile, Row row) {
        Object[] values = new Object[row.size() + 1];
        values[0] = profile;
        for (int i = 0; i < row.size(); i++) {
            values[i + 1] = row.get(i);
        }
        return RowFactory.create(values);
    }

    /** A column with its unit. */
    static StructField column(String name, DataType type, String unit, String comment, boolean nullable) {
        Metadata metadata = new MetadataBuilder()
                .putString("unit", unit)
                .putString("comment", comment)
                .build();
        return new StructField(name, type, nullable, metadata);
    }
}
