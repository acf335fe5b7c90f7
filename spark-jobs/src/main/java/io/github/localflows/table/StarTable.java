package io.github.localflows.table;

import io.github.localflows.phase.PhasePoint;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of stars: seed and star say which star it is, in every star set of a run the same; R, z [kpc] and
 * vR, vphi, vz [km/s] where it is. Each column's unit is in its metadata, under {@code unit}.
 */
public final class StarTable {
    /** The columns, none of them ever null. */
    public static final StructType SCHEMA = new StructType(new StructField[] {
        column("seed", DataTypes.IntegerType, "1", "the seed that the star was drawn from"),
        column("star", DataTypes.IntegerType, "1", "number of the star within its seed"),
        column("R", DataTypes.DoubleType, "kpc", "cylindrical radius"),
        column("z", DataTypes.DoubleType, "kpc", "height above the plane"),
        column("vR", DataTypes.DoubleType, "km/s", "radial velocity"),
        column("vphi", DataTypes.DoubleType, "km/s", "azimuthal velocity, positive with Galactic rotation"),
        column("vz", DataTypes.DoubleType, "km/s", "vertical velocity")
    });

    /** The columns where some stars have a position alone: those of the velocity may be null, all three together. */
    public static final StructType SOME_VELOCITIES = someVelocities();

    /** Where the azimuth is known; null for a star of which it is not. */
    public static final StructField PHI = optional("phi", DataTypes.DoubleType, "rad", "azimuth");

    /** Where stars count differently; null for a star of which it is not known. */
    public static final StructField WEIGHT = optional("weight", DataTypes.DoubleType, "1", "how much the star counts");

    /** Where the stars' own table has one; null for a star without. */
    public static final StructField ID = optional("id", DataTypes.LongType, "1", "the star's own identifier");

    /** Where the stars' table has errors: standard deviations of what was measured; null for a star of which they are not known. */
    public static final List<StructField> ERRORS = List.of(
            optional("R_err", DataTypes.DoubleType, "kpc", "standard deviation of R, of the measurement's error"),
            optional("phi_err", DataTypes.DoubleType, "rad", "standard deviation of phi"),
            optional("z_err", DataTypes.DoubleType, "kpc", "standard deviation of z"),
            optional("vR_err", DataTypes.DoubleType, "km/s", "standard deviation of vR"),
            optional("vphi_err", DataTypes.DoubleType, "km/s", "standard deviation of vphi"),
            optional("vz_err", DataTypes.DoubleType, "km/s", "standard deviation of vz"));

    private StarTable() {}

    private static StructType someVelocities() {
        StructType schema = new StructType();
        for (StructField field : SCHEMA.fields()) {
            boolean velocity = field.name().startsWith("v");
            schema = schema.add(new StructField(field.name(), field.dataType(), velocity, field.metadata()));
        }
        return schema;
    }

    /** The batch of rows that have the table's columns in its order; NaN for a velocity that is null. */
    public static StarBatch batch(List<Row> rows) {
        StarBatch batch = StarBatch.allocate(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            batch.seed()[i] = row.getInt(0);
            batch.star()[i] = row.getInt(1);
            batch.stars()
                    .set(
                            i,
                            new PhasePoint(
                                    row.getDouble(2),
                                    row.getDouble(3),
                                    Nulls.orNaN(row, 4),
                                    Nulls.orNaN(row, 5),
                                    Nulls.orNaN(row, 6)));
        }
        return batch;
    }

    private static StructField column(String name, DataType type, String unit, String comment) {
        return new StructField(name, type, false, metadata(unit, comment));
    }

    private static StructField optional(String name, DataType type, String unit, String comment) {
        return new StructField(name, type, true, metadata(unit, comment));
    }

    private static Metadata metadata(String unit, String comment) {
        return new MetadataBuilder()
                .putString("unit", unit)
                .putString("comment", comment)
                .build();
    }
}
