package io.github.localflows.table;

import io.github.localflows.expansion.PotentialEstimate;
import io.github.localflows.field.Position;
import io.github.localflows.phase.Region;
import io.github.localflows.potential.Potential;
import io.github.localflows.units.Units;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of a field that is the gradient of one potential: the columns of {@link AccelerationTable}, and Phi. aphi is 0, for the potential is
 * axisymmetric; there is no column phi, which Spark could not tell from Phi. Each column's unit is in its metadata.
 *
 * @param truth the potential that the exact columns are of, which are null without it
 * @param volume beyond which nothing is known of the potential
 */
public record PotentialTable(Optional<? extends Potential> truth, Region volume) {
    private static final double PC_MYR2 = Units.PC_MYR2_PER_KM2_S2_KPC;

    /** Grids may end on the edge, but for rounding [kpc]. */
    private static final double ROUNDING = 1e-9;

    /** The columns. */
    public static final StructType SCHEMA = schema();

    private static StructType schema() {
        StructType schema = new StructType();
        for (StructField field : AccelerationTable.SCHEMA.fields()) {
            if (field.name().equals("phi")) {
                continue;
            }
            schema = schema.add(
                    switch (field.name()) {
                        case "aR_err" -> error("aR_err", "pc/Myr^2", "1-sigma error of aR");
                        case "az_err" -> error("az_err", "pc/Myr^2", "1-sigma error of az");
                        case "rho_err" -> error("rho_err", "Msun/pc^3", "1-sigma error of rho");
                        default -> field;
                    });
        }
        return schema.add(error("Phi", "km^2/s^2", "potential, from that in the plane in the middle of the volume"))
                .add(error("Phi_err", "km^2/s^2", "1-sigma error of Phi"));
    }

    private static StructField error(String name, String unit, String comment) {
        return AccelerationTable.column(name, DataTypes.DoubleType, unit, comment, true);
    }

    /** The row at a position, of what was found or the reason that there is nothing. */
    public Row row(PotentialEstimate potential, Position position) {
        double R = position.R();
        double z = position.z();
        Map<String, Object> values = AccelerationTable.known(R, z, truth);
        if (R > volume.Rmin() - ROUNDING && R < volume.Rmax() + ROUNDING && Math.abs(z) < volume.absZmax() + ROUNDING) {
            put(values, "aR", potential.aR(R, z), PC_MYR2);
            put(values, "az", potential.az(R, z), PC_MYR2);
            put(values, "rho", potential.density(R, z), 1);
            put(values, "Phi", potential.Phi(R, z), 1);
            values.put("aphi", 0.0);
        } else {
            values.put("reason", "outside the training volume");
        }
        return AccelerationTable.row(SCHEMA, values);
    }

    private static void put(Map<String, Object> values, String name, PotentialEstimate.Value found, double unit) {
        values.put(name, Nulls.orNull(found.value() * unit));
        values.put(name + "_err", Nulls.orNull(found.error() * unit));
    }
}
