"""``NormalizingFlow`` for ``pyspark.ml``: learns the density of a column of vectors; its model adds ln p and the gradient.

    import localflows as lf
    from localflows import ml

    spark = lf.spark_session()
    stars = lf.open_run("runs/quickstart")["fiducial"].spark()
    ...
    model = ml.NormalizingFlow(featuresCol="scaled", epochs=60, schedule="cosine", gradientCol="gradient").fit(stars)
    model.transform(stars).select("logDensity", "gradient")

The work is done by the classes of the same names in the job jar, ``io.github.localflows.ml``. Pipelines that hold them are saved and
loaded from Python and from Java alike; import this module before ``PipelineModel.load``.
"""

from __future__ import annotations

import sys

from .extras import needed

needed("pyspark", "spark")

from py4j.java_gateway import JavaClass
from pyspark import SparkContext, keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasFeaturesCol, HasValidationIndicatorCol, HasWeightCol
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel

_JAVA = "io.github.localflows.ml"


def _require_job_jar():
    context = SparkContext._active_spark_context
    if context is None:
        raise RuntimeError("there is no Spark session: start one with localflows.spark_session()")
    if not isinstance(context._jvm.io.github.localflows.ml.NormalizingFlow, JavaClass):
        raise RuntimeError(
            "this Spark session has no job jar: give it spark.jars = spark-jobs/target/localflows.jar, or use localflows.spark_session()"
        )


class _Columns(HasFeaturesCol):
    logDensityCol = Param(Params._dummy(), "logDensityCol", "column to add: ln p of the vector", TypeConverters.toString)
    gradientCol = Param(
        Params._dummy(), "gradientCol", "column to add: the vector of derivatives of ln p; none when not set", TypeConverters.toString
    )

    def __init__(self, *args):
        super().__init__(*args)
        self._setDefault(featuresCol="features", logDensityCol="logDensity")


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz):
        return f"{_JAVA}.{clazz.__name__}"


class _Readable(JavaMLReadable):
    @classmethod
    def read(cls):
        """A reader of what ``save`` has written, here or in Java."""
        _require_job_jar()
        return _Reader(cls)


class NormalizingFlow(JavaEstimator, _Columns, HasValidationIndicatorCol, HasWeightCol, _Readable, JavaMLWritable):
    """Learns the density p(x) of a column of vectors x with a masked autoregressive flow, by maximum likelihood.

    The density is that of the vectors as they are: put a ``StandardScaler`` with ``withMean`` before it. What is learned depends on the
    parameters and the rows alone, to the bit, not on their order or partitions.

    Defaults are those of Naik et al. (2022): 8 layers, 64 hidden units, 2 blocks, 500 epochs, batches of 10,000.
    """

    layers = Param(Params._dummy(), "layers", "autoregressive layers", TypeConverters.toInt)
    hidden = Param(Params._dummy(), "hidden", "hidden units of each layer's network", TypeConverters.toInt)
    blocks = Param(Params._dummy(), "blocks", "residual blocks of each layer's network", TypeConverters.toInt)
    activation = Param(Params._dummy(), "activation", "relu, or silu, with which ln p is smooth", TypeConverters.toString)
    epochs = Param(Params._dummy(), "epochs", "most passes over the training rows", TypeConverters.toInt)
    batchSize = Param(Params._dummy(), "batchSize", "rows of one step", TypeConverters.toInt)
    learningRate = Param(Params._dummy(), "learningRate", "first (plateau) or highest (cosine) rate of Adam", TypeConverters.toFloat)
    schedule = Param(Params._dummy(), "schedule", "plateau or cosine: how the rate changes", TypeConverters.toString)
    heldOut = Param(
        Params._dummy(), "heldOut", "fraction of the rows whose loss chooses the best epoch, not trained on", TypeConverters.toFloat
    )
    seed = Param(
        Params._dummy(), "seed", "of the initial weights, the batches and the choice of held-out rows", TypeConverters.toInt
    )
    threads = Param(
        Params._dummy(), "threads", "threads of the driver to train with; all when not set. No result depends on it", TypeConverters.toInt
    )

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol="features",
        logDensityCol="logDensity",
        gradientCol=None,
        layers=None,
        hidden=None,
        blocks=None,
        activation=None,
        epochs=None,
        batchSize=None,
        learningRate=None,
        schedule=None,
        heldOut=None,
        validationIndicatorCol=None,
        weightCol=None,
        seed=None,
        threads=None,
    ):
        super().__init__()
        _require_job_jar()
        self._java_obj = self._new_java_obj(f"{_JAVA}.NormalizingFlow", self.uid)
        # Defaults are the Java class's.
        self._transfer_params_from_java()
        self.setParams(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        featuresCol=None,
        logDensityCol=None,
        gradientCol=None,
        layers=None,
        hidden=None,
        blocks=None,
        activation=None,
        epochs=None,
        batchSize=None,
        learningRate=None,
        schedule=None,
        heldOut=None,
        validationIndicatorCol=None,
        weightCol=None,
        seed=None,
        threads=None,
    ):
        """Sets the parameters that are given."""
        return self._set(**{name: value for name, value in self._input_kwargs.items() if value is not None})

    def _create_model(self, java_model):
        return NormalizingFlowModel(java_model)


class NormalizingFlowModel(JavaModel, _Columns, _Readable, JavaMLWritable):
    """A learned density: adds ``logDensityCol`` with ln p of each row's vector and, where ``gradientCol`` is set, its gradient.

    In the directory of a saved model ``Flow.load`` finds the flow itself, for NumPy alone.
    """

    @property
    def isGaussian(self) -> bool:
        """Whether the density is a Gaussian whatever it was trained on, as it is for vectors of one component."""
        return self._call_java("isGaussian")

    @property
    def history(self):
        """Of each epoch (epoch, training loss, held-out loss) [nats]; empty for a model that was loaded."""
        records = self._java_obj.history()
        return [(r.epoch(), r.trainLoss(), r.heldOutLoss()) for r in records]


def _setters(cls, names):
    """Spark's way to read and set parameters, for those of a class: getEpochs, setEpochs."""
    for name in names:
        capital = name[0].upper() + name[1:]

        def getter(self, name=name):
            return self.getOrDefault(getattr(self, name))

        def setter(self, value, name=name):
            return self._set(**{name: value})

        doc = getattr(cls, name).doc
        getter.__name__, getter.__doc__ = f"get{capital}", f"{doc}."
        setter.__name__, setter.__doc__ = f"set{capital}", f"{doc}."
        setattr(cls, getter.__name__, getter)
        setattr(cls, setter.__name__, setter)


_setters(_Columns, ["featuresCol", "logDensityCol", "gradientCol"])
_setters(
    NormalizingFlow,
    [
        *("layers", "hidden", "blocks", "activation", "epochs", "batchSize", "learningRate", "schedule", "heldOut"),
        *("validationIndicatorCol", "weightCol", "seed", "threads"),
    ],
)

# When Spark loads a pipeline it looks for a stage of Java by that class's name, as a module of Python.
sys.modules.setdefault(_JAVA, sys.modules[__name__])
