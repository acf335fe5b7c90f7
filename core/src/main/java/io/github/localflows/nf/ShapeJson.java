package io.github.localflows.nf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.nf.file.JsonFile;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowShape;
import java.util.Locale;

/** The architecture of a flow as the object {@code shape} of a JSON file. */
public final class ShapeJson {
    private static final String SHAPE = "shape";
    private static final String ACTIVATION = "activation";

    private ShapeJson() {}

    /** Adds the object to a file's content. */
    public static void put(ObjectNode content, FlowShape shape) {
        content.putObject(SHAPE)
                .put("features", shape.features())
                .put("context", shape.context())
                .put("layers", shape.layers())
                .put("hidden", shape.hidden())
                .put("blocks", shape.blocks())
                .put(ACTIVATION, shape.activation().name().toLowerCase(Locale.ROOT));
    }

    /**
     * The architecture that a file's content has.
     *
     * @throws IllegalArgumentException when a field is missing, of another type or impossible; the message names it
     */
    public static FlowShape shape(JsonFile.Fields content) {
        JsonFile.Fields shape = content.object(SHAPE);
        return new FlowShape(
                shape.integer("features"),
                shape.integer("context"),
                shape.integer("layers"),
                shape.integer("hidden"),
                shape.integer("blocks"),
                activation(shape));
    }

    /** Without the field ReLU, which was all that there was at first. */
    private static Activation activation(JsonFile.Fields shape) {
        if (!shape.has(ACTIVATION)) {
            return Activation.RELU;
        }
        String name = shape.text(ACTIVATION);
        for (Activation activation : Activation.values()) {
            if (activation.name().toLowerCase(Locale.ROOT).equals(name)) {
                return activation;
            }
        }
        throw new IllegalArgumentException("activation '" + name + "' is not known");
    }
}
