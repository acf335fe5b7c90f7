package io.github.localflows.ml;

import java.util.Arrays;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a flow reads and adds: the parameters that the estimator and its model have in common. */
final class FlowColumns {
    /** What {@code AttributeGroup} says when the column's metadata do not tell the size. */
    private static final int UNKNOWN = -1;

    private final Params owner;
    private final Param<String> features;
    private final Param<String> logDensity;
    private final Param<String> gradient;

    /** @param owner whose parameters they are; its uid must be set */
    FlowColumns(Params owner) {
        this.owner = owner;
        features =
                new Param<>(owner, "featuresCol", "column of vectors, each of two or more finite numbers of order 1");
        logDensity = new Param<>(owner, "logDensityCol", "column to add: ln p of the vector");
        gradient = new Param<>(
                owner,
                "gradientCol",
                "column to add: the vector of derivatives of ln p, null where there is none; no column when it is not set");
        owner.setDefault(features, "features");
        owner.setDefault(logDensity, "logDensity");
    }

    Param<String> features() {
        return features;
    }

    Param<String> logDensity() {
        return logDensity;
    }

    Param<String> gradient() {
        return gradient;
    }

    boolean hasGradient() {
        return owner.isDefined(gradient);
    }

    /** Where the column of vectors stands in a table that {@link #added} takes. */
    int index(StructType schema) {
        return schema.fieldIndex(owner.getOrDefault(features));
    }

    /**
     * How many numbers the vectors have, as far as their column's metadata say; -1 when they do not.
     *
     * @throws IllegalArgumentException when the column is missing or of another type
     */
    int declaredSize(StructType schema) {
        return AttributeGroup.fromStructField(vectors(schema)).size();
    }

    /**
     * A table's schema with the added columns.
     *
     * @param size how many numbers the vectors have, or -1 when that is not known
     * @throws IllegalArgumentException when the column of vectors is missing or of another type, or an added column is
     *     there already
     */
    StructType added(StructType schema, int size) {
        String name = vectors(schema).name();
        StructType result = with(
                schema,
                new StructField(
                        owner.getOrDefault(logDensity),
                        DataTypes.DoubleType,
                        false,
                        new MetadataBuilder()
                                .putString("comment", "ln p of " + name)
                                .build()));
        if (!hasGradient()) {
            return result;
        }
        String derivatives = owner.getOrDefault(gradient);
        AttributeGroup group =
                size == UNKNOWN ? new AttributeGroup(derivatives) : new AttributeGroup(derivatives, size);
        StructField field = group.toStructField();
        // Null where a derivative overflows.
        return with(result, new StructField(field.name(), field.dataType(), true, field.metadata()));
    }

    private StructField vectors(StructType schema) {
        String name = owner.getOrDefault(features);
        if (!Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new IllegalArgumentException(
                    "there is no column '" + name + "' (featuresCol) among " + String.join(", ", schema.fieldNames())
                            + ". Name a column of vectors, as VectorAssembler makes it.");
        }
        StructField field = schema.fields()[schema.fieldIndex(name)];
        if (!field.dataType().equals(SQLDataTypes.VectorType())) {
            throw new IllegalArgumentException("column '" + name + "' (featuresCol) is of type "
                    + field.dataType().simpleString() + ", not of vectors. Assemble it with VectorAssembler.");
        }
        return field;
    }

    private static StructType with(StructType schema, StructField field) {
        for (String there : schema.fieldNames()) {
            // Spark takes R and r for one column.
            if (there.equalsIgnoreCase(field.name())) {
                throw new IllegalArgumentException("column '" + there + "' is there already: give logDensityCol and "
                        + "gradientCol names that no other column has");
            }
        }
        return schema.add(field);
    }
}
