package io.github.localflows.ml;

import io.github.localflows.artifact.Storage;
import io.github.localflows.nf.FlowBytes;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.LogProbGradients;
import io.github.localflows.nf.train.EpochRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import scala.Option;

/**
 * A density learned by {@link NormalizingFlow}: adds the column {@code logDensityCol} with ln p of each row's vector, and,
 * when {@code gradientCol} is set, the vector of its derivatives. A row's values depend on its vector alone.
 *
 * <p>A vector that is infinite, or so far out that single precision overflows, has ln p = -Infinity, and so has one whose
 * density underflows. The gradient of such a vector is null, and so is one that overflows although ln p is finite. No other
 * value is not finite. A vector fails the job that reaches it, with a message that shows the vector, when it is null, holds a
 * NaN (a network would make a number even of that), is of another size than those that the flow was trained on, or gets an
 * ln p that is NaN or infinite though its numbers are of moderate size.
 *
 * <p>Saved, it is Spark's metadata beside {@code shape.json} and {@code weights.npz}, which
 * {@link io.github.localflows.nf.FlowFiles} and nflows read.
 */
public final class NormalizingFlowModel extends Model<NormalizingFlowModel> implements MLWritable {
    private static final long serialVersionUID = 1;

    private final String uid;
    private final FlowColumns columns;
    private final FlowBytes bytes;
    private final int size;
    /** Told by the trainer, and not saved. */
    private final transient List<EpochRecord> history;

    NormalizingFlowModel(String uid, FlowBytes bytes, List<EpochRecord> history) {
        this.uid = uid;
        this.bytes = bytes;
        this.history = List.copyOf(history);
        size = bytes.shape().features();
        columns = new FlowColumns(this);
    }

    /** The flow itself, which the receiver closes. */
    public MaskedAutoregressiveFlow flow() {
        return bytes.flow();
    }

    /**
     * Whether the density is a Gaussian whatever it was trained on: that of vectors of one component is, for an
     * autoregressive flow of one variable is affine.
     */
    public boolean isGaussian() {
        return size == 1;
    }

    /** What each epoch of training came to; empty for a model that was loaded. */
    public List<EpochRecord> history() {
        return history;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        Broadcast<byte[]> shipped = JavaSparkContext.fromSparkContext(
                        dataset.sparkSession().sparkContext())
                .broadcast(bytes.packed());
        int column = columns.index(dataset.schema());
        return dataset.toDF()
                .mapPartitions(
                        new Evaluation(shipped, column, getFeaturesCol(), columns.hasGradient()), Encoders.row(schema));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        int declared = columns.declaredSize(schema);
        if (declared >= 0 && declared != size) {
            throw new IllegalArgumentException("column '" + getFeaturesCol() + "' has vectors of " + declared
                    + " numbers, but the flow was trained on " + size + ": give it the same features");
        }
        return columns.added(schema, size);
    }

