"""Spark sessions for this package: quiet, and with the job jar where there is one."""

from __future__ import annotations

import contextlib
import os
import pathlib
import tempfile

from .checkout import job_jar
from .extras import needed


def spark_session(master: str = "local[*]", memory: str = "4g", **settings):
    """The active Spark session, or a new one on this machine, with the job jar where that is built.

    ``settings`` are Spark's, underscores for dots: ``spark_session(spark_sql_shuffle_partitions=8)``. What Spark logs goes to
    ``pyspark.log`` beside the program's own log, not to the terminal. A session of your own, or on a cluster, takes the jar by
    ``spark.jars``; only ``localflows.ml`` needs it.
    """
    needed("pyspark", "spark")
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None and not settings:
        return active
    # One thread of BLAS a task: Spark's tasks are the parallelism.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    builder = SparkSession.builder.appName("localflows").master(master).config("spark.driver.memory", memory)
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        # Nothing listens beyond this machine, and no address of it need resolve.
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    named = any(variable in os.environ for variable in ("LOCALFLOWS_JAR", "LOCALFLOWS_HOME"))
    with contextlib.nullcontext() if named else contextlib.suppress(FileNotFoundError):
        builder = builder.config("spark.jars", str(job_jar()))
    for key, value in settings.items():
        builder = builder.config(key.replace("_", "."), value)
    from pyspark.errors import PySparkRuntimeError

    with _java_says_to_a_file() as log:
        try:
            return builder.getOrCreate()
        except PySparkRuntimeError as e:
            raise RuntimeError(f"Spark did not start, and {log} has what Java said; it needs a JDK 17 or later: set JAVA_HOME to one") from e


@contextlib.contextmanager
def _java_says_to_a_file():
    """Lets a JVM that is started meanwhile have a file as its standard error; this process keeps its own."""
    state = pathlib.Path(os.environ.get("XDG_STATE_HOME") or pathlib.Path.home() / ".local/state") / "localflows"
    try:
        state.mkdir(parents=True, exist_ok=True)
        log = open(state / "pyspark.log", "ab")
    except OSError:
        log = tempfile.NamedTemporaryFile(prefix="localflows-", suffix=".log", delete=False)
    with log:
        own = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            yield log.name
        finally:
            os.dup2(own, 2)
            os.close(own)
