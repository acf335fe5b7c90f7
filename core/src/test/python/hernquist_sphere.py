"""Makes core/src/test/resources/reference/hernquist.csv: ln f of Hernquist's sphere and its derivative by the energy.

    python3 hernquist_sphere.py OUTPUT_DIRECTORY        (mpmath)

Eq. 17 of Hernquist (1990, ApJ 356, 359) as it is printed, divided by the mass, with 120 digits. Each coordinate is the double
nearest to the number written here, so that nothing is lost when a program reads the file.
"""

import sys
from pathlib import Path

from mpmath import asin, diff, log, mp, mpf, nstr, pi, sqrt

mp.dps = 120
GM = mpf(1548800)
A = mpf(8)


def lnf(E):
    q = sqrt(-A * E / GM)
    bracket = 3 * asin(q) + q * sqrt(1 - q**2) * (1 - 2 * q**2) * (8 * q**4 - 8 * q**2 - 3)
    scale = 8 * sqrt(2) * pi**3 * A**3 * sqrt(GM / A) ** 3
    return log(bracket / (1 - q**2) ** mpf("2.5") / scale)


def energy(R, z, vR, vphi, vz):
    R, z, vR, vphi, vz = (mpf(value) for value in (R, z, vR, vphi, vz))
    return (vR**2 + vphi**2 + vz**2) / 2 - GM / (sqrt(R**2 + z**2) + A)


# At rest far out q is small, at rest near the centre it is nearly 1; the rest is between.
POINTS = [(10.0**n, 0.0, 0.0, 0.0, 0.0) for n in (2, 3, 4, 6, 8, 12, 16, 20, 24)]
POINTS += [(0.6 * 10.0**n, -0.8 * 10.0**n, 0.0, 0.0, 0.0) for n in (-12, -9, -6, -4, -3, -2, -1)]
POINTS += [
    (8.0, 0.3, 20.0, 150.0, -30.0),
    (8.0, 0.0, 0.0, 0.0, 0.0),
    (3.0, -2.0, -50.0, 60.0, 340.0),
    (5.0, 4.0, 200.0, -210.0, 100.0),
    (15.0, 5.0, 10.0, -90.0, 70.0),
    (40.0, 30.0, 100.0, 50.0, 90.0),
    (1e-3, 1e-3, 0.0, 5.0, 0.0),
    (0.1, 0.05, 300.0, -10.0, 20.0),
    (60.0, -45.0, 3.0, 150.0, 20.0),
]

if __name__ == "__main__":
    rows = ["R_kpc,z_kpc,vR_km_s,vphi_km_s,vz_km_s,lnf,dlnf_dE"]
    for point in POINTS:
        E = energy(*point)
        slope = diff(lnf, E, h=abs(E) * (1 + A * E / GM) * mpf(10) ** -30)
        rows.append(",".join([repr(value) for value in point] + [nstr(lnf(E), 20), nstr(slope, 20)]))
    Path(sys.argv[1], "hernquist.csv").write_text("\n".join(rows) + "\n")
