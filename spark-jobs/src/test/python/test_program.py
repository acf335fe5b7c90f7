"""The package beside the program: what Java has learned and written is what Python reads, and commands are run."""

import re

import numpy as np
import pandas as pd
import pytest

import localflows as lf
from localflows import checkout


@pytest.fixture(scope="module")
def run(small_run):
    return lf.open_run(small_run)


def stars(n=200):
    random = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "R": random.uniform(7.2, 8.8, n),
            "z": random.normal(0, 0.5, n),
            "vR": random.normal(0, 30, n),
            "vphi": random.normal(215, 25, n),
            "vz": random.normal(0, 20, n),
        }
    )


def test_ln_f_and_its_gradient_are_those_of_evaluate(run, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    table = stars()
    table.to_csv(points, index=False)
    lf.run(["evaluate", "--points", points, "--quantities", "df", "--flow", f"{run.path}/flows/fiducial", "--out", out], quiet=True)
    found, f = pd.read_csv(out), run.learned("fiducial")
    coordinates = [table[name] for name in lf.flow.COORDINATES]
    assert np.abs(f.lnf(*coordinates) - found.lnf_flow).max() < 1e-5
    gradient = f.gradient(*coordinates)
    for k, name in enumerate(lf.flow.COORDINATES):
        assert np.abs(gradient[:, k] - found[f"dlnf_d{name}"]).max() < 1e-5 * np.abs(gradient[:, k]).max()


@pytest.mark.parametrize("star_set", ["fiducial", "half"])
def test_accelerations_from_the_gradients_are_those_of_the_run(run, star_set):
    """Of one flow and of a pair: the moments of the Boltzmann equation over the run's velocities."""
    qmc = pytest.importorskip("scipy.stats").qmc
    f, field = run.learned(star_set), run[f"accelerations_{star_set}_profiles"]
    settings = field.manifest["configuration"]
    count, least, most = (float(settings[f"accelerations.velocities.{key}"]) for key in ("count", "dvMin", "dvMax"))
    u = qmc.Sobol(d=3, scramble=False).random(256)[2 : int(count) + 2]
    dv, cosine, angle = least + (most - least) * u[:, 0], 2 * u[:, 1] - 1, 2 * np.pi * u[:, 2]
    across = dv * np.sqrt(1 - cosine**2)
    v = np.stack([across * np.cos(angle), across * np.sin(angle), dv * cosine], axis=1)
    vR, vphi, vz = v[:, 0], 220 + v[:, 1], v[:, 2]
    for row in field.pandas(filters=[("profile", "==", "R")]).dropna(subset="aR").iloc[::5].itertuples():
        gR, gz, *g = f.gradient(row.R, row.z, vR, vphi, vz).T
        s = vR * gR + vz * gz + vphi**2 / row.R * g[0] - vR * vphi / row.R * g[1]
        weight = np.sqrt(np.exp(f.lnf(row.R, row.z, vR, vphi, vz)))[:, None]
        found = -np.linalg.solve((v * weight).T @ np.stack(g, axis=1), (v * weight).T @ s) * 1.022712165045695**2 * 1e-3
        assert found[0] == pytest.approx(row.aR, rel=1e-4)
        assert found[2] == pytest.approx(row.az, rel=1e-3, abs=1e-4 * abs(row.aR))


def test_a_run_is_opened_with_all_that_it_holds(run):
    assert {"fiducial", "accelerations_fiducial", "weak_form_fiducial", "spiral_fiducial", "jeans_fiducial"} <= set(run)
    assert {"fiducial", "half"} <= set(run.flow_sets)
    assert run["fiducial"].units["vphi"] == "km/s"
    assert run["fiducial"].rows == len(run["fiducial"].pandas(["seed"]))
    assert "fiducial" in run.config and run.report and run.report_text.startswith("#")
    assert "accelerations-fiducial" in run.figures


def test_views_have_the_names_of_sql(run):
    listed = lf.run(["sql", "--run", run.path, "--format", "csv", "SHOW VIEWS"], quiet=True)
    names = {cell for line in listed.splitlines()[1:] for cell in line.split(",")}
    assert set(run) <= names


@pytest.mark.parametrize("plot", ["map", "profile", "method", "grid", "spiral", "stars"])
def test_plots_are_drawn(run, plot, tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    figure = {
        "map": lambda: lf.plots.acceleration_map(run["accelerations_fiducial"], "aR"),
        "profile": lambda: lf.plots.profile(run["accelerations_fiducial_profiles"], along="R"),
        "method": lambda: lf.plots.profile(run["jeans_fiducial"]),
        "grid": lambda: lf.plots.profile(run["weak_form_fiducial"]),
        "spiral": lambda: lf.plots.spiral(run["spiral_fiducial"]),
        "stars": lambda: lf.plots.stars(run["fiducial"], "R", "vphi"),
    }[plot]()
    figure.savefig(tmp_path / "plot.png")
    assert figure.axes[0].has_data() and figure.axes[0].get_ylabel()
    # A profile beside the exact one has the residual below it.
    below = figure.axes[1] if plot in ("profile", "method", "grid") else figure.axes[0]
    assert below.get_xlabel() and below.get_ylabel()
    assert ("residual" in below.get_ylabel()) == (below is not figure.axes[0])
    if plot == "grid":
        assert "weak-form fiducial" in [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    if plot == "map":
        assert [axes.get_ylabel() for axes in figure.axes].count("|found|/|exact| − 1 [%]") == 1


def test_a_residual_is_of_sizes_and_its_bars_too():
    figure = pytest.importorskip("matplotlib.figure")
    import pandas as pd

    axes = figure.Figure().subplots()
    # From -2.1 to -1.6 about -2, and from 1.6 to 2.1 about 2; in the plane there is no ratio.
    found, exact = pd.Series([-2.0, 2.0, 0.1]), pd.Series([-2.0, 1.0, 0.0])
    lf.plots._residual(axes, pd.Series([-1, 1, 0]), found, np.array([[0.1, 0.4, 0.1], [0.4, 0.1, 0.1]]), exact)
    (_, bars) = axes.containers[0].lines[1:]
    low, high = np.array([segment[:, 1] for segment in bars[0].get_segments() if len(segment) == 2 and np.isfinite(segment).all()]).T
    np.testing.assert_allclose(low, [-20, 60])
    np.testing.assert_allclose(high, [5, 110])


def test_residuals_beyond_the_panel_are_marked_at_its_edge():
    axes = pytest.importorskip("matplotlib.figure").Figure().subplots()
    z = pd.Series(np.linspace(0.1, 1, 10))
    exact = pd.Series(np.full(10, -2.0))
    found = exact * pd.Series([0.5, 2.0] + [1.01] * 8)
    lf.plots._residual(axes, z, found, None, exact)
    up, down = ([line for line in axes.lines if line.get_marker() == marker][0] for marker in "^v")
    most = axes.get_ylim()[1]
    assert list(up.get_xdata()) == [0.2] and 0 < up.get_ydata()[0] < most
    assert list(down.get_xdata()) == [0.1] and -most < down.get_ydata()[0] < 0


def test_most_error_bars_of_residuals_are_whole():
    axes = pytest.importorskip("matplotlib.figure").Figure().subplots()
    exact = pd.Series(np.full(10, -2.0))
    errors = np.array([np.inf] + [0.2] * 9)  # 10%
    lf.plots._residual(axes, pd.Series(np.linspace(0.1, 1, 10)), 1.01 * exact, errors, exact)
    assert 11 < axes.get_ylim()[1] < 13


def test_colour_bars_have_an_arrow_where_values_lie_beyond_them():
    nan = np.nan
    for values, ends in [([0, 1, nan], "neither"), ([-0.1, 1], "min"), ([0, 1.1], "max"), ([-0.1, 1.1], "both"), ([nan], "neither")]:
        assert lf.plots._beyond(np.array(values), 0, 1) == ends


def test_a_mistake_in_a_command_is_the_programs_own_line(run, capfd):
    with pytest.raises(lf.LocalFlowsError, match="did you mean") as raised:
        lf.run(["describe", "--run", run.path, "--set", "sample.sedes=1"])
    assert raised.value.exit_code == 2
    assert "did you mean" not in capfd.readouterr().err, "it is told once"
    with pytest.raises(TypeError, match="list"):
        lf.run("describe")


def launcher(home, text):
    """A checkout whose program does this."""
    program = home / "submit" / "localflows"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n" + text)
    program.chmod(0o755)


def test_what_a_command_says_is_shown_as_it_comes(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("LOCALFLOWS_HOME", str(tmp_path))
    launcher(
        tmp_path,
        "echo 'localflows: first' >&2; echo progress >&2; echo answer; echo 'localflows: second' >&2; [ \"$1\" = good ] || exit 2",
    )
    assert lf.run(["good"]) == "answer\n"
    assert capsys.readouterr() == ("answer\n", "localflows: first\nprogress\nlocalflows: second\n")
    with pytest.raises(lf.LocalFlowsError, match="^localflows: second$"):
        lf.run(["bad"])
    assert capsys.readouterr().err == "localflows: first\nprogress\n", "the last line is raised"


@pytest.mark.parametrize("quiet", [False, True])
def test_what_follows_the_last_line_is_raised_with_it(monkeypatch, tmp_path, capsys, quiet):
    monkeypatch.setenv("LOCALFLOWS_HOME", str(tmp_path))
    launcher(tmp_path, "echo progress >&2; echo 'localflows: mistake' >&2; echo 'Java talks' >&2; exit 2")
    with pytest.raises(lf.LocalFlowsError, match="^localflows: mistake\nJava talks$"):
        lf.run([], quiet=quiet)
    assert capsys.readouterr().err == ("" if quiet else "progress\n")


def test_a_line_of_a_command_that_goes_on_is_shown_soon(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("LOCALFLOWS_HOME", str(tmp_path))
    monkeypatch.setattr(checkout, "_PATIENCE", 0.05)
    launcher(tmp_path, "echo 'localflows: building' >&2; sleep 2; echo 'localflows: mistake' >&2; exit 2")
    with pytest.raises(lf.LocalFlowsError, match="mistake"):
        lf.run([])
    assert capsys.readouterr().err == "localflows: building\n"


@pytest.mark.parametrize("quiet", [False, True])
def test_what_a_command_said_long_before_it_was_killed_is_shown_and_raised_in_short(monkeypatch, tmp_path, capsys, quiet):
    monkeypatch.setenv("LOCALFLOWS_HOME", str(tmp_path))
    launcher(tmp_path, "echo 'localflows: built' >&2; for i in $(seq 30); do echo \"epoch $i\" >&2; done; exit 137")
    with pytest.raises(lf.LocalFlowsError, match=r"^localflows: built\n\.\.\.\nepoch 30$"):
        lf.run([], quiet=quiet)
    assert capsys.readouterr().err.count("epoch") == (0 if quiet else 30)


@pytest.mark.parametrize("quiet", [False, True])
def test_the_mistake_of_a_command_that_is_slow_to_end_is_raised(monkeypatch, tmp_path, capsys, quiet):
    monkeypatch.setenv("LOCALFLOWS_HOME", str(tmp_path))
    monkeypatch.setattr(checkout, "_PATIENCE", 0.05)
    launcher(tmp_path, "echo 'localflows: mistake' >&2; sleep 2; echo 'Java talks' >&2; exit 2")
    with pytest.raises(lf.LocalFlowsError, match="^localflows: mistake\nJava talks$"):
        lf.run([], quiet=quiet)
    assert capsys.readouterr().err == ("" if quiet else "localflows: mistake\nJava talks\n")


def test_the_version_is_that_of_the_job_jar(top):
    version = re.search(r"<revision>([^<]+)</revision>", (top / "pom.xml").read_text())[1]
    assert lf.__version__ == version.replace("-SNAPSHOT", ".dev0")
