"""Flows in NumPy against values that nflows on PyTorch has computed (core/src/test/resources/reference/README.md)."""

import json
import pathlib

import numpy as np
import pytest

from localflows import Flow, LearnedDF

RESOURCES = pathlib.Path(__file__).parents[4] / "core/src/test/resources"

# Stored values of maf-* are in single precision, of weights before the first step; those of silu-* in double.
CASES = {
    "maf-5d-2layers-h16": (5, 0, 2, "relu", 2e-5, 2e-4),
    "maf-5d-8layers-h64": (5, 0, 8, "relu", 2e-5, 2e-4),
    "maf-2d-8layers-h64": (2, 0, 8, "relu", 2e-5, 2e-4),
    "maf-3d-given-2d-8layers-h64": (3, 2, 8, "relu", 2e-5, 2e-4),
    "silu-5d-2layers-h16": (5, 0, 2, "silu", 1e-6, 1e-6),
    "silu-3d-given-2d-2layers-h12": (3, 2, 2, "silu", 1e-6, 1e-6),
}


def reference(name):
    features, context, layers, activation, *_ = CASES[name]
    values = dict(np.load(RESOURCES / "reference" / f"{name}.npz"))
    weights = {k.removeprefix("state/"): v.astype(float) for k, v in values.items() if k.startswith("state/")}
    if name.startswith("maf"):
        start = np.load(RESOURCES / "flow" / f"start-{name}.npz")
        weights |= {k.removeprefix("state/"): start[k].astype(float) for k in start.files}
    shape = dict(features=features, context=context, layers=layers, blocks=2, activation=activation)
    return Flow(shape, weights), values


@pytest.mark.parametrize("name", CASES)
def test_ln_p_and_its_gradients_are_those_of_nflows(name):
    flow, values = reference(name)
    *_, tolerance, relative = CASES[name]
    given = (values["x"], values["context"]) if flow.context else (values["x"],)
    assert np.abs(flow.log_density(*given) - values["log_prob"]).max() < tolerance
    gradient = flow.gradient(*given)
    expected = [values[f"dlogprob_d{by}"] for by in ("x", "context") if f"dlogprob_d{by}" in values]
    for ours, theirs in zip(gradient if flow.context else [gradient], expected, strict=True):
        assert np.abs(ours - theirs).max() < relative * np.abs(theirs).max()


def random_flow(features, hidden=8):
    """A flow with random weights and no masks: ln p and its gradient are those of some function, which is all that slopes ask."""
    random, weights = np.random.default_rng(2), {}
    for layer in range(2):
        weights[f"_transform._transforms.{2 * layer}._permutation"] = np.arange(features)[::-1]
        net = f"_transform._transforms.{2 * layer + 1}.autoregressive_net."
        sizes = {"initial_layer": (hidden, features), "final_layer": (2 * features, hidden)}
        sizes |= {f"blocks.0.linear_layers.{k}": (hidden, hidden) for k in (0, 1)}
        for name, size in sizes.items():
            weights[f"{net}{name}.weight"] = random.normal(0, 0.3, size)
            weights[f"{net}{name}.bias"] = random.normal(0, 0.3, size[0])
    return dict(features=features, context=0, layers=2, hidden=hidden, blocks=1, activation="silu"), weights


def test_flows_that_see_azimuths_take_them_and_have_their_slope(tmp_path):
    shape, weights = random_flow(6)
    description = json.loads((ensemble(tmp_path) / "member-00" / "model.json").read_text()) | {"shape": shape}
    description["featureMap"]["phi"] = {"map": "bounded", "min": -0.5, "max": 0.5}
    f = LearnedDF([Flow(shape, weights, description)])
    star = np.array([8.3, 0.2, 10.0, 210.0, -5.0, 0.2])
    gradient = f.gradient(*star)
    assert gradient.shape == (6,)
    step = 1e-5 * np.eye(6)[5]
    assert (f.lnf(*(star + step)) - f.lnf(*(star - step))) / 2e-5 == pytest.approx(gradient[5], rel=1e-6)
    assert f.lnf(*star[:5], phi=0.6) == -np.inf
    with pytest.raises(ValueError, match="give phi"):
        f.lnf(*star[:5])


def test_gradients_are_the_slopes_of_ln_p():
    flow, values = reference("silu-3d-given-2d-2layers-h12")
    x, context, h = values["x"][:50].astype(float), values["context"][:50].astype(float), 1e-5
    by_x, by_context = flow.gradient(x, context)
    for k in range(3):
        step = h * np.eye(3)[k]
        slope = (flow.log_density(x + step, context) - flow.log_density(x - step, context)) / (2 * h)
        assert np.abs(slope - by_x[:, k]).max() < 1e-7
    for k in range(2):
        step = h * np.eye(2)[k]
        slope = (flow.log_density(x, context + step) - flow.log_density(x, context - step)) / (2 * h)
        assert np.abs(slope - by_context[:, k]).max() < 1e-7


