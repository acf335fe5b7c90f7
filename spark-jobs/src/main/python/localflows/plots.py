"""Plots of a run with matplotlib, each of a table as ``open_run`` gives it.

    run = open_run("runs/quickstart")
    plots.profile(run["accelerations_fiducial_profiles"])
    plots.acceleration_map(run["accelerations_fiducial"], "az")

Each returns the matplotlib figure, or draws into the axes that it is given, so that everything can be changed before it is saved.
"""

from __future__ import annotations

import numpy as np

from .extras import needed
from .runs import Table

_LABELS = {
    "R": "R [kpc]",
    "z": "z [kpc]",
    "vR": r"$v_R$ [km/s]",
    "vphi": r"$v_\phi$ [km/s]",
    "vz": r"$v_z$ [km/s]",
    "aR": r"$a_R$ [pc/Myr$^2$]",
    "az": r"$a_z$ [pc/Myr$^2$]",
    "rho": r"$\rho$ [M$_\odot$/pc$^3$]",
}


def acceleration_map(table, quantity: str = "az"):
    """A map of ``az``, ``aR`` or ``rho`` over R and z; beside it, where there is a truth, the exact one and the residual.

    The residual is |found|/|exact| - 1, as in the run's own maps and report. Positions without a solution stay white.
    """
    plt = _pyplot()
    _require_table(table)
    if "profile" in table.columns:
        raise ValueError(f"{table.path} has profiles, not a grid: give a table such as accelerations_fiducial")
    exact = f"{quantity}_exact"
    has_truth = exact in table.columns
    rows = table.pandas(["R", "z", quantity] + [exact] * has_truth)
    found = rows.pivot_table(index="z", columns="R", values=quantity, dropna=False)
    name = _LABELS.get(quantity, quantity)
    panels = [("found", name, found, "viridis", _range(found))]
    if has_truth and rows[exact].notna().any():
        truth = rows.pivot_table(index="z", columns="R", values=exact, dropna=False)
        with np.errstate(divide="ignore", invalid="ignore"):
            residual = found.abs() / truth.abs() - 1
        # In the plane az passes through zero, where a ratio says nothing.
        residual = residual.where(truth.abs() > 1e-9)
        panels += [("exact", name, truth, "viridis", _range(found)), ("residual", "|found|/|exact| − 1 [%]", 100 * residual, "RdBu_r", (-10, 10))]
    figure, axes = plt.subplots(
        1, len(panels), figsize=(1.2 + 3.4 * len(panels), 3.8), sharex=True, sharey=True, squeeze=False, layout="constrained"
    )
    for ax, (title, label, values, colours, (low, high)) in zip(axes[0], panels):
        mesh = ax.pcolormesh(
            values.columns, values.index, values.to_numpy(), cmap=colours, vmin=low, vmax=high, shading="nearest", rasterized=True
        )
        figure.colorbar(mesh, ax=ax, label=label, extend=_beyond(values.to_numpy(), low, high))
        ax.set(title=title, xlabel=_LABELS["R"])
    axes[0, 0].set_ylabel(_LABELS["z"])
    return figure


def profile(table, along: str = "z", quantity: str | None = None, label: str | None = None, ax=None):
    """A profile with error bars along ``z`` (at R = R0) or ``R`` (in the plane); where there is a truth, the exact one and, below, the residual.

    The residual is |found|/|exact| - 1, as in the run's own profiles and report; where the exact one passes through zero it says nothing.

    ``table`` is one of profiles (``accelerations_<star set>_profiles``), of a classical method (``jeans_``, ``df1d_``), or a grid, of
    which the column (or row) in the middle is taken. ``quantity``
    is ``az`` along z and ``aR`` along R unless it is said, ``label`` what the legend says, the table's name unless it is said. With ``ax`` the profile is added to axes, so that several are compared, without
    a residual.
    """
    plt = _pyplot()
    if along not in ("R", "z"):
        raise ValueError(f"along is {along!r}: give 'z' or 'R'")
    quantity = quantity or ("az" if along == "z" else "aR")
    _require_table(table)
    rows = table.pandas()
    if "profile" in rows:
        rows = rows[rows["profile"] == along]
    else:
        # Of a grid the column or row in its middle.
        across = "R" if along == "z" else "z"
        middle = 0.5 * (rows[across].min() + rows[across].max())
        rows = rows[(rows[across] - middle).abs() == (rows[across] - middle).abs().min()]
    if quantity not in rows or not rows[quantity].notna().any():
        raise ValueError(f"{table.path} has no {quantity} along {along}: its columns are {', '.join(table.columns)}")
    rows = rows.sort_values(along)
    exact = f"{quantity}_exact"
    has_truth = exact in rows and rows[exact].notna().any()
    below = None
    if ax is None and has_truth:
        _, (ax, below) = plt.subplots(2, 1, figsize=(6, 5), height_ratios=[3, 1], sharex=True, layout="constrained")
    elif ax is None:
        _, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    if has_truth and "exact" not in ax.get_legend_handles_labels()[1]:
        ax.plot(rows[along], rows[exact], color="black", lw=1, label="exact")
    errors = _errors(rows, quantity)
    ax.errorbar(rows[along], rows[quantity], yerr=errors, fmt="o", ms=3, lw=1, label=label or _name(table))
    ax.set(ylabel=_LABELS.get(quantity, quantity))
    ax.legend()
    if below is not None:
        _residual(below, rows[along], rows[quantity], errors, rows[exact])
    (below or ax).set(xlabel=_LABELS.get(along, along))
    return ax.figure


