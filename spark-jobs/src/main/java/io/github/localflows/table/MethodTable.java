package io.github.localflows.table;

import io.github.localflows.comparison.Interval;
import io.github.localflows.potential.Potential;
import io.github.localflows.units.Units;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table of the vertical acceleration by a method that fits parameters: the columns of {@link AccelerationTable}, of which such a
 * method gives az, and the ends of its interval and the best fit's. Each column's unit is in its metadata.
 */
public final class MethodTable {
    /** The figure of its manifest that says how many autocorrelation times of its slowest parameter the chain lasts. */
    public static final String CHAIN_LENGTH = "chainLengthTimes";

    /** The figure of its manifest that says how many autocorrelation times of az the chain lasts. */
    public static final String AZ_CHAIN_LENGTH = "azChainLengthTimes";

    private static final double PC_MYR2 = Units.PC_MYR2_PER_KM2_S2_KPC;

    /** The columns. */
    public static final StructType SCHEMA = schema();

    private MethodTable() {}

    private static StructType schema() {
        StructType schema = new StructType();
        for (StructField field : AccelerationTable.SCHEMA.fields()) {
            schema = schema.add(
                    switch (field.name()) {
                        case "az" -> az("az", "vertical acceleration, median of the posterior");
                        case "az_err" -> az("az_err", "half of the posterior's interval az_low..az_high");
                        default -> field;
                    });
        }
        return schema.add(az("az_low", "16% of the posterior of az lie below"))
                .add(az("az_high", "84% of the posterior of az lie below"))
                .add(az("az_best", "vertical acceleration of the best fit"));
    }

    private static StructField az(String name, String comment) {
        return AccelerationTable.column(name, DataTypes.DoubleType, "pc/Myr^2", comment, true);
    }

    /**
     * A row at one position, in the table's units, nulls where there is nothing.
     *
     * @param R radius [kpc]
     * @param z height [kpc]; in the plane az is zero by symmetry
     * @param best az of the best fit [km²/s²/kpc]
     * @param posterior of az [km²/s²/kpc]
     * @param truth the potential that the exact columns are of, which are null without it
     */
    public static Row row(double R, double z, double best, Interval posterior, Optional<? extends Potential> truth) {
        Map<String, Object> values = AccelerationTable.known(R, z, truth);
        Map<String, Double> found = Map.of(
                "az", posterior.median(),
                "az_err", 0.5 * (posterior.high() - posterior.low()),
                "az_low", posterior.low(),
                "az_high", posterior.high(),
                "az_best", best);
        found.forEach((name, value) -> values.put(name, z == 0 ? 0.0 : value * PC_MYR2));
        return AccelerationTable.row(SCHEMA, values);
    }

    /** A row at a position of which the method says nothing; otherwise as {@link #row}. */
    public static Row unsolved(double R, double z, String reason, Optional<? extends Potential> truth) {
        Map<String, Object> values = AccelerationTable.known(R, z, truth);
        values.put("reason", reason);
        return AccelerationTable.row(SCHEMA, values);
    }
}
