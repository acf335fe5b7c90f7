package io.github.localflows.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.accuracy.AccelerationPoint;
import io.github.localflows.accuracy.Component;
import io.github.localflows.accuracy.Profile;
import io.github.localflows.artifact.Kind;
import io.github.localflows.flows.LossCurve;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.Test;

/** Leaves the figures that it draws in target/figures, to be looked at. */
class FiguresTest {
    private static final Path FOLDER = Path.of("target", "figures");

    private static final double PIXELS_PER_POINT = 300.0 / 72;

    /** Grey levels squared; the parts looked at lie inside frames, where a panel without content has none at all. */
    private static final double BLANK = 10;

    /** Colours are interpolated between a thousand steps; a panel's neighbours differ by far more. */
    private static final int SHADE = 6;

    @Test
    void mapWithControlHasFourFilledPanelsInEachRow() throws IOException {
        List<AccelerationPoint> model = MockField.grid(32, 64, 0.04, false).stream()
                .map(p -> p.R() > 8.6 && p.z() > 1.6 ? MockField.unsolved(p.R(), p.z()) : p)
                .toList();
        Figure figure = AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", model, MockField.grid(32, 64, 0.001, false));
        BufferedImage image = png("map-with-control", figure);
        assertEquals(2100, image.getWidth());
        assertPanelsAreFilled(image, 4);
        assertPanelsAreFilled(pdf("map-with-control", figure), 4);
    }

    @Test
    void mapWithoutControlHasThreeFilledPanelsInEachRow() throws IOException {
        Figure figure =
                AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", MockField.grid(16, 32, 0.1, false), List.of());
        assertPanelsAreFilled(png("map", figure), 3);
        assertPanelsAreFilled(pdf("map", figure), 3);
    }

    @Test
    void unsolvedCellsAreGreyAndOthersAreNot() {
        List<AccelerationPoint> field = new ArrayList<>(MockField.grid(4, 4, 0.04, false));
        field.replaceAll(p -> p.R() == 9 && p.z() == 2 ? MockField.unsolved(p.R(), p.z()) : p);
        Grid grid = new Grid(field);
        BufferedImage image = grid.image(
                grid.values(AccelerationPoint::aR), ColourScale.linear(ColourMap.sequential(), new Range(-8, -4)));
        int grey = ColourScale.NO_VALUE.getRGB();
        assertEquals(grey, image.getRGB(image.getWidth() - 1, 0), "north is up, outwards is right");
        assertNotEquals(grey, image.getRGB(0, 0));
        assertNotEquals(grey, image.getRGB(image.getWidth() - 1, image.getHeight() - 1));
    }

