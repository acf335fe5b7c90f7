"""Runs that these tests write themselves, in the layout that the program leaves."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from localflows import open_run, plots
from localflows.files import Directory
from localflows.whole import WholeFrame

COLUMNS = {"R": "kpc", "z": "kpc", "az": "pc/Myr^2", "az_err": "pc/Myr^2", "az_exact": "pc/Myr^2", "reason": "1"}


def write(directory, columns, rows=1):
    """A table with the units that Spark leaves in Parquet, and a manifest."""
    directory.mkdir(parents=True)
    fields = [{"name": n, "type": "double", "nullable": True, "metadata": {"unit": COLUMNS[n], "comment": f"what {n} is"}} for n in columns]
    schema = json.dumps({"type": "struct", "fields": fields})
    table = pa.table(columns).replace_schema_metadata({"org.apache.spark.sql.parquet.row.metadata": schema})
    pa.parquet.write_table(table, directory / "part-00000.parquet")
    (directory / "_manifest.json").write_text(json.dumps({"rows": rows, "stage": "accelerations"}))


@pytest.fixture
def run(tmp_path):
    nan = None
    columns = {"R": [8.0, 8.0, 8.0], "z": [0.1, 0.2, 2.5], "az": [-1.0, -2.0, nan], "reason": [None, None, "edge"]}
    write(tmp_path / "accelerations" / "my-stars", columns, 3)
    write(tmp_path / "stars" / "my-stars", {"R": [8.0], "z": [0.1]})
    (tmp_path / "stars" / "unfinished").mkdir()
    (tmp_path / "config.conf").write_text("seed = 0\n")
    return open_run(tmp_path)


def test_tables_have_the_names_that_sql_has(run):
    assert list(run) == ["my_stars", "accelerations_my_stars"]
    assert run.star_sets == ["my_stars"]
    assert run.fields == ["accelerations_my_stars"]
    assert run["my-stars"] is run["my_stars"] and "my-stars" in run
    assert "accelerations_my_stars" in repr(run)


def test_a_table_has_units_rows_and_what_is_missing(run):
    field = run["accelerations_my_stars"]
    assert field.units == {"R": "kpc", "z": "kpc", "az": "pc/Myr^2", "reason": "1"}
    assert field.rows == 3
    assert field.describe().loc["az", "meaning"] == "what az is"
    assert type(field.describe().head(1)) is pd.DataFrame
    frame = field.pandas(["z", "az"], [("z", "<", 1)])
    assert list(frame["az"]) == [-1, -2]
    assert frame.attrs["units"] == {"z": "kpc", "az": "pc/Myr^2"}
    assert np.isnan(field.pandas()["az"].iloc[2])


def test_meanings_are_shown_to_their_end():
    text = "a long meaning of a column " * 20
    frame = WholeFrame({"unit": ["1"] * 100, "meaning": [text] * 100})
    for shown in (repr(frame), frame._repr_html_()):
        assert shown.count(text.strip()) == 100


def test_astropy_has_quantities(run):
    units = pytest.importorskip("astropy.units")
    table = run["accelerations_my_stars"].astropy()
    assert table["az"].unit == units.pc / units.Myr**2
    assert table["az"][1] == -2 * units.pc / units.Myr**2
    assert np.isnan(table["az"][2])
    assert table["z"].info.description == "what z is"


def test_mistakes_are_told_with_what_there_is(run, tmp_path):
    with pytest.raises(KeyError, match="accelerations_my_stars"):
        run["fiducial"]
    with pytest.raises(KeyError, match="az"):
        run["accelerations_my_stars"].pandas(["vphi"])
    with pytest.raises(KeyError, match="the columns of"):
        run["accelerations_my_stars"].pandas(filters=[("vphi", ">", 0)])
    with pytest.raises(TypeError, match="list"):
        run["accelerations_my_stars"].pandas("az")
    with pytest.raises(TypeError, match="a list of"):
        run["accelerations_my_stars"].pandas(filters=("z", ">", 0))
    with pytest.raises(KeyError, match="did you mean 'accelerations_my_stars'"):
        run["acceleration_my_stars"]
    with pytest.raises(KeyError, match="no finished flows"):
        run.learned("my-stars")
    with pytest.raises(TypeError, match="not a str"):
        plots.profile("accelerations_my_stars")
    with pytest.raises(FileNotFoundError, match="runs/quickstart"):
        open_run(tmp_path / "nothing")
    (tmp_path / "stars" / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no config.conf"):
        open_run(tmp_path / "stars" / "empty")


def test_flows_of_pairs_have_the_name_of_their_stars(run, tmp_path):
    for name in ("fiducial", "half-positions", "half-velocities"):
        (tmp_path / "flows" / name).mkdir(parents=True)
        (tmp_path / "flows" / name / "_manifest.json").write_text("{}")
    (tmp_path / "flows" / "unfinished").mkdir()
    assert run.flow_sets == ["fiducial", "half"]


def test_a_query_of_a_uri_stays_at_its_end():
    directory = Directory("s3a://bucket/runs/first?region=eu-west-1")
    child = directory.child("flows", "fiducial").beside("-positions")
    assert str(child) == "s3a://bucket/runs/first/flows/fiducial-positions?region=eu-west-1"
    assert child.path == "bucket/runs/first/flows/fiducial-positions"
    assert child.for_spark() == "s3a://bucket/runs/first/flows/fiducial-positions"
