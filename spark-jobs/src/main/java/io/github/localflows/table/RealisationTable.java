package io.github.localflows.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of what the profiles of all realisations of one declared star set say together: at each position the median of their
 * accelerations and where 68% of these lie, see {@link io.github.localflows.field.Spread}. Each column's unit is in its metadata.
 */
public final class RealisationTable {
    /** The columns. */
    public static final StructType SCHEMA = new StructType(new StructField[] {
        AccelerationTable.column(
                AccelerationTable.PROFILE,
                DataTypes.StringType,
                "1",
                "the coordinate that the profile runs along, R or z",
                false),
        AccelerationTable.column("R", DataTypes.DoubleType, "kpc", "cylindrical radius", false),
        AccelerationTable.column("z", DataTypes.DoubleType, "kpc", "height above the plane", false),
        acceleration("aR", "median of the realisations' radial accelerations"),
        acceleration("aR_low", "16% of them lie below"),
        acceleration("aR_high", "16% of them lie above"),
        acceleration("aR_exact", "radial acceleration of the potential; null where that is unknown"),
        acceleration("az", "median of the realisations' vertical accelerations"),
        acceleration("az_low", "16% of them lie below"),
        acceleration("az_high", "16% of them lie above"),
        acceleration("az_exact", "vertical acceleration of the potential; null where that is unknown"),
        AccelerationTable.column(
                "solved", DataTypes.IntegerType, "1", "how many realisations have an acceleration here", false)
    });

    /** The figure of its manifest that says how many realisations there are. */
    public static final String COUNT = "realisations";

    private RealisationTable() {}

    private static StructField acceleration(String name, String comment) {
        return AccelerationTable.column(name, DataTypes.DoubleType, "pc/Myr^2", comment, true);
    }
}
