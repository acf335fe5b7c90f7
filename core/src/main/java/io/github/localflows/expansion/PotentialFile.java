package io.github.localflows.expansion;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.localflows.nf.file.JsonFile;
import io.github.localflows.phase.Region;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/**
 * The file {@value #NAME}: a potential's functions, coefficients and, where it is known, their covariance, and the volume where they mean something. Numbers
 * are exact.
 */
public final class PotentialFile {
    /** What it is called: tables' readers leave names with an underscore out. */
    public static final String NAME = "_potential.json";

    private static final JsonFile FILE = new JsonFile(NAME, "localflows-potential", 1);

    private PotentialFile() {}

    /**
     * What a file holds.
     *
     * @param potential with its errors
     * @param volume where it was found
     */
    public record Content(PotentialEstimate potential, Region volume) {}

    /** Writes it; {@code out} is flushed. */
    public static void write(OutputStream out, Content content) throws IOException {
        PotentialExpansion expansion = content.potential().expansion();
        PotentialBasis basis = expansion.basis();
        ObjectNode root = FILE.begun();
        root.put("unit", "km^2/s^2, kpc");
        root.putObject("volume")
                .put("Rmin", content.volume().Rmin())
                .put("Rmax", content.volume().Rmax())
                .put("absZmax", content.volume().absZmax());
        root.put("R0", basis.R0());
        root.put("halfWidthR", basis.halfWidthR());
        root.put("degree", basis.degree());
        basis.heights().forEach(root.putArray("heights")::add);
        root.put("evenInZ", basis.evenInZ());
        ArrayNode functions = root.putArray("functions");
        for (int k = 0; k < basis.size(); k++) {
            functions.add(basis.name(k));
        }
        expansion.coefficients().forEach(root.putArray("coefficients")::add);
        if (content.potential().hasErrors()) {
            ArrayNode rows = root.putArray("covariance");
            for (double[] row : content.potential().covariance().getData()) {
                ArrayNode numbers = rows.addArray();
                Arrays.stream(row).forEach(numbers::add);
            }
        }
        FILE.write(out, root);
    }

    /**
     * Reads it.
     *
     * @throws IOException when it is truncated, not such a file, or says something impossible; the message names the field
     */
    public static Content read(InputStream in) throws IOException {
        return FILE.read(in, PotentialFile::content);
    }

    private static Content content(JsonFile.Fields root) {
        PotentialBasis basis = new PotentialBasis(
                root.number("R0"),
                root.number("halfWidthR"),
                root.integer("degree"),
                root.numbers("heights"),
                !root.has("evenInZ") || root.flag("evenInZ"));
        PotentialExpansion expansion = new PotentialExpansion(basis, root.numbers("coefficients"));
        PotentialEstimate potential = root.has("covariance")
                ? new PotentialEstimate(expansion, covariance(root, basis.size()))
                : PotentialEstimate.withoutErrors(expansion);
        JsonFile.Fields volume = root.object("volume");
        return new Content(
                potential, new Region(volume.number("Rmin"), volume.number("Rmax"), volume.number("absZmax")));
    }

    private static RealMatrix covariance(JsonFile.Fields root, int K) {
        List<List<Double>> rows = root.rows("covariance");
        if (rows.size() != K || rows.stream().anyMatch(row -> row.size() != K)) {
            throw new IllegalArgumentException("field 'covariance' has not " + K + " rows of " + K + " numbers");
        }
        RealMatrix covariance = new Array2DRowRealMatrix(K, K);
        for (int k = 0; k < K; k++) {
            for (int l = 0; l < K; l++) {
                covariance.setEntry(k, l, rows.get(k).get(l));
            }
        }
        return covariance;
    }
}
