package io.github.localflows.stage.field;

import io.github.localflows.artifact.FieldNames;
import io.github.localflows.field.PatternSpeed;
import java.util.Locale;
import java.util.Map;

/**
 * The frame in which an f is taken as steady that depends on the azimuth.
 *
 * @param given whether the configuration says its pattern speed, and not f
 * @param speed of the frame
 */
public record SteadyFrame(boolean given, PatternSpeed speed) {
    /** Whether anything says how fast it rotates; if not, it is taken not to. */
    public boolean isDecided() {
        return given || Double.isFinite(speed.error());
    }

    /** What is to be said of it, behind the name of f. */
    public String sentence() {
        if (given) {
            return "is taken as steady in a frame that rotates at " + speed.value()
                    + " km/s/kpc (accelerations.patternSpeed)";
        }
        return isDecided()
                ? String.format(
                        Locale.ROOT,
                        "is steady in a frame that rotates at %.1f +- %.1f km/s/kpc",
                        speed.value(),
                        speed.error())
                : "decides no pattern speed, and is taken as steady in a frame that does not rotate: its flows may be of axisymmetric"
                        + " stars, or of fewer than three parts of them (train.parts); or give the pattern speed"
                        + " (accelerations.patternSpeed)";
    }

    /** What a manifest keeps of it: nothing where it is given, for the recipe has it. */
    public Map<String, Double> figures() {
        return given || !isDecided()
                ? Map.of()
                : Map.of(FieldNames.PATTERN_SPEED, speed.value(), FieldNames.PATTERN_SPEED_ERROR, speed.error());
    }
}
