package io.github.localflows.learned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.df.Measure;
import io.github.localflows.nf.kernel.Activation;
import io.github.localflows.nf.kernel.FlowShape;
import io.github.localflows.phase.Region;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptionFileTest {
    private static final FlowShape SHAPE = new FlowShape(5, 0, 2, 16, 2);

    private static FlowDescription description(double heldOutLoss) {
        return new FlowDescription(
                SHAPE,
                FeatureMap.bounded(Region.about(8, 1, 2.5), 220),
                Measure.VOLUME,
                Region.about(8, 1, 2.5),
                3,
                4,
                3,
                60,
                57,
                1.0 / 3,
                heldOutLoss,
                Map.of("java", "17", "code", "1.0"));
    }

    private static byte[] json(FlowDescription description) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DescriptionFile.write(out, description);
        return out.toByteArray();
    }

    private static FlowDescription readJson(String json) throws IOException {
        return DescriptionFile.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsBackTheDescriptionItWrote() throws IOException {
        for (double heldOutLoss : new double[] {-0.25, Double.NaN}) {
            FlowDescription description = description(heldOutLoss);
            byte[] bytes = json(description);
            assertEquals(description, DescriptionFile.read(new ByteArrayInputStream(bytes)));
        }
    }

    @Test
    void keepsTheAzimuthThatFlowsSee() throws IOException {
        FlowDescription axisymmetric = description(1);
        FlowDescription sector = new FlowDescription(
                new FlowShape(6, 0, 2, 16, 2),
                axisymmetric.featureMap().withAzimuth(0.4),
                axisymmetric.measure(),
                axisymmetric.volume(),
                0,
                1,
                0,
                1,
                0,
                1,
                1,
                Map.of());
        String json = new String(json(sector), StandardCharsets.UTF_8);
        assertEquals(sector, readJson(json));
        // Another half width on either side is no sector about the Sun.
        assertThrows(IOException.class, () -> readJson(json.replace("\"min\" : -0.4", "\"min\" : -0.3")));
        assertTrue(!new String(json(axisymmetric), StandardCharsets.UTF_8).contains("\"phi\""), "as before");
    }

    @Test
    void keepsTheActivationAndTakesOldFilesForRelu() throws IOException {
        String json = new String(json(description(1)), StandardCharsets.UTF_8);
        String smooth = json.replace("\"activation\" : \"relu\"", "\"activation\" : \"silu\"");
        FlowDescription read = readJson(smooth);
        assertEquals(SHAPE.with(Activation.SILU), read.shape());
        assertEquals(smooth, new String(json(read), StandardCharsets.UTF_8));
        assertEquals(
                SHAPE,
                readJson(json.replaceFirst(",\\s*\"activation\" : \"relu\"", ""))
                        .shape());
        assertThrows(IOException.class, () -> readJson(json.replace("\"relu\"", "\"step\"")));
    }

    @Test
    void refusesADescriptionThatIsNone() throws IOException {
        String json = new String(json(description(1)), StandardCharsets.UTF_8);
        for (String cut : new String[] {"", "{", json.substring(0, json.length() / 2)}) {
            assertThrows(IOException.class, () -> readJson(cut), cut);
        }
        Map<String, String> wrong = Map.of(
                "\"hidden\" : 16", "\"hidden\" : 0",
                "\"layers\" : 2", "\"levels\" : 2",
                "\"volume\",", "\"disc\",",
                "localflows-flow", "another",
                "\"version\" : 2", "\"version\" : 3",
                "\"scale\" : 100.0", "\"scale\" : 0.0",
                "\"min\" : 7.0", "\"min\" : 8.0", // leaves out some of the volume
                "\"map\" : \"bounded\"", "\"map\" : \"boundless\"",
                "\"part\" : 3", "\"part\" : 4",
                "\"epochs\" : 60", "\"epochs\" : \"many\"");
        wrong.forEach((right, changed) -> {
            assertTrue(json.contains(right), right);
            assertThrows(IOException.class, () -> readJson(json.replace(right, changed)), changed);
        });
        IOException e = assertThrows(IOException.class, () -> readJson(json.replace("Rmax", "Rtop")));
        assertTrue(e.getMessage().contains("'Rmax'"), e.getMessage());
    }

    @Test
    void descriptionWithoutPartsIsOfAFlowThatSawAllStars() throws IOException {
        String json = new String(json(description(1)), StandardCharsets.UTF_8);
        FlowDescription read = readJson(json.replaceAll("\"parts?\" : [34],", ""));
        assertEquals(1, read.parts());
        assertEquals(0, read.part());
    }
}
