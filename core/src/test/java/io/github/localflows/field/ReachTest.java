package io.github.localflows.field;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.localflows.phase.Region;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final Region VOLUME = Region.about(8, 1, 2.5);
    private static final Optional<Outcome> NEAR =
            Optional.of(new Outcome("within 0.1 kpc of the edge of the training volume"));
    private static final Optional<Outcome> OUTSIDE = Optional.of(new Outcome("outside the training volume"));

    @Test
    void positionsNearToTheEdgeAreRefusedButNotThoseAtTheDistanceItself() {
        Reach reach = new Reach(VOLUME, 0.1);
        assertEquals(Optional.empty(), reach.refusal(8, 0));
        // 7 + 0.1 is rounded; that does not decide it.
        assertEquals(Optional.empty(), reach.refusal(7.1, 0));
        assertEquals(Optional.empty(), reach.refusal(8.9, -2.4));
        assertEquals(NEAR, reach.refusal(8, 2.41));
        assertEquals(NEAR, reach.refusal(7.09, 0));
        assertEquals(OUTSIDE, reach.refusal(8, -2.5));
    }

    @Test
    void positionsNearToTheEdgeOfASectorAreRefused() {
        Reach reach = new Reach(VOLUME, OptionalDouble.of(0.5), 0.1);
        assertEquals(Optional.empty(), reach.refusal(8, -0.48, 0));
        assertEquals(NEAR, reach.refusal(8, 0.49, 0));
        assertEquals(OUTSIDE, reach.refusal(8, -0.5, 0));
        assertEquals(NEAR, reach.refusal(7.05, 0, 0));
        assertEquals(Optional.empty(), new Reach(VOLUME, 0.1).refusal(8, 3, 0));
    }

    @Test
    void withoutAMarginOnlyTheEdgeAndBeyondAreRefused() {
        Reach reach = new Reach(VOLUME, 0);
        assertEquals(Optional.empty(), reach.refusal(8.999, 0));
        assertEquals(OUTSIDE, reach.refusal(9, 0));
        assertEquals(OUTSIDE, reach.refusal(9.01, 0));
    }
}
