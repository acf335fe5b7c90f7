package io.github.localflows.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of slices through a learned f, see {@link io.github.localflows.field.PhaseSlice}: a row for each point of each slice,
 * whose name says which two coordinates run. Each column's unit is in its metadata.
 */
public final class SliceTable {
    /** The columns. */
    public static final StructType SCHEMA = new StructType(new StructField[] {
        AccelerationTable.column(
                "slice", DataTypes.StringType, "1", "the two coordinates that run: R,z or vR,vphi or z,vz", false),
        AccelerationTable.column("R", DataTypes.DoubleType, "kpc", "cylindrical radius", false),
        AccelerationTable.column("z", DataTypes.DoubleType, "kpc", "height above the plane", false),
        AccelerationTable.column("vR", DataTypes.DoubleType, "km/s", "radial velocity", false),
        AccelerationTable.column("vphi", DataTypes.DoubleType, "km/s", "azimuthal velocity", false),
        AccelerationTable.column("vz", DataTypes.DoubleType, "km/s", "vertical velocity", false),
        AccelerationTable.column(
                "f",
                DataTypes.DoubleType,
                "1",
                "learned f over its integral over the slice, null where no star can be seen, in units of the exact one at the reference point (the learned"
                        + " one where nobody knows the exact)",
                true),
        AccelerationTable.column(
                "f_err", DataTypes.DoubleType, "1", "1-sigma error of f (jackknife of its logarithm)", true),
        AccelerationTable.column(
                "f_exact",
                DataTypes.DoubleType,
                "1",
                "exact f over its integral over the slice, in the same units; null where nobody knows it",
                true)
    });

    /** The figure of its manifest that says about which azimuthal velocity the slices lie [km/s]. */
    public static final String VPHI = "slicesVphiKmS";

    private SliceTable() {}
}