    @Test
    void eachPanelShowsWhatItsNameSays() throws IOException {
        // aR is half of what it should be, az exact; so each panel has a colour of its own.
        List<AccelerationPoint> field = new ArrayList<>();
        for (double R : new double[] {7, 8, 9}) {
            for (double z : new double[] {-1, -0.5, 0.5, 1}) {
                field.add(new AccelerationPoint(R, z, -0.7 * R, -z, 0.1, 0.1, -1.4 * R, -z, null));
            }
        }
        BufferedImage image = png("panels", AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", field, List.of()));
        // A third of the way into each panel, off its lines and its plate.
        assertColour(
                ColourMap.sequential().colour(1), image, 0.10, 0.30, "aR learned, above the scale of the exact one");
        assertOther(ColourMap.sequential().colour(1), image, 0.40, 0.30, "aR exact");
        assertColour(ColourMap.diverging().colour(0), image, 0.75, 0.30, "residual of aR, -50%");
        assertColour(ColourMap.diverging().colour(0.5), image, 0.75, 0.76, "residual of az, 0");
    }

    private static void assertColour(Color expected, BufferedImage image, double x, double y, String what) {
        assertTrue(distance(expected, image, x, y) <= SHADE, what + " is " + distance(expected, image, x, y) + " off");
    }

    private static void assertOther(Color other, BufferedImage image, double x, double y, String what) {
        assertTrue(distance(other, image, x, y) > SHADE, what + " has the colour of another panel");
    }

    private static int distance(Color colour, BufferedImage image, double x, double y) {
        int rgb = image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight()));
        return Math.max(
                Math.abs((rgb >> 16 & 255) - colour.getRed()),
                Math.max(Math.abs((rgb >> 8 & 255) - colour.getGreen()), Math.abs((rgb & 255) - colour.getBlue())));
    }

    @Test
    void fieldsOfUnknownTruthShowWhatWasFoundAndItsError() throws IOException {
        List<AccelerationPoint> field = withoutTruth(MockField.grid(12, 20, 0.04, true));
        assertPanelsAreFilled(
                png("map-without-truth", AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", field, List.of())), 2);
        Figure profiles = AccelerationProfiles.of(
                "fiducial",
                flows(MockField.profiles(
                        withoutTruth(MockField.alongZ(60, 0.04, true)),
                        withoutTruth(MockField.alongR(60, 0.04, true)))),
                Map.of());
        BufferedImage image = png("profiles-without-truth", profiles);
        for (int column = 0; column < 2; column++) {
            for (double top : new double[] {0.1, 0.65}) {
                assertFilled(image, 0.1 + 0.5 * column, top, 0.38, 0.2);
            }
        }
    }

    private static List<AccelerationPoint> withoutTruth(List<AccelerationPoint> field) {
        return field.stream()
                .map(p -> new AccelerationPoint(
                        p.R(), p.z(), p.aR(), p.az(), p.aRError(), p.azError(), Double.NaN, Double.NaN, p.reason()))
                .toList();
    }

    @Test
    void cellsAreCentredOnTheirPositions() {
        Grid grid = new Grid(MockField.grid(3, 5, 0.04, false));
        assertEquals(new Range(6.5, 9.5), grid.R());
        assertEquals(new Range(-2.5, 2.5), grid.z());
    }

    @Test
    void anIncompleteGridIsRefused() {
        List<AccelerationPoint> field = MockField.grid(4, 4, 0.04, false);
        assertThrows(
                IllegalArgumentException.class,
                () -> AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", field.subList(0, 15), List.of()));
        List<AccelerationPoint> twice = new ArrayList<>(field);
        twice.set(0, field.get(1));
        assertThrows(
                IllegalArgumentException.class,
                () -> AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", twice, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> AccelerationMap.of(Kind.ACCELERATIONS, "fiducial", List.of(), List.of()));
    }

    @Test
    void profilesShowCurvesAndResidualsOfBothComponents() throws IOException {
        Figure figure = AccelerationProfiles.of("fiducial", flows(found(0.04, true)), found(0.001, false));
        BufferedImage image = png("profiles", figure);
        assertEquals(2100, image.getWidth());
        for (int column = 0; column < 2; column++) {
            for (double top : new double[] {0.1, 0.65}) {
                assertFilled(image, 0.1 + 0.5 * column, top, 0.38, 0.2);
            }
        }
        assertFilled(pdf("profiles", figure), 0.1, 0.1, 0.38, 0.2);
    }

    @Test
    void profilesWithoutErrorsOrControlAndWithGapsAreDrawnToo() throws IOException {
        List<AccelerationPoint> alongZ = new ArrayList<>(MockField.alongZ(21, 0.04, false));
        alongZ.replaceAll(p -> Math.abs(p.z()) > 1.5 ? MockField.unsolved(p.R(), p.z()) : p);
        Figure figure = AccelerationProfiles.of(
                "fiducial", flows(MockField.profiles(alongZ, MockField.alongR(21, 0.04, false))), Map.of());
        assertFilled(png("profiles-bare", figure), 0.1, 0.1, 0.38, 0.4);
        assertThrows(
                IllegalArgumentException.class,
                () -> AccelerationProfiles.of("fiducial", flows(MockField.profiles(List.of(), List.of())), Map.of()));
    }

    private static List<AccelerationProfiles.Found> flows(Map<Component, Profile> profiles) {
        return List.of(new AccelerationProfiles.Found(AccelerationProfiles.FLOWS, profiles));
    }

    @Test
    void profilesOfSeveralFieldsStandInOnePanel() throws IOException {
        Map<Component, Profile> through = FoundProfiles.through(MockField.grid(21, 41, 0.02, true));
        assertEquals(21, through.get(Component.AR).points().size());
        assertEquals(41, through.get(Component.AZ).points().size());
        assertEquals(8, through.get(Component.AZ).at(), 0.06);
        assertEquals(0, through.get(Component.AR).at(), 0.06);
        Figure figure = AccelerationProfiles.of(
                "fiducial",
                List.of(
                        new AccelerationProfiles.Found(AccelerationProfiles.FLOWS, found(0.04, true)),
                        new AccelerationProfiles.Found("weak form", found(0.01, true)),
                        new AccelerationProfiles.Found("combined", through)),
                found(0.001, false));
        BufferedImage image = png("profiles-of-three", figure);
        BufferedImage alone =
                png("profiles-of-one", AccelerationProfiles.of("fiducial", flows(found(0.04, true)), Map.of()));
        assertFalse(Arrays.equals(pixels(image), pixels(alone)));
        assertTrue(figure.caption().contains("Weak form: median |residual| of az"), figure.caption());
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static Map<Component, Profile> found(double scatter, boolean withErrors) {
        return MockField.profiles(MockField.alongZ(60, scatter, withErrors), MockField.alongR(60, scatter, withErrors));
    }

    @Test
    void residualsBeyondTheAxisAreMarkedAndDoNotStretchIt() throws IOException {
        // Half of what it should be near the plane, and of the wrong sign at one point.
        List<AccelerationPoint> alongZ = new ArrayList<>(MockField.alongZ(60, 0.02, true));
        alongZ.replaceAll(p -> Math.abs(p.z()) < 0.3
                ? new AccelerationPoint(
                        p.R(),
                        p.z(),
                        p.aR(),
                        p.z() * p.azExact() > 0 ? 0 : 0.5 * p.azExact(),
                        0.1,
                        0.1,
                        p.aRExact(),
                        p.azExact(),
                        null)
                : p);
        Figure figure = AccelerationProfiles.of(
                "fiducial", flows(MockField.profiles(alongZ, MockField.alongR(60, 0.02, true))), found(0.001, false));
        BufferedImage image = png("profiles-clipped", figure);
        assertFilled(image, 0.1, 0.65, 0.38, 0.2);
        // Below 0, near the lower end of the left residual panel, there are marks in the colour of the curve.
        int marks = 0;
        for (int x = (int) (0.2 * image.getWidth()); x < 0.38 * image.getWidth(); x++) {
            int rgb = image.getRGB(x, (int) (image.getHeight() * (260 - 3.5) / 294)) & 0xffffff;
            marks += rgb == (CurveStyle.LEARNED.colour().getRGB() & 0xffffff) ? 1 : 0;
        }
        assertTrue(marks > 20, marks + " pixels of marks");
    }

    @Test
    void realisationsAreABandAndOtherSetsArePoints() throws IOException {
        ErrorProfiles.Realisations realisations = new ErrorProfiles.Realisations("gaia", 100, found(0.04, true));
        List<ErrorProfiles.Other> others = List.of(
                new ErrorProfiles.Other("without-rv", found(0.06, true)),
                new ErrorProfiles.Other("seen", found(0.02, false)));
        Figure figure = ErrorProfiles.of(realisations, others, found(0.001, false));
        assertFilled(png("errors", figure), 0.1, 0.1, 0.38, 0.4);
        assertFilled(pdf("errors", figure), 0.6, 0.65, 0.3, 0.2);
        assertTrue(figure.caption().contains("100 realisations of gaia"), figure.caption());
        assertTrue(figure.caption().contains("without-rv and seen"), figure.caption());
        assertTrue(figure.caption().contains("the band holds the exact value at "), figure.caption());
        png("errors-alone", ErrorProfiles.of(realisations, List.of(), Map.of()));
    }

    @Test
    void timesAfterTheKickStandSideBySideInTheirOrder() throws IOException {
        List<DisequilibriumProfiles.AtTime> disturbed = Stream.of(500, 0, 200)
                .map(t -> new DisequilibriumProfiles.AtTime(
                        t, found(0.1 - 0.0001 * t, true).get(Component.AZ)))
                .toList();
        Figure figure = DisequilibriumProfiles.of(
                disturbed,
                Optional.of(found(0.02, true).get(Component.AZ)),
                found(0.001, false).get(Component.AZ));
        BufferedImage image = png("disequilibrium", figure);
        for (int column = 0; column < 3; column++) {
            assertFilled(image, 0.1 + 0.3 * column, 0.1, 0.25, 0.4);
            assertFilled(image, 0.1 + 0.3 * column, 0.65, 0.25, 0.15);
        }
        pdf("disequilibrium", figure);
        assertTrue(figure.caption().contains("0, 200 and 500 Myr"), figure.caption());
    }

    @Test
    void methodsAreComparedOverTheHeightsThatOthersSpeakOf() throws IOException {
        List<MethodProfiles.Stars> sets = Stream.of("fiducial", "perturbed-500myr")
                .map(set -> new MethodProfiles.Stars(
                        set,
                        found(0.03, true).get(Component.AZ),
                        List.of(
                                new MethodProfiles.Method("Jeans", north(0.08)),
                                new MethodProfiles.Method("1D fitting", north(0.12)))))
                .toList();
        Figure figure = MethodProfiles.of(sets, found(0.001, false).get(Component.AZ));
        BufferedImage image = png("methods", figure);
        for (int column = 0; column < 2; column++) {
            assertFilled(image, 0.1 + 0.47 * column, 0.1, 0.38, 0.4);
            assertFilled(image, 0.1 + 0.47 * column, 0.65, 0.38, 0.15);
        }
        pdf("methods", figure);
        assertTrue(figure.caption().contains("by Jeans and 1D fitting"), figure.caption());
        assertTrue(figure.caption().contains("Jeans on perturbed-500myr: median"), figure.caption());
        assertThrows(
                IllegalArgumentException.class,
                () -> new MethodProfiles.Stars("alone", found(0.03, true).get(Component.AZ), List.of()));
    }

    private static Profile north(double scatter) {
        return found(scatter, true).get(Component.AZ).within(z -> z > 0 && z < 1.6);
    }

    @Test
    void slicesHaveARowEachAndTheResidualInTheLastColumn() throws IOException {
        List<SliceMap.Slice> slices = List.of(slice("R", "z", 0.02, true), slice("z", "vz", 0.02, true));
        Figure figure = SliceMap.of("fiducial", slices);
        BufferedImage image = png("slices", figure);
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 3; column++) {
                assertFilled(image, 0.12 + 0.31 * column, 0.2 + 0.42 * row, 0.18, 0.2);
            }
        }
        assertFilled(pdf("slices", figure), 0.12, 0.2, 0.18, 0.2);
        assertTrue(figure.caption().contains("2.0% in (R, z)"), figure.caption());
        Figure without = SliceMap.of("mine", List.of(slice("R", "z", 0.02, false)));
        assertTrue(without.width() < figure.width(), "without a truth a column fewer");
        assertFilled(png("slices-without-truth", without), 0.15, 0.4, 0.3, 0.3);
        assertTrue(without.caption().contains("Median error 5.0%"), without.caption());
        assertThrows(IllegalArgumentException.class, () -> SliceMap.of("fiducial", List.of()));
    }

    @Test
    void colourBarsEndInAnArrowWhereValuesLieBeyondThem() throws IOException {
        ColourScale scale = ColourScale.linear(ColourMap.sequential(), new Range(0, 1));
        Rectangle2D below = new Rectangle2D.Double(20, 40, 100, 20);
        double[][] inside = {{0, 0.5, Double.NaN}, {1}};
        double[][] beyond = {{0, 0.5, Double.NaN}, {1.1}};
        double[][] both = {{-0.1, 0.5}, {1.1}};
        // The corners of a bar are filled, and those of an arrow are not.
        assertCorners(bar("bar", scale, below, inside), true, true);
        assertCorners(bar("bar-above", scale, below, beyond), true, false);
        assertCorners(bar("bar-both", scale, below, both), false, false);
    }

    private static BufferedImage bar(String name, ColourScale scale, Rectangle2D below, double[][] values)
            throws IOException {
        PanelPage page = new PanelPage(name, 140, 70);
        ColourBar.add(page, scale, below, "x", values);
        return png(name, page);
    }

    private static void assertCorners(BufferedImage image, boolean left, boolean right) {
        // The bar is 7 pt high and ends 5 pt above what it belongs to.
        int y = (int) (29.5 * PIXELS_PER_POINT);
        assertEquals(left, image.getRGB((int) (21.5 * PIXELS_PER_POINT), y) != Color.WHITE.getRGB());
        assertEquals(right, image.getRGB((int) (118.5 * PIXELS_PER_POINT), y) != Color.WHITE.getRGB());
        assertNotEquals(
                Color.WHITE.getRGB(), image.getRGB((int) (22 * PIXELS_PER_POINT), (int) (31.5 * PIXELS_PER_POINT)));
        assertNotEquals(
                Color.WHITE.getRGB(), image.getRGB((int) (118 * PIXELS_PER_POINT), (int) (31.5 * PIXELS_PER_POINT)));
    }

    /** aR rises steeply at both ends, as flows have it near the edges of their volume. */
    @Test
    void profilesWithoutATruthStayInTheirPanels() throws IOException {
        List<AccelerationPoint> alongR = new ArrayList<>();
        for (int i = 0; i < 41; i++) {
            double x = 0.05 * i - 1;
            double aR = -6 + 2 * x + 6 * Math.pow(x, 7);
            alongR.add(new AccelerationPoint(8 + x, 0, aR, 0, 0.5, 0.1, Double.NaN, Double.NaN, null));
        }
        Figure profiles = AccelerationProfiles.of(
                "mine", flows(MockField.profiles(withoutTruth(MockField.alongZ(41, 0.04, true)), alongR)), Map.of());
        BufferedImage image = png("profiles-in-their-panels", profiles);
        // The line reaches the right edge of its panel below its upper edge: there is blank above it.
        int right = (int) (0.975 * image.getWidth());
        assertTrue(
                IntStream.range((int) (0.09 * image.getHeight()), (int) (0.30 * image.getHeight()))
                        .anyMatch(y -> image.getRGB(right, y) != Color.WHITE.getRGB()),
                "the band is there");
        assertEquals(Color.WHITE.getRGB(), image.getRGB(right, (int) (0.085 * image.getHeight())), "and ends");
    }

    @Test
    void aCaptionSaysHowManyPositionsAreUnsolvedAndWhere() {
        List<AccelerationPoint> field = MockField.grid(8, 8, 0.04, true).stream()
                .map(p -> Math.abs(p.R() - 8) > 0.8 ? MockField.unsolved(p.R(), p.z()) : p)
                .toList();
        long unsolved = field.stream().filter(p -> !p.solved()).count();
        String said = unsolved + " of 64 positions are unsolved, all at R = ";
        for (List<AccelerationPoint> one : List.of(field, withoutTruth(field))) {
            String caption = AccelerationMap.of(Kind.ACCELERATIONS, "mine", one, List.of())
                    .caption();
            assertTrue(caption.contains(said), caption);
        }
        String solved = AccelerationMap.of(Kind.ACCELERATIONS, "mine", MockField.grid(8, 8, 0.04, true), List.of())
                .caption();
        assertFalse(solved.contains("solved"), solved);
    }

    /** A Gaussian that is off by a part everywhere, its error 5%, and vanishes at an edge. */
    private static SliceMap.Slice slice(String x, String y, double off, boolean truth) {
        double[] xs = new double[40];
        double[] ys = new double[30];
        double[] f = new double[xs.length * ys.length];
        double[] error = new double[f.length];
        double[] exact = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            xs[i / ys.length] = i / ys.length - 20;
            ys[i % ys.length] = i % ys.length - 15;
            exact[i] = i < 3 * ys.length
                    ? 0
                    : Math.exp(-0.01 * (Math.pow(xs[i / ys.length], 2) + Math.pow(ys[i % ys.length], 2)));
            f[i] = exact[i] * (1 + (i % 2 == 0 ? off : -off));
            error[i] = f[i] > 0 ? 0.05 * f[i] : Double.NaN;
            exact[i] = truth ? exact[i] : Double.NaN;
        }
        return new SliceMap.Slice(x, y, xs, ys, f, error, exact);
    }

    @Test
    void aPictureHasItsCaption() {
        Figure figure = LossHistory.of("fiducial", List.of(history(3, 0)));
        assertEquals(Optional.of(figure.caption()), FigureFormat.caption(FigureFormat.PNG.bytes(figure)));
        assertTrue(figure.caption().contains("the 1 flow of fiducial"), figure.caption());
        assertEquals(Optional.empty(), FigureFormat.caption(new byte[] {1, 2, 3}));
        Figure slices = SliceMap.of("mine", List.of(slice("R", "z", 0, false)));
        assertFalse(slices.caption().contains("Naik"), slices.caption());
        Figure ofModel = SliceMap.of("fiducial", List.of(slice("R", "z", 0, true)));
        assertTrue(ofModel.caption().endsWith("Compare figure 1 of Naik et al. (2022)."), ofModel.caption());
        assertEquals(Optional.of(slices.caption()), FigureFormat.caption(FigureFormat.PNG.bytes(slices)), "|, \u03c3");
    }

    @Test
    void lossHistoryShowsLossesAndRates() throws IOException {
        List<LossCurve> members = new ArrayList<>();
        for (int m = 0; m < 4; m++) {
            members.add(history(50, 0.002 * m));
        }
        Figure figure = LossHistory.of("fiducial", members);
        BufferedImage image = png("loss", figure);
        assertFilled(image, 0.15, 0.05, 0.8, 0.5);
        assertFilled(image, 0.15, 0.66, 0.8, 0.2);
        assertFilled(pdf("loss", figure), 0.15, 0.05, 0.8, 0.5);
    }

    @Test
    void spiralsOfSeveralDataSetsStandSideBySide() throws IOException {
        for (int panels : new int[] {1, 2, 3, 5}) {
            Figure figure = SpiralMap.of(IntStream.range(0, panels)
                    .mapToObj(i -> spiral("perturbed-" + 100 * i + "myr", 0.1 * i))
                    .toList());
            assertTrue(
                    figure.caption().contains("5.0% for perturbed-0myr (flows' scatter alone would give 1.2%)"),
                    figure.caption());
            String name = "spirals-" + panels;
            assertFilled(png(name, figure), 0.2, 0.5, 0.3 / Math.min(panels, 4), 0.2);
            assertFilled(pdf(name, figure), 0.2, 0.5, 0.3 / Math.min(panels, 4), 0.2);
        }
        assertThrows(IllegalArgumentException.class, () -> SpiralMap.of(List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SpiralMap.Panel("torn", 0.1, 0.1, new double[2], new double[2], new double[3]));
    }

    @Test
    void resolutionIsDrawnByTheNumberOfStars() throws IOException {
        double none = Double.NaN;
        List<ResolutionByStars.Point> points = List.of(
                new ResolutionByStars.Point("fiducial", 2.5e5, 60, 9, 0.91, 0.02),
                new ResolutionByStars.Point("larger", 1e6, 41, 5, 0.952, 0.01),
                new ResolutionByStars.Point("largest", 2.5e6, 29, none, 0.97, none),
                new ResolutionByStars.Point("too-steep", 1e5, 0, none, 1.04, 0.05),
                new ResolutionByStars.Point("no-width", 5e4, none, none, 0.2, 0.3));
        Figure figure = ResolutionByStars.of(points);
        BufferedImage image = png("resolution", figure);
        assertFilled(image, 0.2, 0.03, 0.75, 0.4);
        assertFilled(image, 0.2, 0.46, 0.75, 0.4);
        assertFilled(pdf("resolution", figure), 0.2, 0.03, 0.75, 0.4);
        // One set alone, without errors.
        png("resolution-1", ResolutionByStars.of(points.subList(2, 3)));
    }

    /** An arm that has wound up for some time. */
    private static SpiralMap.Panel spiral(String name, double wound) {
        double[] z = new double[41];
        double[] vz = new double[31];
        double[] contrast = new double[z.length * vz.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = 1.2 * (i - 20) / 20;
            for (int k = 0; k < vz.length; k++) {
                vz[k] = 60.0 * (k - 15) / 15;
                double radius = Math.hypot(z[i], vz[k] / 50);
                double angle = Math.atan2(vz[k] / 50, z[i]);
                contrast[i * vz.length + k] = 0.2 * Math.sin(angle + 60 * wound * (1 - radius)) * Math.min(1, radius);
            }
        }
        contrast[0] = Double.NaN;
        return new SpiralMap.Panel(name, 0.05, 0.012, z, vz, contrast);
    }

    @Test
    void aSingleEpochIsAHistoryToo() throws IOException {
        pdf("loss-one-epoch", LossHistory.of("fiducial", List.of(history(1, 0))));
        assertThrows(IllegalArgumentException.class, () -> LossHistory.of("fiducial", List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LossCurve(new double[2], new double[2], new double[1], new double[2]));
    }

    @Test
    void theSameFigureGivesTheSameBytes() {
        for (FigureFormat format : FigureFormat.values()) {
            byte[] first = format.bytes(LossHistory.of("fiducial", List.of(history(20, 0))));
            byte[] second = format.bytes(LossHistory.of("fiducial", List.of(history(20, 0))));
            assertArrayEquals(first, second, format.extension());
        }
    }

    private static LossCurve history(int epochs, double shift) {
        double[] epoch = new double[epochs];
        double[] training = new double[epochs];
        double[] heldOut = new double[epochs];
        double[] rate = new double[epochs];
        for (int i = 0; i < epochs; i++) {
            epoch[i] = i + 1;
            training[i] = 3.42 + 2 * Math.exp(-i / 2.0) + 0.1 * Math.exp(-i / 12.0) - 0.0002 * i + shift;
            heldOut[i] = training[i] + 0.01 + 0.0004 * i + 0.001 * Math.sin(7 * i);
            rate[i] = 1.5e-3 * (1 + Math.cos(Math.PI * i / Math.max(1, epochs - 1)));
        }
        return new LossCurve(epoch, training, heldOut, rate);
    }

    private static BufferedImage png(String name, Figure figure) throws IOException {
        byte[] bytes = keep(name, FigureFormat.PNG, figure);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertEquals(Math.round(figure.width() * PIXELS_PER_POINT), image.getWidth());
        assertEquals(Math.round(figure.height() * PIXELS_PER_POINT), image.getHeight());
        return image;
    }

    private static BufferedImage pdf(String name, Figure figure) throws IOException {
        byte[] bytes = keep(name, FigureFormat.PDF, figure);
        assertEquals("%PDF", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
        try (PDDocument document = Loader.loadPDF(bytes)) {
            assertEquals(1, document.getNumberOfPages());
            PDRectangle page = document.getPage(0).getMediaBox();
            // PDF keeps sizes as floats.
            assertEquals(figure.width(), page.getWidth(), 1e-3);
            assertEquals(figure.height(), page.getHeight(), 1e-3);
            BufferedImage drawn = new PDFRenderer(document).renderImageWithDPI(0, 150);
            ImageIO.write(drawn, "png", FOLDER.resolve(name + "-from-pdf.png").toFile());
            return drawn;
        }
    }

    private static byte[] keep(String name, FigureFormat format, Figure figure) throws IOException {
        byte[] bytes = format.bytes(figure);
        Files.createDirectories(FOLDER);
        return Files.readAllBytes(Files.write(FOLDER.resolve(name + "." + format.extension()), bytes));
    }

    private static void assertPanelsAreFilled(BufferedImage image, int columns) {
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < columns; column++) {
                assertFilled(image, 0.09 + 0.9 * column / columns, 0.2 + 0.45 * row, 0.5 / columns, 0.2);
            }
        }
    }

    /** A part of the image, given in fractions of it, varies more than a blank one. */
    private static void assertFilled(BufferedImage image, double x, double y, double width, double height) {
        Rectangle part = new Rectangle(
                (int) (x * image.getWidth()), (int) (y * image.getHeight()), (int) (width * image.getWidth()), (int)
                        (height * image.getHeight()));
        double[] greys = new double[part.width * part.height];
        for (int i = 0; i < greys.length; i++) {
            int rgb = image.getRGB(part.x + i % part.width, part.y + i / part.width);
            greys[i] = 0.3 * (rgb >> 16 & 255) + 0.6 * (rgb >> 8 & 255) + 0.1 * (rgb & 255);
        }
        double mean = Arrays.stream(greys).average().orElseThrow();
        double variance = Arrays.stream(greys)
                .map(grey -> (grey - mean) * (grey - mean))
                .average()
                .orElseThrow();
        assertTrue(variance > BLANK, "variance " + variance + " in " + part);
    }
}