def ensemble(directory, measure="volume"):
    """Two members with the weights of a reference flow, the second's features shifted by its own map of z."""
    name = "silu-5d-2layers-h16"
    values = dict(np.load(RESOURCES / "reference" / f"{name}.npz"))
    linear = {"map": "linear", "offset": 0.0, "scale": 100.0}
    for member in range(2):
        place = directory / "flows" / "mine" / f"member-{member:02d}"
        place.mkdir(parents=True)
        state = {k.removeprefix("state/"): v * (1 + 0.01 * member) if k.endswith("weight") else v for k, v in values.items() if k.startswith("state/")}
        np.savez(place / "weights.npz", **state)
        maps = {"R": {"map": "bounded", "min": 7.0, "max": 9.0}, "z": {"map": "linear", "offset": 0.0, "scale": 1.0}}
        maps |= {"vR": linear, "vphi": linear | {"offset": 220.0}, "vz": linear}
        description = {
            "shape": dict(features=5, context=0, layers=2, hidden=16, blocks=2, activation="silu"),
            "featureMap": maps,
            "measure": measure,
            "volume": dict(Rmin=7.0, Rmax=9.0, absZmax=2.5),
        }
        (place / "model.json").write_text(json.dumps(description))
    (directory / "flows" / "mine" / "_manifest.json").write_text("{}")
    return directory / "flows" / "mine"


def test_the_gradient_of_an_ensemble_is_the_slope_of_its_ln_f(tmp_path):
    f = LearnedDF.load(ensemble(tmp_path))
    star = np.array([8.3, 0.2, 10.0, 210.0, -5.0])
    gradient = f.gradient(*star)
    assert gradient.shape == (5,)
    for k, h in enumerate([1e-5, 1e-5, 1e-3, 1e-3, 1e-3]):
        step = h * np.eye(5)[k]
        slope = (f.lnf(*(star + step)) - f.lnf(*(star - step))) / (2 * h)
        assert slope == pytest.approx(gradient[k], rel=1e-6, abs=1e-9)
    members = f.member_gradients(*star)
    assert members.shape == (2, 5)
    assert np.ptp(members[:, 1]) > 0


def test_f_is_nothing_beyond_the_edges_in_R(tmp_path):
    f = LearnedDF.load(ensemble(tmp_path))
    lnf = f.lnf(np.array([6.9, 8.0, 9.1]), 0.0, 0.0, 220.0, 0.0)
    assert list(np.isfinite(lnf)) == [False, True, False]
    assert np.isnan(f.gradient(np.array([6.9, 9.1]), 0.0, 0.0, 220.0, 0.0)).all()


def test_what_is_not_known_of_a_star_is_not_known_of_f(tmp_path):
    f = LearnedDF.load(ensemble(tmp_path))
    lnf = f.lnf(8.0, 0.1, np.array([0.0, np.nan]), 220.0, 0.0)
    assert list(np.isnan(lnf)) == [False, True]
    assert list(np.isnan(f.gradient(8.0, 0.1, np.array([0.0, np.nan]), 220.0, 0.0)).any(axis=1)) == [False, True]


def test_quantities_are_taken_in_their_units(tmp_path):
    units = pytest.importorskip("astropy.units")
    f = LearnedDF.load(ensemble(tmp_path))
    kms = units.km / units.s
    assert f.lnf(8 * units.kpc, 500 * units.pc, 10 * kms, 210 * kms, -5 * kms) == pytest.approx(f.lnf(8, 0.5, 10, 210, -5))


def test_flows_that_do_not_belong_together_are_refused(tmp_path):
    place = ensemble(tmp_path)
    model = place / "member-01" / "model.json"
    model.write_text(json.dumps(json.loads(model.read_text()) | {"measure": "slice"}))
    with pytest.raises(ValueError, match="measure"):
        LearnedDF.load(place)
    (place / "_manifest.json").unlink()
    with pytest.raises(FileNotFoundError, match="not finished"):
        LearnedDF.load(place)


def test_the_measure_decides_whether_R_is_divided_out(tmp_path):
    volume = LearnedDF.load(ensemble(tmp_path / "volume"))
    slice_ = LearnedDF.load(ensemble(tmp_path / "slice", "slice"))
    star = (8.3, 0.2, 10.0, 210.0, -5.0)
    assert slice_.lnf(*star) - volume.lnf(*star) == pytest.approx(np.log(8.3), abs=1e-12)


def test_what_is_no_flow_is_refused_by_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="model.json"):
        Flow.load(tmp_path)
    with pytest.raises(FileNotFoundError, match="flows/fiducial"):
        LearnedDF.load(tmp_path / "flows" / "nothing")
    flow, _ = reference("silu-5d-2layers-h16")
    with pytest.raises(ValueError, match=r"\[n, 5\]"):
        flow.log_density(np.zeros((3, 4)))
