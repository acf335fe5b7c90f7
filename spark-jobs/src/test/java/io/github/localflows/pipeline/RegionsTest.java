package io.github.localflows.pipeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.localflows.config.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {
    /** Settings, separated by spaces, and how the refusal begins after its source. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "accelerations.grid.Rmin=12 accelerations.grid.Rmax=14 | no position of accelerations.grid, 128 radii from 12.0 to 14.0 kpc",
                "accelerations.grid.zmin=2.45 accelerations.grid.zmax=3 accelerations.density.absZ=auto | no position of accelerations.grid,",
                "train.R0=6 accelerations.grid.Rmin=7.0 accelerations.grid.Rmax=9.0 | no position of accelerations.grid,",
                "accelerations.grid.Rmin=7.01 accelerations.grid.Rmax=7.09 | no position of accelerations.grid,",
                "accelerations.grid.R=2 | no position of accelerations.grid, 2 radii from 7.0 to 9.0 kpc",
                "accelerations.profiles.Rmin=9 accelerations.profiles.Rmax=11 | no position of the radial profile,",
                "accelerations.profiles.points=2 | no position of the radial profile, 2 radii from 7.0 to 9.0 kpc",
                "accelerations.profiles.R0=6.9 | no position of the vertical profile,",
                "spiral.R=9.5 | the phase spiral at spiral.R = 9.5 kpc",
                "resolution.R=9 | resolution.R = 9.0 kpc is not where the flows know f,",
                "spiral.absZmax=2.45 | the phase spiral at spiral.R = 8.0 kpc, |z| <= spiral.absZmax = 2.45 kpc",
                "slices.R=9.5 | the slices of f through slices.R = 9.5 kpc, 0.01 kpc above the plane, are not where the flows know f, 7.0",
                "accelerations.density.absZ=50 | accelerations.density.absZ = 50.0 kpc is beyond the grid",
                "accelerations.density.absZ=1 accelerations.grid.zmin=0 | accelerations.density.absZ = 1.0 kpc is beyond the grid",
                "accelerations.edge=1 | accelerations.edge = 1.0 kpc leaves nothing of the training volume",
                "accelerations.edge=2.5 train.halfWidthR=3 | accelerations.edge = 2.5 kpc leaves nothing",
                "train.R0=50 | the training volume, 49.0 < R < 51.0 kpc",
                "train.R0=50 accelerations.datasets=[] | the training volume, 49.0 < R < 51.0 kpc",
                "sample.Rmin=1 sample.Rmax=7 | the training volume, 7.0 < R < 9.0 kpc",
            })
    void aConfigurationOfWhichNothingComesIsRefused(String settings, String message) {
        UserError refused = assertThrows(UserError.class, () -> ConfigLoader.reference(List.of(settings.split(" "))));
        assertTrue(refused.getMessage().startsWith("--set: " + message), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accelerations.grid.Rmin=8.5 accelerations.grid.Rmax=14",
                "accelerations.grid.R=3",
                "accelerations.grid.z=2",
                "accelerations.grid.zmin=0.5 accelerations.grid.zmax=0.6",
                "accelerations.profiles.Rmax=40",
                "accelerations.profiles.absZmax=40",
                "train.R0=12 train.halfWidthR=3",
                "accelerations.edge=0",
                // Nothing is asked of the flows there.
                "accelerations.datasets=[] accelerations.grid.Rmin=12 accelerations.grid.Rmax=14",
                "accelerations.datasets=[] accelerations.density.absZ=50",
                // Stars that moved may be anywhere.
                "datasets=[fiducial,fiducial-500myr] train.datasets=[fiducial-500myr] accelerations.datasets=[] train.R0=20",
                "train.datasets=[] accelerations.datasets=[] train.R0=50",
            })
    void whatIsPartlyKnownIsFine(String settings) {
        assertDoesNotThrow(() -> ConfigLoader.reference(List.of(settings.split(" "))));
    }

    @Test
    void aVolumeThatSticksOutOfTheSampleIsDoubtful() {
        List<String> inner = Regions.checked(ConfigLoader.reference(List.of("train.R0=1.5", "train.halfWidthR=0.8")));
        List<String> high = Regions.checked(ConfigLoader.reference(List.of("sample.absZmax=2")));

        assertEquals(1, inner.size());
        assertTrue(inner.get(0).contains("sticks out of the region where stars are drawn"), inner.get(0));
        assertTrue(high.get(0).contains("2.0 kpc (sample.Rmin"), high.get(0));
        assertEquals(List.of(), Regions.checked(ConfigLoader.reference(List.of())));
        assertEquals(
                List.of(),
                Regions.checked(ConfigLoader.reference(
                        List.of("train.R0=1.1", "train.halfWidthR=0.1", "accelerations.edge=0.01"))),
                "the edges are the same but for rounding");
    }

    @Test
    void aGridWithoutTheColumnIsSaid() {
        List<String> said = Regions.checked(
                ConfigLoader.reference(List.of("accelerations.grid.Rmin=8.2", "accelerations.grid.Rmax=8.6")));
        assertEquals(1, said.size());
        assertTrue(
                said.get(0).startsWith("there will be no surface density: the grid, R from 8.2 to 8.6"), said.get(0));
    }

    /** What a run holds can be asked about whatever its grid was. */
    @Test
    void questionsAboutPointsNeedNoGrid() {
        assertDoesNotThrow(() -> ConfigLoader.model(
                "accelerations.grid.Rmin = 12", "config.conf", List.of("accelerations.grid.Rmax=14")));
    }
}
