"""Runs what the documents show: every command, query and block of Python in README.md, docs and the package's page.

A command that cannot be run here stands in ELSEWHERE with the reason; a new one in a document must be run or be given a reason.
"""

import importlib.util
import re
import shlex
import subprocess

import pytest

from localflows import open_run, spark_session

# The small run's flows are small, and few stars are enough to see that a command is right.
SMALLER = {
    "submit/localflows pipeline --config mine.conf": "train.epochs=1 train.layers=2 train.hidden=8 accelerations.grid.R=9 accelerations.grid.z=17",
}

ELSEWHERE = {
    "submit/localflows pipeline": "the quickstart takes minutes; the small run takes the same way",
    "submit/localflows pipeline --config conf/experiments.conf": "an hour; the small run has the same experiments",
    "submit/localflows pipeline --config conf/laptop.conf": "40 minutes",
    "submit/localflows pipeline --run runs/heavier --set potential.v0=230 --set sample.seeds=200 --set train.epochs=38": "minutes; notebook 3 changes the potential",
    "submit/localflows pipeline --config conf/quickstart.conf --run runs/larger --set sample.seeds=2000 --set train.members=8": "many minutes",
    'submit/localflows weak-form --set "weakForm.datasets=[fiducial, perturbed-200myr]"': "the small run has a weak form",
    "submit/localflows test-potential --stars fiducial --set potential.v0=225": "WeakFormPipelineTest tests potentials",
    "submit/localflows ingest --config gaia.conf": "CataloguePipelineTest has such a catalogue",
    "submit/localflows weak-form --config gaia.conf": "CataloguePipelineTest has such a catalogue",
    "submit/localflows --master spark://head:7077 pipeline --run hdfs:///user/me/runs/first": "the tests of submit have clusters",
    "submit/localflows [spark-submit options] COMMAND [--run DIR] [--config FILE] [--set key=value]...": "a pattern",
}

DOCUMENTS = ("README.md", "docs/*.md", "spark-jobs/src/main/python/README.md")
PACKAGES = ("agama", "gala", "galpy")


def documents(top):
    return [path for pattern in DOCUMENTS for path in sorted(top.glob(pattern))]


def fenced(text, language):
    """The blocks between fences with a language; they open and close in turn."""
    return [block for found, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.M | re.S) if found == language]


def commands(text):
    """The commands of the blocks that are indented by four spaces, without continuation lines."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    lines = re.sub(r" \\\n +", " ", text).splitlines()
    return [line.strip() for line in lines if re.match(r" {4}submit/localflows", line)]


@pytest.fixture(scope="module")
def sandbox(top, small_run, tmp_path_factory):
    """A directory in which the documents' paths are there: the launcher, configurations, a run, and tables of stars."""
    place = tmp_path_factory.mktemp("documents")
    for name in ("submit", "conf", "notebooks", "spark-jobs"):
        (place / name).symlink_to(top / name)
    (place / "runs").mkdir()
    # A copy, for commands add to it.
    subprocess.run(["cp", "-r", str(small_run), str(place / "runs/quickstart")], check=True)
    stars = open_run(small_run)["fiducial"].pandas(["R", "z", "vR", "vphi", "vz"], [("R", ">", 7.1), ("R", "<", 8.9)])
    stars.to_csv(place / "stars.csv", index=False)
    stars.head(20)[["R", "z"]].to_csv(place / "places.csv", index=False)
    mine = next(b for b in fenced((top / "README.md").read_text(), "") if "table = " in b)
    (place / "mine.conf").write_text(mine)
    return place


def every_command():
    from conftest import TOP

    return sorted({c for path in documents(TOP) for c in commands(path.read_text())})


@pytest.mark.parametrize("command", [c for c in every_command() if c not in ELSEWHERE])
def test_a_command_of_the_documents_works(command, sandbox):
    words = shlex.split(command)
    for setting in SMALLER.get(command, "").split():
        words += ["--set", setting]
    ended = subprocess.run(words, cwd=sandbox, capture_output=True, text=True, timeout=500)
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_no_command_is_excused_that_no_document_has():
    assert set(ELSEWHERE) | set(SMALLER) <= set(every_command())


def test_python_of_the_documents_works(top, sandbox, monkeypatch):
    pytest.importorskip("pyspark")
    import matplotlib

    matplotlib.use("agg")
    monkeypatch.chdir(sandbox)
    ran = 0
    for path in documents(top):
        names = {}
        for block in fenced(path.read_text(), "python"):
            taken = [package for package in PACKAGES if re.search(rf"^(import|from) {package}\b", block, flags=re.M)]
            if all(importlib.util.find_spec(package) for package in taken):
                # A moment's training is enough to see that a block works.
                exec(compile(block.replace("epochs=60", "epochs=2"), str(path), "exec"), names)
                ran += 1
    assert ran >= 3


def test_sql_of_the_documents_works(top, sandbox, monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.chdir(sandbox)
    spark = spark_session()
    queries = [q for path in documents(top) for block in fenced(path.read_text(), "sql") for q in block.split(";")]
    queries = [re.sub(r"^--.*\n", "", q.strip(), flags=re.M) for q in queries if q.strip()]
    assert queries
    for query in queries:
        # Spark's own directory is where the session began.
        assert spark.sql(query.replace("parquet.`", f"parquet.`{sandbox}/")).count() > 0, query


def test_a_view_that_is_not_there_is_told_with_those_that_are(small_run):
    pytest.importorskip("pyspark")
    with pytest.raises(ValueError, match="weak_form_fiducial"):
        open_run(small_run).sql("SELECT * FROM weakform_fiducial")