    @Override
    public NormalizingFlowModel copy(ParamMap extra) {
        return copyValues(new NormalizingFlowModel(uid, bytes, history), extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new Writer(this);
    }

    /** Reads what {@code save} has written. */
    public static MLReader<NormalizingFlowModel> read() {
        return new Reader();
    }

    /**
     * Reads what {@code save} has written.
     *
     * @throws IllegalArgumentException when the model's files are missing, damaged or of another flow
     */
    public static NormalizingFlowModel load(String path) {
        return read().load(path);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** Column of the vectors; default {@code features}. */
    public Param<String> featuresCol() {
        return columns.features();
    }

    /** Column to add with ln p; default {@code logDensity}. */
    public Param<String> logDensityCol() {
        return columns.logDensity();
    }

    /** Column to add with the gradient of ln p, a vector; none by default. */
    public Param<String> gradientCol() {
        return columns.gradient();
    }

    public String getFeaturesCol() {
        return getOrDefault(columns.features());
    }

    public NormalizingFlowModel setFeaturesCol(String value) {
        set(columns.features(), value);
        return this;
    }

    public String getLogDensityCol() {
        return getOrDefault(columns.logDensity());
    }

    public NormalizingFlowModel setLogDensityCol(String value) {
        set(columns.logDensity(), value);
        return this;
    }

    /** @throws java.util.NoSuchElementException when it is not set */
    public String getGradientCol() {
        return getOrDefault(columns.gradient());
    }

    public NormalizingFlowModel setGradientCol(String value) {
        set(columns.gradient(), value);
        return this;
    }

    private static final class Writer extends MLWriter {
        private final NormalizingFlowModel model;

        Writer(NormalizingFlowModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter.saveMetadata(model, path, sparkSession());
            try {
                SavedFlow.write(fileSystem(path, sparkSession()), new Path(path), model.bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the flow to " + path + ": " + e.getMessage(), e);
            }
        }
    }

    private static final class Reader extends MLReader<NormalizingFlowModel> {
        @Override
        public NormalizingFlowModel load(String path) {
            var metadata = DefaultParamsReader.loadMetadata(path, sparkSession(), NormalizingFlowModel.class.getName());
            FlowBytes bytes;
            try {
                bytes = SavedFlow.read(fileSystem(path, sparkSession()), new Path(path));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
            }
            NormalizingFlowModel model = new NormalizingFlowModel(metadata.uid(), bytes, List.of());
            metadata.getAndSetParams(model, Option.empty());
            return model;
        }
    }

    private static FileSystem fileSystem(String path, SparkSession spark) throws IOException {
        return Storage.of(new Path(path), spark.sparkContext().hadoopConfiguration());
    }

    /** The rows of a partition with their densities. Builds the flow once, and closes it with the task. */
    private static final class Evaluation implements MapPartitionsFunction<Row, Row> {
        private static final long serialVersionUID = 1;
        /** Rows evaluated at once; whole tiles of any kernel. */
        private static final int ROWS = 2048;
        /** A number beyond this has a square that single precision cannot hold, and the base's density is lost. */
        private static final double FAR = Math.sqrt(Float.MAX_VALUE);

        private final Broadcast<byte[]> shipped;
        private final int column;
        private final String name;
        private final boolean withGradient;

        Evaluation(Broadcast<byte[]> shipped, int column, String name, boolean withGradient) {
            this.shipped = shipped;
            this.column = column;
            this.name = name;
            this.withGradient = withGradient;
        }

        @Override
        public Iterator<Row> call(Iterator<Row> rows) throws IOException {
            if (!rows.hasNext()) {
                return rows;
            }
            MaskedAutoregressiveFlow flow = FlowBytes.unpacked(shipped.value()).flow();
            TaskCompletionListener closing = context -> flow.close();
            TaskContext.get().addTaskCompletionListener(closing);
            return new Iterator<>() {
                private Iterator<Row> evaluated = List.<Row>of().iterator();

                @Override
                public boolean hasNext() {
                    return evaluated.hasNext() || rows.hasNext();
                }

                @Override
                public Row next() {
                    if (!evaluated.hasNext()) {
                        evaluated = evaluated(flow, rows).iterator();
                    }
                    return evaluated.next();
                }
            };
        }

        private static boolean isFinite(float[] features) {
            for (float feature : features) {
                if (!Float.isFinite(feature)) {
                    return false;
                }
            }
            return true;
        }

        /** ln p of a vector whose numbers are finite. */
        private double logDensity(double logProb, Row row) {
            if (Double.isFinite(logProb) || logProb == Double.NEGATIVE_INFINITY) {
                return logProb;
            }
            float[] features = VectorRows.floats(row, column);
            for (float feature : features) {
                if (Math.abs(feature) > FAR) {
                    return Double.NEGATIVE_INFINITY;
                }
            }
            throw new IllegalArgumentException("column '" + name + "' has the vector " + Arrays.toString(features)
                    + ", of which the flow makes ln p = " + logProb + ": single precision overflows in its network."
                    + " Remove such rows, or train the flow again.");
        }

        /** Null where a component overflows. */
        private static Vector gradient(LogProbGradients gradients, int row, int size) {
            double[] gradient = new double[size];
            for (int k = 0; k < size; k++) {
                gradient[k] = gradients.dx()[row * size + k];
                if (!Double.isFinite(gradient[k])) {
                    return null;
                }
            }
            return Vectors.dense(gradient);
        }

        private List<Row> evaluated(MaskedAutoregressiveFlow flow, Iterator<Row> rows) {
            int size = flow.shape().features();
            List<Row> batch = new ArrayList<>();
            float[] x = new float[ROWS * size];
            BitSet far = new BitSet();
            while (rows.hasNext() && batch.size() < ROWS) {
                Row row = rows.next();
                float[] features = VectorRows.floats(row, column);
                VectorRows.requireNumbers(features, size, name);
                if (isFinite(features)) {
                    System.arraycopy(features, 0, x, batch.size() * size, size);
                } else {
                    far.set(batch.size());
                }
                batch.add(row);
            }
            FlowData data = FlowData.of(Arrays.copyOf(x, batch.size() * size), size);
            LogProbGradients gradients = withGradient ? flow.inputGradients(data) : null;
            double[] logProb = withGradient ? gradients.logProb() : flow.logProb(data);
            for (int i = 0; i < batch.size(); i++) {
                Row row = batch.get(i);
                Object[] values = new Object[row.size() + (withGradient ? 2 : 1)];
                for (int k = 0; k < row.size(); k++) {
                    values[k] = row.get(k);
                }
                double logDensity = far.get(i) ? Double.NEGATIVE_INFINITY : logDensity(logProb[i], row);
                values[row.size()] = logDensity;
                if (withGradient) {
                    values[row.size() + 1] =
                            logDensity == Double.NEGATIVE_INFINITY ? null : gradient(gradients, i, size);
                }
                batch.set(i, RowFactory.create(values));
            }
            return batch;
        }
    }
}
