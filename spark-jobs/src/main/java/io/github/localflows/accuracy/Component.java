package io.github.localflows.accuracy;

/** One component of an acceleration in the meridional plane. */
public enum Component {
    /** Along R, away from the axis. */
    AR("aR") {
        @Override
        public double model(AccelerationPoint point) {
            return point.aR();
        }

        @Override
        public double error(AccelerationPoint point) {
            return point.aRError();
        }

        @Override
        public double exact(AccelerationPoint point) {
            return point.aRExact();
        }
    },
    /** Along z, towards the north. */
    AZ("az") {
        @Override
        public double model(AccelerationPoint point) {
            return point.az();
        }

        @Override
        public double error(AccelerationPoint point) {
            return point.azError();
        }

        @Override
        public double exact(AccelerationPoint point) {
            return point.azExact();
        }
    };

    private final String symbol;

    Component(String symbol) {
        this.symbol = symbol;
    }

    /** The coordinate that it points along, R or z, as tables name it. */
    public String along() {
        return symbol.substring(1);
    }

    /** The name of the component in tables and reports: aR or az. */
    public String symbol() {
        return symbol;
    }

    /** What was found [pc/Myr²]; NaN where the position is unsolved. */
    public abstract double model(AccelerationPoint point);

    /** Its 1-sigma error [pc/Myr²]; NaN where none is known. */
    public abstract double error(AccelerationPoint point);

    /** What is true [pc/Myr²]. */
    public abstract double exact(AccelerationPoint point);

    /**
     * The 1-sigma error as a part of what was found, error/|model|.
     *
     * @return NaN where the position is unsolved, no error is known, or what was found vanishes
     */
    public double relativeError(AccelerationPoint point) {
        double size = Math.abs(model(point));
        return size > 0 ? error(point) / size : Double.NaN;
    }

    /**
     * |model|/|exact| - 1.
     *
     * @return NaN where the position is unsolved or the exact component vanishes (az in the plane), so that a residual
     *     is never infinite
     */
    public double residual(AccelerationPoint point) {
        double exact = Math.abs(exact(point));
        return exact > 0 ? Math.abs(model(point)) / exact - 1 : Double.NaN;
    }
}
