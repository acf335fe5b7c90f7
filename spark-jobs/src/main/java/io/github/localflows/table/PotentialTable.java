package io.github.localflows.table;

import io.github.localflows.expansion.AzimuthalPotential;
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
 * The table of a field that is the gradient of one potential: the columns of {@link AccelerationTable}, and Phi. aphi is 0 where the potential is
 * axisymmetric; otherwise all is at phi = 0. There is no column phi, which Spark could not tell from Phi. Each column's unit is in its metadata.
 *
 * @param truth the potential that the exact columns are of, which are null without it
 * @param volume beyond which nothing is known of the potential
 */
public record PotentialTable(Optional<? extends Potential> truth, Region volume) {
    private static final double PC_MYR2 = Units.PC_MYR2_PER_KM2_S2_KPC;

    private static final String OUTSIDE = "outside the training volume";

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
                        case "aphi_err" ->
                            error("aphi_err", "pc/Myr^2", "1-sigma error of aphi; null where aphi is 0 by assumption");
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
        if (isInside(R, z)) {
            put(values, "aR", potential.aR(R, z), PC_MYR2);
            put(values, "az", potential.az(R, z), PC_MYR2);
            put(values, "rho", potential.density(R, z), 1);
            put(values, "Phi", potential.Phi(R, z), 1);
            values.put("aphi", 0.0);
        } else {
            values.put("reason", OUTSIDE);
        }
        return AccelerationTable.row(SCHEMA, values);
    }

    /**
     * The row of a potential that need not be axisymmetric, at a position with phi = 0.
     *
     * @param potential at all azimuths
     */
    public Row row(AzimuthalPotential potential, Position position) {
        double R = position.R();
        double z = position.z();
        Map<String, Object> values = AccelerationTable.known(R, z, truth);
        if (isInside(R, z)) {
            put(values, "aR", potential.aR(R, 0, z), PC_MYR2);
            put(values, "aphi", potential.aphi(R, 0, z), PC_MYR2);
            put(values, "az", potential.az(R, 0, z), PC_MYR2);
            put(values, "rho", potential.density(R, 0, z), 1);
            put(values, "Phi", potential.Phi(R, 0, z), 1);
        } else {
            values.put("reason", OUTSIDE);
        }
        return AccelerationTable.row(SCHEMA, values);
    }

    private boolean isInside(double R, double z) {
        return R > volume.Rmin() - ROUNDING
                && R < volume.Rmax() + ROUNDING
                && Math.abs(z) < volume.absZmax() + ROUNDING;
    }

    private static void put(Map<String, Object> values, String name, PotentialEstimate.Value found, double unit) {
        values.put(name, Nulls.orNull(found.value() * unit));
        values.put(name + "_err", Nulls.orNull(found.error() * unit));
    }
}
