package io.github.localflows.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.when;

import io.github.localflows.config.UserError;
import io.github.localflows.input.Frame;
import io.github.localflows.input.PointTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is to be said of evaluated rows.
 *
 * @param unsound how many have coordinates of which nothing can be computed
 * @param uncomputed how many lack something that was asked for, these among them
 * @param withoutActions how many of the others have no actions, when anything was asked for that depends on these
 * @param outsideVolume how many of the others lie where the flows were not trained, when they were asked for their density
 * @param withoutAcceleration how many of the others have none from the flows, when these were asked for it
 * @param moving how many have a velocity
 * @param backwards how many of these go against the disc's rotation
 */
record EvaluationTally(
        long rows,
        long unsound,
        long uncomputed,
        long withoutActions,
        long outsideVolume,
        long withoutAcceleration,
        long moving,
        long backwards) {
    static EvaluationTally of(
            Dataset<Row> evaluated, EvaluatePoints.Request request, FlowEvaluator.Questions questions) {
        Column computed = col(EvaluatedRows.SOUND);
        Column none = when(col(EvaluatedRows.ROW).lt(0), 1);
        Column withoutActions = none;
        if (request.quantities().contains(Quantity.ACTIONS)) {
            withoutActions = when(computed.and(value("Jr").isNull()), 1);
        } else if (request.quantities().contains(Quantity.DF)) {
            withoutActions = when(computed.and(value("lnf").equalTo(Double.NEGATIVE_INFINITY)), 1);
        }
        Row counts = evaluated
                .agg(
                        count(col(EvaluatedRows.ROW)),
                        count(when(col(EvaluatedRows.SOUND), null).otherwise(1)),
                        count(col(EvaluatedRows.REASON)),
                        count(withoutActions),
                        count(
                                questions.density()
                                        ? when(computed.and(value("lnf_flow").isNull()), 1)
                                        : none),
                        count(
                                questions.acceleration() != null
                                        ? when(computed.and(value("reason_flow").isNotNull()), 1)
                                        : none),
                        count(col(EvaluatedRows.BACKWARDS)),
                        count(when(col(EvaluatedRows.BACKWARDS), 1)))
                .first();
        return new EvaluationTally(
                counts.getLong(0),
                counts.getLong(1),
                counts.getLong(2),
                counts.getLong(3),
                counts.getLong(4),
                counts.getLong(5),
                counts.getLong(6),
                counts.getLong(7));
    }

    private static Column value(String name) {
        return col(EvaluatedRows.VALUES).getField(name);
    }

    /** Refuses a table of which nothing can be computed, or whose disc turns the other way than the user knows. */
    void refuse(PointTable table, Dataset<Row> evaluated, boolean frameUnknown) {
        if (unsound == rows) {
            throw new UserError(table.what() + ", " + first(evaluated)
                    + (rows == 1 ? "" : String.format(Locale.ROOT, "; none of %,d rows can be computed", rows)));
        }
        if (frameUnknown && Frame.isTurned(backwards, moving)) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d stars rotate backwards, as in astropy's Galactocentric, whose disc turns from y to x:"
                            + " give --frame astropy, which turns the signs of y and vy (or of vphi), or --frame galactic"
                            + " if they really do",
                    table.what(),
                    backwards,
                    moving));
        }
    }

    private static String first(Dataset<Row> evaluated) {
        Row row = evaluated
                .where(col(EvaluatedRows.REASON).isNotNull())
                .orderBy(EvaluatedRows.ROW)
                .select(EvaluatedRows.ROW, EvaluatedRows.REASON)
                .first();
        return "row " + (row.getLong(0) + 1) + ": " + row.getString(1);
    }

    Map<String, Double> figures() {
        return Map.of("rowsNotComputed", (double) uncomputed);
    }

    List<String> remarks(Dataset<Row> evaluated, long points, String reasons) {
        List<String> remarks = new ArrayList<>();
        if (uncomputed > 0) {
            remark(
                    remarks,
                    uncomputed,
                    points,
                    "lack some quantity or all of them, see the column " + reasons + " (" + first(evaluated) + ")");
        }
        remark(remarks, withoutActions, points, "have no actions: unbound or counter-rotating");
        remark(remarks, outsideVolume, points, "lie outside the volume that the flows were trained in");
        remark(remarks, withoutAcceleration, points, "have no acceleration from the flows, see reason_flow");
        return remarks;
    }

    private static void remark(List<String> remarks, long some, long all, String what) {
        if (some > 0) {
            remarks.add(String.format(Locale.ROOT, "%,d of %,d points %s", some, all, what));
        }
    }
}
