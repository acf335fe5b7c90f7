"""The package beside the program: what Java has learned and written is what Python reads, and commands are run."""

import re

import numpy as np
import pandas as pd
import pytest

import localflows as lf


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


@pytest.mark.parametrize("star_set", ["fiducial", "half"])
def test_ln_f_and_its_gradient_are_those_of_evaluate(run, star_set, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    table = stars()
    table.to_csv(points, index=False)
    flows = f"{run.path}/flows/{star_set}"
    if star_set in run.flow_sets and not run.directory.child("flows", star_set).exists():
        pytest.skip("evaluate takes no pairs")
    lf.run(["evaluate", "--points", points, "--quantities", "df", "--flow", flows, "--out", out], quiet=True)
    found, f = pd.read_csv(out), run.learned(star_set)
    coordinates = [table[name] for name in lf.flow.COORDINATES]
    assert np.abs(f.lnf(*coordinates) - found.lnf_flow).max() < 1e-4
    gradient = f.gradient(*coordinates)
    for k, name in enumerate(lf.flow.COORDINATES):
        assert np.abs(gradient[:, k] - found[f"dlnf_d{name}"]).max() < 1e-4 * np.abs(gradient[:, k]).max()


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


@pytest.mark.parametrize("plot", ["map", "profile", "method", "spiral", "stars"])
def test_plots_are_drawn(run, plot, tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    figure = {
        "map": lambda: lf.plots.acceleration_map(run["accelerations_fiducial"], "aR"),
        "profile": lambda: lf.plots.profile(run["accelerations_fiducial_profiles"], along="R"),
        "method": lambda: lf.plots.profile(run["jeans_fiducial"]),
        "spiral": lambda: lf.plots.spiral(run["spiral_fiducial"]),
        "stars": lambda: lf.plots.stars(run["fiducial"], "R", "vphi"),
    }[plot]()
    figure.savefig(tmp_path / "plot.png")
    axes = figure.axes[0]
    assert axes.get_xlabel() and axes.get_ylabel()
    assert axes.has_data()


def test_a_mistake_in_a_command_is_the_programs_own_line(run):
    with pytest.raises(lf.LocalFlowsError, match="did you mean") as raised:
        lf.run(["describe", "--run", run.path, "--set", "sample.sedes=1"], quiet=True)
    assert raised.value.exit_code == 2
    with pytest.raises(TypeError, match="list"):
        lf.run("describe")


def test_the_version_is_that_of_the_job_jar(top):
    version = re.search(r"<artifactId>localflows</artifactId>\s*<version>([^<]+)</version>", (top / "pom.xml").read_text())[1]
    assert lf.__version__ == version.replace("-SNAPSHOT", ".dev0")
