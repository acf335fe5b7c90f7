package io.github.localflows.ml;

import io.github.localflows.cluster.JobName;
import io.github.localflows.nf.FlowBytes;
import io.github.localflows.nf.MaskedAutoregressiveFlow;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowData;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.nf.train.FlowTrainer;
import io.github.localflows.nf.train.Schedule;
import io.github.localflows.nf.train.TrainedFlow;
import io.github.localflows.nf.train.TrainingSettings;
import io.github.localflows.random.RandomStreams;
import io.github.localflows.random.RandomStreams.Purpose;
import io.github.localflows.stage.train.CollectedRows;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the density p(x) of a column of vectors x with a masked autoregressive flow, by maximum likelihood.
 *
 * <p>The density is that of the vectors as they are. The flow starts near a standard normal, so let them have numbers of
 * order 1: put a {@code StandardScaler} with {@code withMean} before it, and remember that ln p is then of the scaled
 * vectors (ln p of the others is less by the sum of the logarithms of the scales).
 *
 * <p>Vectors need two components or more. With one, an autoregressive flow is affine and its density a Gaussian whatever
 * the rows are: {@code fit} warns, and {@link NormalizingFlowModel#isGaussian} says so. A component that has two values only
 * has no density: {@code fit} warns, and what is learned of it depends on when training ends. One that is constant is refused.
 *
 * <p>The flow is trained on the driver, in single precision. What comes out depends on the parameters and the multiset of
 * vectors (and marks) alone, to the bit: not on the order or the partitions of the table, nor on the number of threads. For this the
 * rows are sorted by their content, in which order the held-out ones are chosen, unless a column
 * ({@link #validationIndicatorCol}) says which they are. Rows may count differently ({@link #weightCol}): all losses are then
 * weighted means. See {@link FlowTrainer}; defaults are Naik et al.'s (2022).
 */
public final class NormalizingFlow extends Estimator<NormalizingFlowModel> implements DefaultParamsWritable {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(NormalizingFlow.class);
    private static final String RELU = "relu";
    private static final String SILU = "silu";
    private static final String PLATEAU = "plateau";
    private static final String COSINE = "cosine";

    private final String uid;
    private final FlowColumns columns;
    private final IntParam layers;
    private final IntParam hidden;
    private final IntParam blocks;
    private final Param<String> activation;
    private final IntParam epochs;
    private final IntParam batchSize;
    private final DoubleParam learningRate;
    private final Param<String> schedule;
    private final DoubleParam heldOut;
    private final Param<String> validationIndicator;
    private final Param<String> weight;
    private final LongParam seed;
    private final IntParam threads;

    /** With an identifier of its own. */
    public NormalizingFlow() {
        this(Identifiable$.MODULE$.randomUID("NormalizingFlow"));
    }

    /** @param uid what it is called in a saved pipeline and in messages */
    public NormalizingFlow(String uid) {
        // Parameters take the uid of what owns them when they are made.
        this.uid = uid;
        columns = new FlowColumns(this);
        layers = count("layers", "autoregressive layers", 8);
        hidden = count("hidden", "hidden units of each layer's network", 64);
        blocks = count("blocks", "residual blocks of each layer's network", 2);
        activation = new Param<>(
                this,
                "activation",
                "function between the linear maps: " + RELU + " or " + SILU + ", with which ln p is smooth",
                ParamValidators.inArray(List.of(RELU, SILU)));
        setDefault(activation, RELU);
        TrainingSettings original = TrainingSettings.original();
        epochs = count("epochs", "most passes over the training rows", original.epochs());
        batchSize = count("batchSize", "rows of one step", original.batch());
        learningRate = new DoubleParam(
                this, "learningRate", "first (plateau) or highest (cosine) rate of Adam", ParamValidators.gt(0));
        setDefault(learningRate, original.learningRate());
        schedule = new Param<>(
                this,
                "schedule",
                "how the rate changes: " + PLATEAU + " (halved when the loss stops falling) or " + COSINE
                        + " (a warm-up of 5% of the epochs, then half a cosine to 0)",
                ParamValidators.inArray(List.of(PLATEAU, COSINE)));
        setDefault(schedule, PLATEAU);
        heldOut = new DoubleParam(
                this,
                "heldOut",
                "fraction of the rows that are not trained on and whose loss chooses the best epoch; with 0 the training"
                        + " loss does",
                ParamValidators.inRange(0, 1, true, false));
        setDefault(heldOut, 0.05);
        validationIndicator = new Param<>(
                this,
                "validationIndicatorCol",
                "Boolean column, true for the rows that are not trained on and whose loss chooses the best epoch; with one,"
                        + " heldOut is not used");
        weight = new Param<>(
                this,
                "weightCol",
                "numeric column, how much each row counts: of weight 2 as much as two rows of weight 1; all alike when not set or empty");
        seed = new LongParam(this, "seed", "of the initial weights, the batches and the choice of held-out rows");
        setDefault(seed, 0L);
        threads = new IntParam(
                this,
                "threads",
                "threads of the driver to train with; all cores that it may use when not set. No result depends on it.",
                ParamValidators.gtEq(1));
    }

    private IntParam count(String name, String what, int value) {
        IntParam param = new IntParam(this, name, what, ParamValidators.gtEq(1));
        setDefault(param, value);
        return param;
    }

    /**
     * Trains a flow.
     *
     * @throws IllegalArgumentException when the column is missing or not of vectors, that of the indicator is missing, not
     *     Boolean, null in a row or true in none, that of the weights is missing, not numeric, or null, negative or not finite in
     *     a row, or 0 in all that are trained on or held out, a vector is null, of another size than
     *     the others or not finite, a component is constant, or there are fewer rows than a batch
     * @throws IllegalStateException when training diverges
     */
    @Override
    public NormalizingFlowModel fit(Dataset<?> dataset) {
        return JobName.ofPart(dataset.sparkSession(), "NormalizingFlow.fit").during(() -> fitted(dataset));
    }

    private NormalizingFlowModel fitted(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Iterator<VectorRows.Marked> rows = VectorRows.sorted(dataset, used(dataset.schema()));
        if (!rows.hasNext()) {
            throw new IllegalArgumentException("the table has no rows to learn a density from");
        }
        VectorRows.Marked first = rows.next();
        int features = first.values().length;
        SparkSession spark = dataset.sparkSession();
        boolean weighted = isWeighted();
        try (CollectedRows training = CollectedRows.of(spark, features, weighted, CollectedRows.MOST_IN_HEAP / 2);
                CollectedRows others = CollectedRows.of(spark, features, weighted, CollectedRows.MOST_IN_HEAP / 2)) {
            boolean marked = isDefined(validationIndicator);
            UniformRandomProvider random = RandomStreams.stream(getSeed(), Purpose.HELD_OUT);
            for (VectorRows.Marked row = first; row != null; row = rows.hasNext() ? rows.next() : null) {
                boolean out = marked ? row.heldOut() : random.nextDouble() < getHeldOut();
                (out ? others : training).add(row.values(), row.weight());
            }
            return train(training, others, usedThreads(spark.sparkContext()));
        }
    }

    private VectorRows.Columns used(StructType schema) {
        boolean marked = isDefined(validationIndicator);
        boolean weighted = isWeighted();
        return new VectorRows.Columns(
                columns.index(schema),
                getFeaturesCol(),
                marked ? schema.fieldIndex(getValidationIndicatorCol()) : VectorRows.NO_COLUMN,
                marked ? getValidationIndicatorCol() : null,
                weighted ? schema.fieldIndex(getWeightCol()) : VectorRows.NO_COLUMN,
                weighted ? getWeightCol() : null);
    }

    private NormalizingFlowModel train(CollectedRows training, CollectedRows others, int usedThreads) {
        if (training.size() < getBatchSize()) {
            throw new IllegalArgumentException(training.size() + " rows to train on are fewer than a batch of "
                    + getBatchSize() + ": lower batchSize, or give more rows");
        }
        if (isDefined(validationIndicator) && others.size() == 0) {
            throw new IllegalArgumentException("column '" + getValidationIndicatorCol()
                    + "' (validationIndicatorCol) is true in none of " + training.size()
                    + " rows: mark some, or leave the column out");
        }
        if (getHeldOut() > 0 && others.size() == 0) {
            throw new IllegalArgumentException("of " + training.size() + " rows none is held out: raise heldOut, now "
                    + getHeldOut() + ", or set it to 0");
        }
        FlowData data = training.data();
        warn(data);
        TrainingSettings settings = new TrainingSettings(
                getEpochs(),
                getBatchSize(),
                getLearningRate(),
                getSchedule().equals(COSINE) ? Schedule.Cosine.standard() : Schedule.Plateau.original());
        FlowShape shape = FlowShape.unconditional(data.features(), getLayers(), getHidden(), getBlocks())
                .with(getActivation().equals(SILU) ? Activation.SILU : Activation.RELU);
        TrainedFlow trained = new FlowTrainer(shape, settings, usedThreads, System::nanoTime)
                .train(data, others.size() == 0 ? null : others.data(), getSeed(), epoch -> {});
        try (MaskedAutoregressiveFlow flow = trained.flow()) {
            NormalizingFlowModel model = new NormalizingFlowModel(uid, FlowBytes.of(flow), trained.history());
            return copyValues(model.setParent(this), ParamMap.empty());
        }
    }

    /** Says what no flow can learn from these rows, or not in so few steps. */
    private void warn(FlowData data) {
        if (data.features() == 1) {
            LOG.warn(
                    "column '{}' has vectors of one component, of which this flow can learn no more than a Gaussian: take a"
                            + " histogram or a kernel density, or add components",
                    getFeaturesCol());
        }
        for (int k = 0; k < data.features(); k++) {
            if (hasTwoValues(data, k)) {
                LOG.warn(
                        "column '{}': component {} has two values only, so it has no density and what is learned of it"
                                + " depends on when training ends: leave it out, or train on the rows of each value alone",
                        getFeaturesCol(),
                        k);
            }
        }
        long steps = getEpochs() * TrainingSettings.stepsPerEpoch(data.size(), getBatchSize());
        if (data.features() > 1 && steps < TrainingSettings.FEW_STEPS) {
            LOG.warn(
                    "{} epochs of {} rows in batches of {} are {} steps of training, and flows of stars want {} or more: raise epochs, or lower batchSize",
                    getEpochs(),
                    data.size(),
                    getBatchSize(),
                    steps,
                    TrainingSettings.FEW_STEPS);
        }
    }

    private static boolean hasTwoValues(FlowData data, int feature) {
        float one = data.feature(0, feature);
        float other = one;
        for (int row = 1; row < data.size(); row++) {
            float value = data.feature(row, feature);
            if (value != one && value != other) {
                if (other != one) {
                    return false;
                }
                other = value;
            }
        }
        return other != one;
    }

    /** With {@code local[N]} Spark may use N cores, and on a cluster the driver has its machine. */
    private int usedThreads(SparkContext context) {
        return isDefined(threads)
                ? (Integer) getOrDefault(threads)
                : Math.min(context.defaultParallelism(), Runtime.getRuntime().availableProcessors());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (isDefined(validationIndicator)) {
            requireIndicator(schema, getValidationIndicatorCol());
        }
        if (isWeighted()) {
            requireWeights(schema, getWeightCol());
        }
        return columns.added(schema, columns.declaredSize(schema));
    }

    /** Spark's own estimators take an empty name for none. */
    private boolean isWeighted() {
        return isDefined(weight) && !getWeightCol().isEmpty();
    }

    private static void requireIndicator(StructType schema, String name) {
        DataType type =
                typeOf(schema, name, "validationIndicatorCol", "a Boolean column, true for the rows to hold out");
        if (!type.equals(DataTypes.BooleanType)) {
            throw new IllegalArgumentException("column '" + name + "' (validationIndicatorCol) is of type "
                    + type.simpleString() + ", not Boolean: make it one that is true for the rows to hold out");
        }
    }

    private static void requireWeights(StructType schema, String name) {
        DataType type = typeOf(schema, name, "weightCol", "a numeric column that says how much each row counts");
        if (!(type instanceof NumericType)) {
            throw new IllegalArgumentException("column '" + name + "' (weightCol) is of type " + type.simpleString()
                    + ", not numeric: make it one that says how much each row counts");
        }
    }

    /** @param wanted what column to name where there is none of this name */
    private static DataType typeOf(StructType schema, String name, String param, String wanted) {
        if (!Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException("there is no column '" + name + "' (" + param + ") among "
                    + String.join(", ", schema.fieldNames()) + ". Name " + wanted + ".");
        }
        return schema.fields()[schema.fieldIndex(name)].dataType();
    }

    @Override
    public NormalizingFlow copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@code save} has written. */
    public static MLReader<NormalizingFlow> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} has written. */
    public static NormalizingFlow load(String path) {
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

    /** Column that the model adds with ln p; default {@code logDensity}. */
    public Param<String> logDensityCol() {
        return columns.logDensity();
    }

    /** Column that the model adds with the gradient of ln p, a vector; none by default. */
    public Param<String> gradientCol() {
        return columns.gradient();
    }

    /** Autoregressive layers, at least 1; default 8. */
    public IntParam layers() {
        return layers;
    }

    /** Hidden units of each layer's network, at least 1; default 64. */
    public IntParam hidden() {
        return hidden;
    }

    /** Residual blocks of each layer's network, at least 1; default 2. */
    public IntParam blocks() {
        return blocks;
    }

    /** {@code relu} (default) or {@code silu}. */
    public Param<String> activation() {
        return activation;
    }

    /** Most passes over the training rows, at least 1; default 500. */
    public IntParam epochs() {
        return epochs;
    }

    /** Rows of one step, at least 1 and at most as many as there are; default 10,000. */
    public IntParam batchSize() {
        return batchSize;
    }

    /** First or highest rate of Adam, above 0; default 1e-3. */
    public DoubleParam learningRate() {
        return learningRate;
    }

    /** {@code plateau} (default) or {@code cosine}. */
    public Param<String> schedule() {
        return schedule;
    }

    /** Fraction of the rows that are not trained on, at least 0, below 1; default 0.05. */
    public DoubleParam heldOut() {
        return heldOut;
    }

    /**
     * Boolean column, true for the rows that are not trained on and whose loss chooses the best epoch, in place of a fraction
     * {@link #heldOut}; none by default.
     */
    public Param<String> validationIndicatorCol() {
        return validationIndicator;
    }

    /** Numeric column, not negative, how much each row counts; none by default. A held-out row counts in the loss by its weight too. */
    public Param<String> weightCol() {
        return weight;
    }

    /** Of the initial weights, the batches and the choice of held-out rows; default 0. */
    public LongParam seed() {
        return seed;
    }

    /** Threads to train with, at least 1; all cores that the driver may use when not set. */
    public IntParam threads() {
        return threads;
    }

    public String getFeaturesCol() {
        return getOrDefault(columns.features());
    }

    public NormalizingFlow setFeaturesCol(String value) {
        set(columns.features(), value);
        return this;
    }

    public String getLogDensityCol() {
        return getOrDefault(columns.logDensity());
    }

    public NormalizingFlow setLogDensityCol(String value) {
        set(columns.logDensity(), value);
        return this;
    }

    /** @throws java.util.NoSuchElementException when it is not set */
    public String getGradientCol() {
        return getOrDefault(columns.gradient());
    }

    public NormalizingFlow setGradientCol(String value) {
        set(columns.gradient(), value);
        return this;
    }

    public int getLayers() {
        return (Integer) getOrDefault(layers);
    }

    public NormalizingFlow setLayers(int value) {
        set(layers, value);
        return this;
    }

    public int getHidden() {
        return (Integer) getOrDefault(hidden);
    }

    public NormalizingFlow setHidden(int value) {
        set(hidden, value);
        return this;
    }

    public int getBlocks() {
        return (Integer) getOrDefault(blocks);
    }

    public NormalizingFlow setBlocks(int value) {
        set(blocks, value);
        return this;
    }

    public String getActivation() {
        return getOrDefault(activation);
    }

    public NormalizingFlow setActivation(String value) {
        set(activation, value);
        return this;
    }

    public int getEpochs() {
        return (Integer) getOrDefault(epochs);
    }

    public NormalizingFlow setEpochs(int value) {
        set(epochs, value);
        return this;
    }

    public int getBatchSize() {
        return (Integer) getOrDefault(batchSize);
    }

    public NormalizingFlow setBatchSize(int value) {
        set(batchSize, value);
        return this;
    }

    public double getLearningRate() {
        return (Double) getOrDefault(learningRate);
    }

    public NormalizingFlow setLearningRate(double value) {
        set(learningRate, value);
        return this;
    }

    public String getSchedule() {
        return getOrDefault(schedule);
    }

    public NormalizingFlow setSchedule(String value) {
        set(schedule, value);
        return this;
    }

    public double getHeldOut() {
        return (Double) getOrDefault(heldOut);
    }

    public NormalizingFlow setHeldOut(double value) {
        set(heldOut, value);
        return this;
    }

    /** @throws java.util.NoSuchElementException when it is not set */
    public String getValidationIndicatorCol() {
        return getOrDefault(validationIndicator);
    }

    public NormalizingFlow setValidationIndicatorCol(String value) {
        set(validationIndicator, value);
        return this;
    }

    /** @throws java.util.NoSuchElementException when it is not set */
    public String getWeightCol() {
        return getOrDefault(weight);
    }

    public NormalizingFlow setWeightCol(String value) {
        set(weight, value);
        return this;
    }

    public long getSeed() {
        return (Long) getOrDefault(seed);
    }

    public NormalizingFlow setSeed(long value) {
        set(seed, value);
        return this;
    }

    /** @throws java.util.NoSuchElementException when it is not set */
    public int getThreads() {
        return (Integer) getOrDefault(threads);
    }

    public NormalizingFlow setThreads(int value) {
        set(threads, value);
        return this;
    }
}
