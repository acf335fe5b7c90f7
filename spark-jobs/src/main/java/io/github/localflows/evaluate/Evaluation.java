package io.github.localflows.evaluate;

import io.github.localflows.cluster.PerProcess;
import io.github.localflows.input.Coordinates;
import io.github.localflows.input.CsvText;
import io.github.localflows.phase.PhasePoint;
import io.github.localflows.phase.Stars;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/** Evaluates the rows of a partition in batches. */
record Evaluation(
        Broadcast<PerProcess<PointEvaluator>> evaluator, Coordinates coordinates, boolean asText, int addedColumns)
        implements FlatMapFunction<Iterator<Tuple2<Long, Row>>, Row>, Serializable {
    private static final long serialVersionUID = 1;

    /** Points that the kernels get at once. */
    private static final int BATCH = 1024;

    @Override
    public Iterator<Row> call(Iterator<Tuple2<Long, Row>> rows) {
        PointEvaluator shared = evaluator.value().value();
        return new Iterator<>() {
            private Iterator<Row> batch = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                if (!batch.hasNext() && rows.hasNext()) {
                    batch = evaluated(shared, rows).iterator();
                }
                return batch.hasNext();
            }

            @Override
            public Row next() {
                hasNext();
                return batch.next();
            }
        };
    }

    private List<Row> evaluated(PointEvaluator shared, Iterator<Tuple2<Long, Row>> rows) {
        List<Tuple2<Long, Row>> batch = new ArrayList<>(BATCH);
        while (rows.hasNext() && batch.size() < BATCH) {
            batch.add(rows.next());
        }
        String[] reasons = new String[batch.size()];
        List<Integer> sound = new ArrayList<>();
        for (int i = 0; i < reasons.length; i++) {
            reasons[i] = coordinates.mistake(batch.get(i)._2()).orElse(null);
            if (reasons[i] == null) {
                sound.add(i);
            }
        }
        Stars stars = Stars.allocate(sound.size()).withPhi(new double[coordinates.hasPhi() ? sound.size() : 0]);
        for (int k = 0; k < sound.size(); k++) {
            Row row = batch.get(sound.get(k))._2();
            stars.set(k, coordinates.point(row));
            if (coordinates.hasPhi()) {
                stars.phi()[k] = Math.IEEEremainder(coordinates.phi(row), 2 * Math.PI);
            }
        }
        PointEvaluator.Answers answers = shared.answers(
                stars, sound.stream().mapToLong(i -> batch.get(i)._1()).toArray());
        Object[][] added = new Object[batch.size()][addedColumns];
        Boolean[] backwards = new Boolean[batch.size()];
        boolean[] isSound = new boolean[batch.size()];
        for (int k = 0; k < sound.size(); k++) {
            int i = sound.get(k);
            PhasePoint star = stars.point(k);
            isSound[i] = true;
            backwards[i] = coordinates.hasVelocity() ? star.vphi() < 0 : null;
            reasons[i] = answers.reasons()[k];
            for (int c = 0; c < addedColumns; c++) {
                added[i][c] = answers.columns().get(c)[k];
            }
        }
        List<Row> evaluated = new ArrayList<>(batch.size());
        for (int i = 0; i < reasons.length; i++) {
            Row given = batch.get(i)._2();
            Object[] own = asText ? new Object[] {CsvText.line(given)} : objects(given);
            Object[] values = Arrays.copyOf(own, own.length + addedColumns);
            System.arraycopy(added[i], 0, values, own.length, addedColumns);
            evaluated.add(RowFactory.create(
                    batch.get(i)._1(), reasons[i], isSound[i], backwards[i], RowFactory.create(values)));
        }
        return evaluated;
    }

    private static Object[] objects(Row row) {
        Object[] values = new Object[row.size()];
        Arrays.setAll(values, row::get);
        return values;
    }
}
