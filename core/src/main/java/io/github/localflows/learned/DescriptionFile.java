package io.github.localflows.learned;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.df.Measure;
import io.github.localflows.nf.ShapeJson;
import io.github.localflows.nf.file.JsonFile;
import io.github.localflows.phase.Region;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * The file {@code model.json} of a flow of stars, its {@link FlowDescription}: all but the weights, which {@link
 * io.github.localflows.nf.FlowFiles} writes and reads. Streams are neither opened nor closed here.
 */
public final class DescriptionFile {
    /** Version 2 since features are given by maps. */
    private static final JsonFile FILE = new JsonFile("model.json", "localflows-flow", 2);

    private static final String LINEAR = "linear";
    private static final String BOUNDED = "bounded";

    /** Is there where flows see the azimuth. */
    private static final String PHI = "phi";

    private DescriptionFile() {}

    /** Writes model.json. */
    public static void write(OutputStream out, FlowDescription description) throws IOException {
        ObjectNode root = FILE.begun();
        ShapeJson.put(root, description.shape());
        ObjectNode maps = root.putObject("featureMap");
        put(maps.putObject("R"), description.featureMap().R());
        put(maps.putObject("z"), description.featureMap().z());
        put(maps.putObject("vR"), description.featureMap().vR());
        put(maps.putObject("vphi"), description.featureMap().vphi());
        put(maps.putObject("vz"), description.featureMap().vz());
        description.featureMap().phi().ifPresent(map -> put(maps.putObject(PHI), map));
        root.put("measure", description.measure().name().toLowerCase(Locale.ROOT));
        Region volume = description.volume();
        root.putObject("volume")
                .put("Rmin", volume.Rmin())
                .put("Rmax", volume.Rmax())
                .put("absZmax", volume.absZmax());
        root.put("member", description.member());
        root.put("parts", description.parts());
        root.put("part", description.part());
        root.put("epochs", description.epochs());
        root.put("bestEpoch", description.bestEpoch());
        root.put("trainLoss", description.trainLoss());
        if (!Double.isNaN(description.heldOutLoss())) {
            root.put("heldOutLoss", description.heldOutLoss());
        }
        ObjectNode versions = root.putObject("versions");
        description.versions().forEach(versions::put);
        FILE.write(out, root);
    }

    /**
     * Reads model.json.
     *
     * @throws IOException when it is truncated, not such a file, or says something impossible; the message names the field
     */
    public static FlowDescription read(InputStream in) throws IOException {
        return FILE.read(in, DescriptionFile::description);
    }

    private static FlowDescription description(JsonFile.Fields root) {
        JsonFile.Fields volume = root.object("volume");
        return new FlowDescription(
                ShapeJson.shape(root),
                featureMap(root.object("featureMap")),
                measure(root.text("measure")),
                new Region(volume.number("Rmin"), volume.number("Rmax"), volume.number("absZmax")),
                root.integer("member"),
                root.has("parts") ? root.integer("parts") : 1,
                root.has("part") ? root.integer("part") : 0,
                root.integer("epochs"),
                root.integer("bestEpoch"),
                root.number("trainLoss"),
                root.has("heldOutLoss") ? root.number("heldOutLoss") : Double.NaN,
                root.texts("versions"));
    }

    private static void put(ObjectNode node, CoordinateMap map) {
        if (map instanceof CoordinateMap.Bounded bounded) {
            node.put("map", BOUNDED).put("min", bounded.min()).put("max", bounded.max());
        } else if (map instanceof CoordinateMap.Linear linear) {
            node.put("map", LINEAR).put("offset", linear.offset()).put("scale", linear.scale());
        } else {
            throw new IllegalStateException("no format for " + map);
        }
    }

    private static FeatureMap featureMap(JsonFile.Fields maps) {
        return new FeatureMap(
                coordinate(maps.object("R")),
                coordinate(maps.object("z")),
                coordinate(maps.object("vR")),
                coordinate(maps.object("vphi")),
                coordinate(maps.object("vz")),
                maps.has(PHI) ? Optional.of(azimuth(maps.object(PHI))) : Optional.empty());
    }

    private static CoordinateMap.Bounded azimuth(JsonFile.Fields node) {
        if (coordinate(node) instanceof CoordinateMap.Bounded bounded) {
            return bounded;
        }
        throw new IllegalArgumentException("the map of the feature of phi is " + LINEAR + ": it must be " + BOUNDED);
    }

    private static CoordinateMap coordinate(JsonFile.Fields node) {
        String map = node.text("map");
        return switch (map) {
            case LINEAR -> new CoordinateMap.Linear(node.number("offset"), node.number("scale"));
            case BOUNDED -> new CoordinateMap.Bounded(node.number("min"), node.number("max"));
            default ->
                throw new IllegalArgumentException(
                        "map '" + map + "' of a feature is neither " + LINEAR + " nor " + BOUNDED);
        };
    }

    private static Measure measure(String name) {
        for (Measure measure : Measure.values()) {
            if (measure.name().toLowerCase(Locale.ROOT).equals(name)) {
                return measure;
            }
        }
        throw new IllegalArgumentException("measure '" + name + "' is neither volume nor slice");
    }
}
