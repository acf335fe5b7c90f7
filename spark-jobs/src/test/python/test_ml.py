"""NormalizingFlow in pyspark.ml, on the job jar: parameters, pipelines, cross-validation, and saving both ways with Java."""

import numpy as np
import pytest

from localflows import Flow, spark_session
from localflows.checkout import job_jar

pytest.importorskip("pyspark")
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import Evaluator
from pyspark.ml.feature import StandardScaler, VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder

from localflows import ml

SMALL = dict(layers=2, hidden=8, blocks=1, epochs=3, batchSize=200, learningRate=5e-3, seed=3, threads=1)


@pytest.fixture(scope="module")
def spark():
    try:
        job_jar()
    except FileNotFoundError as e:
        pytest.skip(str(e))
    session = spark_session("local[2]", "2g", spark_sql_shuffle_partitions=2)
    yield session
    session.stop()


@pytest.fixture(scope="module")
def stars(spark):
    random = np.random.default_rng(1)
    x = random.normal(8, 0.5, 2000)
    y = 0.3 * x + random.normal(0, 0.2, 2000)
    return spark.createDataFrame([(float(a), float(b)) for a, b in zip(x, y)], ["x", "y"])


def pipeline():
    flow = ml.NormalizingFlow(featuresCol="scaled", gradientCol="gradient", **SMALL)
    return Pipeline(
        stages=[
            VectorAssembler(inputCols=["x", "y"], outputCol="raw"),
            StandardScaler(withMean=True, inputCol="raw", outputCol="scaled"),
            flow,
        ]
    )


@pytest.fixture(scope="module")
def model(stars):
    return pipeline().fit(stars)


def ln_p(model, stars):
    return np.array([row.logDensity for row in model.transform(stars).select("logDensity").collect()])


def test_the_density_is_learned(model, stars):
    found = ln_p(model, stars)
    scaled = np.array([row.scaled.toArray() for row in model.transform(stars).select("scaled").collect()])
    covariance = np.cov(scaled.T)
    gaussian = -0.5 * np.einsum("ni,ij,nj->n", scaled, np.linalg.inv(covariance), scaled)
    gaussian -= 0.5 * np.log(np.linalg.det(2 * np.pi * covariance))
    # A moment's training finds most of what the best Gaussian has over a standard normal.
    standard = -0.5 * (scaled**2).sum(axis=1) - np.log(2 * np.pi)
    assert standard.mean() + 0.1 < found.mean() < gaussian.mean() + 0.05


def test_numpy_reads_the_saved_model(model, stars, tmp_path):
    model.stages[-1].save(str(tmp_path / "flow"))
    flow = Flow.load(tmp_path / "flow")
    rows = model.transform(stars).select("scaled", "logDensity", "gradient").collect()
    x = np.array([row.scaled.toArray() for row in rows])
    assert np.abs(flow.log_density(x) - [row.logDensity for row in rows]).max() < 1e-4
    assert np.abs(flow.gradient(x) - [row.gradient.toArray() for row in rows]).max() < 1e-3


def test_what_python_saves_java_loads_with_equal_ln_p(spark, model, stars, tmp_path):
    path = str(tmp_path / "pipeline")
    model.save(path)
    java = spark._jvm.org.apache.spark.ml.PipelineModel.load(path)
    assert java.stages()[2].getClass().getName() == "io.github.localflows.ml.NormalizingFlowModel"
    answered = java.transform(stars._jdf)
    from pyspark.sql import DataFrame

    loaded = [row.logDensity for row in DataFrame(answered, spark).select("logDensity").collect()]
    assert np.array_equal(loaded, ln_p(model, stars))


def test_what_java_saves_python_loads_with_equal_ln_p(spark, stars, tmp_path):
    estimator = pipeline()._to_java()
    fitted = estimator.fit(stars._jdf)
    fitted.write().save(str(tmp_path / "of-java"))
    loaded = PipelineModel.load(str(tmp_path / "of-java"))
    flow = loaded.stages[-1]
    assert isinstance(flow, ml.NormalizingFlowModel)
    assert flow.getGradientCol() == "gradient"
    from pyspark.sql import DataFrame

    expected = [row.logDensity for row in DataFrame(fitted.transform(stars._jdf), spark).select("logDensity").collect()]
    assert np.array_equal(ln_p(loaded, stars), expected)


def test_an_estimator_comes_back_with_its_parameters(tmp_path, stars):
    pipeline().save(str(tmp_path / "estimator"))
    flow = Pipeline.load(str(tmp_path / "estimator")).getStages()[-1]
    assert isinstance(flow, ml.NormalizingFlow)
    assert {name: flow.getOrDefault(name) for name in SMALL} == pytest.approx(SMALL)
    assert (flow.getFeaturesCol(), flow.getEpochs(), flow.getSchedule()) == ("scaled", 3, "plateau")
    alone = ml.NormalizingFlow(epochs=7)
    alone.save(str(tmp_path / "alone"))
    assert ml.NormalizingFlow.load(str(tmp_path / "alone")).getEpochs() == 7


def test_defaults_are_those_of_java(spark):
    flow, java = ml.NormalizingFlow(), spark._jvm.io.github.localflows.ml.NormalizingFlow()
    ours = {p.name for p in flow.params}
    assert ours == {p.name() for p in java.params()}
    for name in ours:
        if java.hasDefault(java.getParam(name)):
            assert flow.getOrDefault(name) == java.getOrDefault(java.getParam(name)), name


def test_cross_validation_chooses_among_flows(stars):
    class MeanLnP(Evaluator):
        def _evaluate(self, dataset):
            return dataset.selectExpr("avg(logDensity) AS mean").first()["mean"]

    assembled = VectorAssembler(inputCols=["x", "y"], outputCol="features").transform(stars.selectExpr("x - 8 AS x", "y - 2.4 AS y"))
    flow = ml.NormalizingFlow(**SMALL)
    grid = ParamGridBuilder().addGrid(flow.epochs, [1, 4]).build()
    best = CrossValidator(estimator=flow, estimatorParamMaps=grid, evaluator=MeanLnP(), numFolds=2, seed=1).fit(assembled)
    assert best.avgMetrics[1] > best.avgMetrics[0]
    assert isinstance(best.bestModel, ml.NormalizingFlowModel)


def test_rows_count_by_their_weight(stars):
    assembled = VectorAssembler(inputCols=["x", "y"], outputCol="features").transform(stars.selectExpr("x - 8 AS x", "y - 2.4 AS y"))
    left = assembled.selectExpr("*", "if(x < 0, 1.0, 0.0) AS w")
    loss = {
        column: -ml.NormalizingFlow(weightCol=column, **SMALL).fit(left).transform(left).where("x < 0").selectExpr("avg(logDensity)").first()[0]
        for column in ("w", None)
    }
    # Those that count nothing take no part of the density; of all, half lies there.
    assert loss["w"] < loss[None] - 0.2


def test_a_fitted_model_tells_its_training(model):
    flow = model.stages[-1]
    assert [epoch for epoch, *_ in flow.history] == [0, 1, 2]
    assert flow.history[-1][1] < flow.history[0][1]
    assert not flow.isGaussian


def test_mistakes_are_told(stars):
    with pytest.raises(Exception, match="there is no column 'features'"):
        ml.NormalizingFlow(**SMALL).fit(stars)
    with pytest.raises(Exception, match="schedule"):
        ml.NormalizingFlow(schedule="sine", **SMALL).fit(stars)
