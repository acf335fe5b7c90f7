package io.github.localflows.config;

/**
 * Shapes of values that keys of several stages share. Ranges hold whatever a galaxy may be and a computer may do; beyond them
 * powers of these numbers overflow, or memory does.
 */
public final class Ranges {
    /** A scale of the model galaxy. */
    public static final Shape.Decimal SCALE = decimal(1e-6, 1e5, "kpc");

    /** How far out something is, or how large. */
    public static final Shape.Decimal KPC = decimal(1e-6, 1000, "kpc");

    /** A place above or below the plane. */
    public static final Shape.Decimal HEIGHT = decimal(-1000, 1000, "kpc");

    /** A distance that may be none. */
    public static final Shape.Decimal WIDTH = decimal(0, 1000, "kpc");

    /** A speed. */
    public static final Shape.Decimal KM_S = decimal(1e-3, 1e5, "km/s");

    /** A component of a velocity. */
    public static final Shape.Decimal VELOCITY = decimal(-1e5, 1e5, "km/s");

    /** A number of points of a grid. */
    public static final Shape POINTS = new Shape.Whole(2, 100_000);

    /** A list of star sets, which may be empty. */
    public static final Shape SETS = new Shape.Items(new Shape.SetName(), 0);

    private Ranges() {}

    /** The numbers from one to another, both included. */
    public static Shape.Decimal decimal(double min, double max, String unit) {
        return new Shape.Decimal(Interval.of(min, max), unit);
    }

    /** The numbers between two, neither included. */
    public static Shape.Decimal between(double min, double max) {
        return new Shape.Decimal(new Interval(min, false, max, false), "");
    }

    /** The numbers from one to another, that one included and this one not. */
    public static Shape.Decimal below(double min, double max) {
        return new Shape.Decimal(new Interval(min, true, max, false), "");
    }

    /** A number, or {@code auto}. */
    public static Shape orAuto(Shape.Decimal decimal) {
        return new Shape.OrAuto(decimal);
    }

    /** One of the constants of an enumeration, in lower case with hyphens. */
    public static <E extends Enum<E>> Shape word(Class<E> type) {
        return new Shape.Word(Choice.words(type));
    }
}
