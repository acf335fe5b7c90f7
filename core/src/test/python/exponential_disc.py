"""Makes core/src/test/resources/reference/exponential-disc.csv: nearly exponential discs by galpy.

    python3 exponential_disc.py OUTPUT_DIRECTORY        (galpy 1.12.1)

The three Miyamoto-Nagai discs of Smith et al. (2015, MNRAS 448, 2934, table 2), and beside them the forces of the exponential disc that they
stand for, by integrals over Bessel functions. G M = 1 kpc km^2/s^2, M the mass of the exponential disc; lengths in kpc, densities in units of
M/kpc^3.
"""

import sys
from pathlib import Path

import numpy as np
from galpy.potential import DoubleExponentialDiskPotential, MN3ExponentialDiskPotential
from scipy.integrate import quad

HR = 3.0
HZ = (0.01, 0.05, 0.1, 0.3, 1.5)
RADII = (1.0, 4.0, 8.0, 10.0, 12.0, 16.0)
HEIGHTS = (0.0, 0.2, 1.0, -2.0, 8.0)
NAMES = "hR,hz,R,z,Phi,aR,az,rho,surface,aR_exponential,az_exponential,surface_exponential"

if __name__ == "__main__":
    rows = [NAMES]
    for hz in HZ:
        amp = 1 / (4 * np.pi * HR**2 * hz)
        three = MN3ExponentialDiskPotential(amp=amp, hr=HR, hz=hz, posdens=True)
        exact = DoubleExponentialDiskPotential(amp=amp, hr=HR, hz=hz)
        for R in RADII:
            steps = np.sort(np.concatenate(([0.0, 1.0, 3.0, 10.0, 50.0, 1000.0, 1e5], hz * np.array([0.3, 1, 3, 10, 30]))))
            surface = 2 * sum(
                quad(lambda z: three.dens(R, z), low, high, epsabs=0, epsrel=1e-12)[0]
                for low, high in zip(steps[:-1], steps[1:])
            )
            for height in HEIGHTS:
                z = height * hz
                values = (
                    HR, hz, R, z,
                    three(R, z), three.Rforce(R, z), three.zforce(R, z), three.dens(R, z), surface,
                    exact.Rforce(R, z), exact.zforce(R, z), 2 * amp * hz * np.exp(-R / HR),
                )
                rows.append(",".join(repr(float(value)) for value in values))
    Path(sys.argv[1], "exponential-disc.csv").write_text("\n".join(rows) + "\n")
