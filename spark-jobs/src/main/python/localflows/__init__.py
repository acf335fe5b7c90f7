"""LocalFlows for Spark, from Python: open what a run has left, plot it, and run commands.

    import localflows as lf

    run = lf.open_run("runs/quickstart")
    run["accelerations_fiducial_profiles"].pandas()
    lf.plots.profile(run["accelerations_fiducial_profiles"])

A run is read with NumPy, pandas and PyArrow alone. ``Table.spark`` and ``localflows.ml`` need pyspark, ``Table.astropy`` needs
astropy, ``localflows.plots`` matplotlib: from a checkout ``pip install './spark-jobs/src/main/python[spark,astropy,plots]'``.
"""

from . import plots
from .checkout import LocalFlowsError, run
from .flow import Flow, LearnedDF
from .runs import Run, Table, open_run
from .session import spark_session
from .version import __version__

__all__ = ["Flow", "LearnedDF", "LocalFlowsError", "Run", "Table", "__version__", "open_run", "plots", "run", "spark_session"]
