package io.github.localflows.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of a resolution: the learned vertical acceleration near the plane at one R, the exact one, and the exact one smoothed so that
 * it is nearest to the learned one; see {@link io.github.localflows.field.Resolution}. Each column's unit is in its metadata.
 */
public final class ResolutionTable {
    /** The columns. */
    public static final StructType SCHEMA = new StructType(new StructField[] {
        AccelerationTable.column("z", DataTypes.DoubleType, "kpc", "height above the plane", false),
        AccelerationTable.column("az", DataTypes.DoubleType, "pc/Myr^2", "learned vertical acceleration", true),
        AccelerationTable.column("az_err", DataTypes.DoubleType, "pc/Myr^2", "1-sigma error of az (jackknife)", true),
        AccelerationTable.column(
                "az_exact", DataTypes.DoubleType, "pc/Myr^2", "vertical acceleration of the potential", false),
        AccelerationTable.column(
                "az_smoothed",
                DataTypes.DoubleType,
                "pc/Myr^2",
                "az_exact smoothed over hPc; null where no width is good",
                true)
    });

    /** The figure of its manifest that is the width of the smoothing [pc], absent when no width is good. */
    public static final String H = "hPc";

    /** The figure that is the error of the width [pc], absent when that is 0, or the flows are of one group. */
    public static final String H_ERROR = "hErrPc";

    /** The figure that is learned over exact slope of az at z = 0. */
    public static final String ETA = "eta";

    /** The figure that is the error of eta, absent when the flows are of one group. */
    public static final String ETA_ERROR = "etaErr";

    /** The figure that says how many stars of the set are in the training volume, held-out ones included. */
    public static final String STARS = "trainingStars";

    private ResolutionTable() {}
}
