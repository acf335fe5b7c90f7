package io.github.localflows.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of a phase spiral: the contrast f/fbar - 1 of f with its mean with its mirror image, at points of the (z, vz) plane.
 * Each column's unit is in its metadata.
 */
public final class SpiralTable {
    /** The columns. */
    public static final StructType SCHEMA = new StructType(new StructField[] {
        AccelerationTable.column("z", DataTypes.DoubleType, "kpc", "height above the plane", false),
        AccelerationTable.column("vz", DataTypes.DoubleType, "km/s", "vertical velocity", false),
        AccelerationTable.column(
                "lnf",
                DataTypes.DoubleType,
                "1",
                "natural logarithm of the learned f, up to one constant; null where it is not known",
                true),
        AccelerationTable.column(
                "contrast", DataTypes.DoubleType, "1", "f/fbar - 1, fbar = (f(z, vz) + f(-z, -vz))/2", true),
        AccelerationTable.column(
                "contrast_err", DataTypes.DoubleType, "1", "1-sigma error of contrast (jackknife)", true)
    });

    /** The figure of its manifest that says at which azimuthal velocity it is [km/s]. */
    public static final String VPHI = "spiralVphiKmS";

    /** The figure that is the strength, see {@link io.github.localflows.field.PhaseSpiral.Map#strength}. */
    public static final String STRENGTH = "disequilibrium";

    /** The figure that is the error of the strength. */
    public static final String STRENGTH_ERROR = "disequilibriumErr";

    /** The figure that is the strength of noise alone. */
    public static final String NOISE = "disequilibriumNoise";

    private SpiralTable() {}
}