def spiral(table, ax=None):
    """The phase spiral: the contrast f/f̄ − 1 in the plane of z and vz, where f̄ is the mean of f and its mirror image."""
    plt = _pyplot()
    rows = table.pandas(["z", "vz", "contrast"])
    contrast = rows.pivot_table(index="vz", columns="z", values="contrast", dropna=False)
    if ax is None:
        _, ax = plt.subplots(figsize=(5, 4), layout="constrained")
    # The outermost stars are few, and their noise would wash out the rest.
    most = np.nanpercentile(np.abs(contrast.to_numpy()), 95)
    mesh = ax.pcolormesh(
        contrast.columns, contrast.index, contrast.to_numpy(), cmap="RdBu_r", vmin=-most, vmax=most, shading="nearest", rasterized=True
    )
    ax.figure.colorbar(mesh, ax=ax, label="contrast f/f̄ − 1", extend=_beyond(contrast.to_numpy(), -most, most))
    ax.set(title=table.name, xlabel=_LABELS["z"], ylabel=_LABELS["vz"])
    return ax.figure


def stars(table, x: str = "z", y: str = "vz", filters=None, bins: int = 200, ax=None):
    """How many stars of a star set lie where, in the plane of two columns. ``filters``: which stars, as ``Table.pandas`` has it."""
    plt = _pyplot()
    rows = table.pandas([x, y], filters).dropna()
    if ax is None:
        _, ax = plt.subplots(figsize=(5, 4), layout="constrained")
    *_, image = ax.hist2d(rows[x], rows[y], bins=bins, norm="log", cmap="viridis", rasterized=True)
    ax.figure.colorbar(image, ax=ax, label="stars")
    ax.set(title=table.name, xlabel=_LABELS.get(x, x), ylabel=_LABELS.get(y, y))
    return ax.figure


def _require_table(table):
    if not isinstance(table, Table):
        raise TypeError(f"give a table of a run, such as run['accelerations_fiducial'], not a {type(table).__name__}")


def _residual(ax, x, found, errors, exact):
    """|found|/|exact| - 1 [%], in a range that its wild values, where the exact one is near zero, do not decide."""
    # In the plane az passes through zero, where a ratio says nothing.
    size = exact.abs().where(exact.abs() > 1e-9).to_numpy()
    residual = 100 * (found.abs().to_numpy() / size - 1)
    bars = None if errors is None else 100 * np.asarray(errors) / size
    if bars is not None and bars.ndim == 2:
        # Below and above are those of the size, not of a negative component.
        bars = np.where(found.to_numpy() < 0, bars[::-1], bars)
    ax.axhline(0, color="black", lw=1)
    ax.errorbar(x, residual, yerr=bars, fmt="o", ms=3, lw=1)
    # With most of the bars whole.
    room = 0.5 * np.abs(residual) if bars is None else np.nan_to_num(bars if bars.ndim == 1 else bars.max(axis=0), posinf=0)
    known = (np.abs(residual) + room)[np.isfinite(residual)]
    most = max(0.1, 1.05 * np.percentile(known, 80)) if len(known) else 1
    ax.set(ylabel="residual [%]", ylim=(-most, most))
    # What lies beyond is marked at the edge.
    for beyond, marker, edge in ((residual > most, "^", 0.93 * most), (residual < -most, "v", -0.93 * most)):
        ax.plot(np.asarray(x)[beyond], np.full(beyond.sum(), edge), marker, ms=5, color="C0")


def _name(table):
    """``combined fiducial``; of the flows' accelerations, whose tables have no method's name, that of the star set alone."""
    name = table.name.removesuffix("-profiles")
    return name if table.kind == "accelerations" else f"{table.kind} {name}"


def _errors(rows, quantity):
    below, above = f"{quantity}_low", f"{quantity}_high"
    if below in rows and above in rows:
        return np.abs(np.stack([rows[quantity] - rows[below], rows[above] - rows[quantity]]))
    error = f"{quantity}_err"
    return rows[error] if error in rows else None


def _range(values):
    low, high = np.nanpercentile(values.to_numpy(), [1, 99])
    return low, high


def _beyond(values, low, high):
    """At which ends of the colours there are values beyond, as matplotlib's ``extend`` has it."""
    below = bool(np.any(values < low))
    above = bool(np.any(values > high))
    return {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}[below, above]


def _pyplot():
    needed("matplotlib", "plots")
    import matplotlib.pyplot

    return matplotlib.pyplot
