package io.github.localflows.starset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.StageConfiguration;
import io.github.localflows.config.UserError;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ExtrapolationTest {
    private static final double ROUNDING = 1e-12;

    private static final StarSet MINE = set("mine", Knowledge.NONE);

    private static StarSet set(String name, Knowledge known) {
        return new StarSet(name, "ingest", Optional.empty(), new StageConfiguration(""), known);
    }

    private static StarSet more(String name, String of, double variance) {
        return set(name, Knowledge.NONE.withAddedErrors(new AddedErrors(of, variance)));
    }

    /** What is found of a mean that depends on the variance of the errors in some way. */
    private static double extrapolated(Extrapolation of, DoubleUnaryOperator mean) {
        return of.parts().stream()
                .mapToDouble(part -> part.factor()
                        * mean.applyAsDouble(1
                                + part.set()
                                        .known()
                                        .added()
                                        .map(AddedErrors::variance)
                                        .orElse(0.0)))
                .sum();
    }

    @Test
    void oneSizeRemovesWhatIsLinearInTheVariance() {
        Extrapolation of = Extrapolation.of(MINE, List.of(more("a-000", "mine", 1), more("a-001", "mine", 1)));
        assertEquals(3, extrapolated(of, v -> 3), ROUNDING);
        assertEquals(0, extrapolated(of, v -> v), ROUNDING);
        assertEquals(2, of.parts().get(0).factor(), ROUNDING);
        assertEquals(-0.5, of.parts().get(2).factor(), ROUNDING);
    }

    @Test
    void twoSizesRemoveItsSquareToo() {
        Extrapolation of = Extrapolation.of(
                MINE, List.of(more("b", "mine", 0.5), more("c", "mine", 1), more("another", "yours", 2)));
        assertEquals(7, extrapolated(of, v -> 7 + 4 * v - 2 * v * v), 10 * ROUNDING);
        assertEquals(List.of("b", "c"), of.others().stream().map(StarSet::name).toList());
    }

    @Test
    void aSetAloneIsItself() {
        assertEquals(
                List.of(new Extrapolation.Part(MINE, 1)),
                Extrapolation.of(MINE, List.of()).parts());
        assertEquals(Extrapolation.none(MINE), Extrapolation.of(MINE, List.of()));
    }

    @Test
    void aSetWithoutAddedErrorsIsRefused() {
        UserError e = assertThrows(UserError.class, () -> Extrapolation.of(MINE, List.of(MINE)));
        assertTrue(e.getMessage().contains("stars/mine is no set that errors were added to"), e.getMessage());
    }
}
