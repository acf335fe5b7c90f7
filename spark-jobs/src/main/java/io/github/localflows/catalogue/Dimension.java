package io.github.localflows.catalogue;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** What kind of number a column of a catalogue holds, and the units in which it may be written. */
enum Dimension {
    /** Of a position in the sky; in deg. */
    DIRECTION("deg", units("deg", 1, "degree", 1, "degrees", 1, "rad", 180 / Math.PI, "arcsec", 1 / 3600.0)),
    /** A parallax, or a small angle; in mas. */
    ANGLE("mas", units("mas", 1, "milliarcsec", 1, "uas", 1e-3, "microarcsec", 1e-3, "arcsec", 1e3, "deg", 3.6e6)),
    /** A proper motion; in mas/yr. */
    MOTION("mas/yr", motions()),
    /** A velocity; in km/s. */
    VELOCITY("km/s", units("km/s", 1, "km.s-1", 1, "m/s", 1e-3, "m.s-1", 1e-3)),
    /** A distance; in kpc. */
    LENGTH("kpc", units("kpc", 1, "pc", 1e-3)),
    /** What has no unit, or only one: magnitudes, colours, correlations, weights. */
    NUMBER("1", Map.of());

    private final String unit;
    private final Map<String, Double> factors;

    Dimension(String unit, Map<String, Double> factors) {
        this.unit = unit;
        this.factors = factors;
    }

    private static Map<String, Double> units(Object... namesAndFactors) {
        Map<String, Double> factors = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFactors.length; i += 2) {
            factors.put((String) namesAndFactors[i], ((Number) namesAndFactors[i + 1]).doubleValue());
        }
        return factors;
    }

    private static Map<String, Double> motions() {
        Map<String, Double> factors = new LinkedHashMap<>();
        units("mas", 1, "uas", 1e-3, "arcsec", 1e3, "deg", 3.6e6).forEach((angle, factor) -> {
            for (String year : new String[] {"yr", "year", "a"}) {
                factors.put(angle + "/" + year, factor);
                factors.put(angle + "." + year + "-1", factor);
            }
        });
        return factors;
    }

    /** The unit that numbers are brought to. */
    String unit() {
        return unit;
    }

    /** Whether a number is nothing without its unit. */
    boolean needsUnit() {
        return !factors.isEmpty();
    }

    /** The units that are known, for messages. */
    String known() {
        return String.join(", ", factors.keySet());
    }

    /**
     * What a number in some unit is multiplied by to be in {@link #unit}.
     *
     * @param text as a file writes the unit: {@code mas.yr**-1}, {@code mas / yr} and {@code mas yr-1} are all the same
     * @return empty when the unit is not known
     */
    OptionalDouble factor(String text) {
        if (factors.isEmpty()) {
            return OptionalDouble.of(1);
        }
        String plain = text.strip()
                .toLowerCase(Locale.ROOT)
                .replace("'", "")
                .replace("**", "")
                .replace("^", "")
                .replace('\u00b5', 'u')
                .replace('\u03bc', 'u')
                .replaceAll("\\s*/\\s*", "/")
                .replaceAll("[\\s*.]+", ".");
        Double factor = factors.get(plain);
        return factor == null ? OptionalDouble.empty() : OptionalDouble.of(factor);
    }
}
