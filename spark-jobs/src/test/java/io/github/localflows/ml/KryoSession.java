package io.github.localflows.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A user's program whose session has Kryo for a serialiser, to be run in a virtual machine of its own. */
final class KryoSession {
    private KryoSession() {}

    /** @param arguments a directory for the model, and the file to write the results to */
    public static void main(String[] arguments) throws IOException {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        Files.write(Path.of(arguments[1]), results(spark, Path.of(arguments[0], "kryo")));
        spark.stop();
    }

    /** The weights that a flow learns, and the densities and slopes that its model has after it was saved and loaded. */
    static List<String> results(SparkSession spark, Path directory) throws IOException {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(RowFactory.create(
                    i, Vectors.dense(random.nextGaussian(), random.nextGaussian()), random.nextInt(10) == 0));
        }
        Dataset<Row> table = spark.createDataFrame(
                        rows,
                        new StructType()
                                .add("number", DataTypes.IntegerType)
                                .add("features", SQLDataTypes.VectorType())
                                .add("validate", DataTypes.BooleanType))
                .repartition(3);
        NormalizingFlowModel model = new NormalizingFlow()
                .setLayers(2)
                .setHidden(8)
                .setEpochs(2)
                .setBatchSize(100)
                .setValidationIndicatorCol("validate")
                .setGradientCol("gradient")
                .setThreads(1)
                .fit(table);
        model.save(directory.toString());
        List<String> results = new ArrayList<>();
        try (var flow = model.flow()) {
            results.add(Arrays.toString(flow.parameters()));
        }
        for (Row row : NormalizingFlowModel.load(directory.toString())
                .transform(table)
                .orderBy("number")
                .collectAsList()) {
            results.add(row.toString());
        }
        return results;
    }
}
