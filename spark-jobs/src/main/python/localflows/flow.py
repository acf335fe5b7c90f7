"""Flows as the program has trained them, in NumPy and double precision: ln p, its gradient, and the f of an ensemble of them."""

from __future__ import annotations

import json
import math
import statistics

import numpy as np

from . import files

COORDINATES = ("R", "z", "vR", "vphi", "vz")
"""The coordinates of a star in the order of features and gradients: kpc, kpc, km/s, km/s, km/s. phi follows where flows see it."""

_LEAST_SCALE = 1e-3
_LN_TWO_PI = math.log(2 * math.pi)
_ROWS = 8192


class Flow:
    """A masked autoregressive flow: the density p(x) of features x, or p(x | context).

    The flow is that of the Python package nflows, whose names ``weights.npz`` has: layers that reverse the order of the features
    and then scale and shift each by functions of those before it, and a standard normal distribution at their end (Papamakarios,
    Pavlakou & Murray 2017). With a context it ends in a normal distribution whose means and scales are linear in the context.

    Computed in double precision; the program itself works in single precision, so that its ln p differs by some 1e-5.
    """

    def __init__(self, shape: dict, weights: dict, description: dict | None = None):
        self.shape = shape
        self.description = description or {}
        self.features = int(shape["features"])
        self.context = int(shape["context"])
        self._activation = _ACTIVATIONS[shape.get("activation", "relu")]
        self._layers = [_Layer(weights, k, int(shape["blocks"]), self.context > 0) for k in range(int(shape["layers"]))]
        self._base = _Linear(weights, "_distribution._context_encoder") if self.context else None

    def __repr__(self) -> str:
        given = f" given {self.context}" if self.context else ""
        return f"<Flow of {self.features} features{given}, {len(self._layers)} layers>"

    @classmethod
    def load(cls, path) -> "Flow":
        """Reads a member of an ensemble (``flows/<star set>/member-NN``) or a saved model of Spark ML.

        ``path`` is a directory, local or a URI that PyArrow knows, with ``weights.npz`` and ``model.json`` or ``shape.json``.
        """
        directory = files.Directory(path)
        name = next((n for n in ("model.json", "shape.json") if directory.has(n)), None)
        if name is None:
            raise FileNotFoundError(
                f"{directory}: there is no model.json or shape.json; give a directory such as flows/fiducial/member-00"
            )
        description = json.loads(directory.read(name))
        with np.load(directory.open("weights.npz")) as weights:
            return cls(description["shape"], {k: np.asarray(weights[k], dtype=float) for k in weights.files}, description)

    def log_density(self, x, context=None) -> np.ndarray:
        """ln p of rows ``x`` [n, features], given ``context`` [n, context] where the flow has one: [n].

        ``x`` are the features that the flow was trained on. Those of a run's flows are scaled coordinates: ln f at R, z, vR, vphi, vz is
        ``open_run(...).learned(...).lnf``.
        """
        return np.concatenate([self._forward(*rows)[0] for rows in self._batches(x, context)])

    def gradient(self, x, context=None):
        """The derivatives of ln p by the features, [n, features]; with a context also those by the context, [n, context]."""
        return self.log_density_and_gradient(x, context)[1]

    def log_density_and_gradient(self, x, context=None):
        """What ``log_density`` and ``gradient`` give, in one pass."""
        lnp, by_x, by_context = zip(*(self._gradient(*rows) for rows in self._batches(x, context)))
        by_x = np.concatenate(by_x)
        return np.concatenate(lnp), (by_x, np.concatenate(by_context)) if self.context else by_x

    def _batches(self, x, context):
        x = _rows(x, self.features, "x")
        if self.context:
            if context is None:
                raise ValueError(f"this flow is conditional: give a context of {self.context} columns")
            context = _rows(context, self.context, "context")
            if len(context) != len(x):
                raise ValueError(f"x has {len(x)} rows and context {len(context)}: they must be as many")
        elif context is not None:
            raise ValueError("this flow has no context")
        for start in range(0, max(len(x), 1), _ROWS):
            yield x[start : start + _ROWS], None if context is None else context[start : start + _ROWS]

    def _forward(self, x, context):
        log_determinant = np.zeros(len(x))
        passes = []
        for layer in self._layers:
            done = layer.forward(x, context, self._activation)
            passes.append(done)
            log_determinant += np.log(done.scale).sum(axis=1)
            x = done.outputs
        if self._base is None:
            means, log_scales = np.zeros_like(x), np.zeros_like(x)
        else:
            base = self._base(context)
            means, log_scales = base[:, : self.features], base[:, self.features :]
        normal = (x - means) * np.exp(-log_scales)
        lnp = -0.5 * (normal**2).sum(axis=1) - log_scales.sum(axis=1) - 0.5 * self.features * _LN_TWO_PI
        return lnp + log_determinant, passes, normal, log_scales

    def _gradient(self, x, context):
        lnp, passes, normal, log_scales = self._forward(x, context)
        by_x = -normal * np.exp(-log_scales)
        by_context = None
        if self._base is not None:
            by_context = np.concatenate([-by_x, normal**2 - 1], axis=1) @ self._base.weight
        for layer, done in zip(reversed(self._layers), reversed(passes)):
            by_x, added = layer.backward(by_x, done, self._activation)
            if by_context is not None:
                by_context = by_context + added
        return lnp, by_x, by_context


class LearnedDF:
    """The distribution function that an ensemble of flows has learned: the mean of its members' f.

    For stars of the measure ``volume`` f = p / R, in kpc^-3 (km/s)^-3: f is normalised to one star in the training volume per
    radian of azimuth, so that the integral of f R dR dz d^3v is 1. For those of ``slice`` f = p, in kpc^-2 (km/s)^-3, and
    the integral of f dR dz d^3v is 1. p is that of one flow of all five coordinates, or nu(R, z) p(vR, vphi, vz | R, z) of a pair.

    Coordinates are numbers in kpc, km/s and rad, or astropy quantities. Where one is NaN, so is the answer. ``phi``, which is 0 at the
    Sun, is needed where the flows see azimuths (``train.azimuth``); gradients then have its derivative last, and f is 0 beyond the sector.
    """

    def __init__(self, members):
        if not members:
            raise ValueError("an ensemble of no flows: give one member at least")
        self.members = list(members)
        self.description = self.members[0].description
        for member in self.members[1:]:
            _require_same_stars(self.description, member.description)
        self.coordinates = (*COORDINATES, "phi") if "phi" in self.description["featureMap"] else COORDINATES

    @classmethod
    def load(cls, path) -> "LearnedDF":
        """Reads ``flows/<star set>``; of a set of pairs of flows, give the path without ``-positions`` and ``-velocities``."""
        directory = files.Directory(path)
        if directory.exists():
            return cls(_flows(directory))
        positions, velocities = (directory.beside(f"-{part}") for part in ("positions", "velocities"))
        if positions.exists() and velocities.exists():
            both = _flows(positions), _flows(velocities)
            if len(both[0]) != len(both[1]):
                raise ValueError(f"{len(both[0])} flows of positions and {len(both[1])} of velocities: they are taken in pairs")
            return cls([_Pair(nu, p) for nu, p in zip(*both)])
        raise FileNotFoundError(f"{directory}: there are no flows; give a directory such as runs/quickstart/flows/fiducial")

    @property
    def volume(self) -> dict:
        """Where the stars lay that the flows learned from: ``Rmin``, ``Rmax``, ``absZmax`` [kpc]. Elsewhere f means nothing."""
        return self.description["volume"]

    def lnf(self, R, z, vR, vphi, vz, phi=None) -> np.ndarray:
        """ln f at stars, numbers or arrays that broadcast [kpc, km/s]; -inf beyond the edges in R of ``volume``, extrapolated beyond those in z."""
        return _log_mean(self.member_lnf(R, z, vR, vphi, vz, phi))

    def gradient(self, R, z, vR, vphi, vz, phi=None) -> np.ndarray:
        """The derivatives of ln f by R, z, vR, vphi, vz [1/kpc, s/km] along a last axis of five (and phi [1/rad]); NaN where f is 0."""
        lnf, gradients = self._members(R, z, vR, vphi, vz, phi)
        with np.errstate(invalid="ignore"):
            weights = np.exp(lnf - _log_mean(lnf)) / len(lnf)
        # A member of which a star is no part adds nothing, unless all say so.
        nowhere = (lnf == -np.inf).all(axis=0)
        none = lnf == -np.inf
        return np.where(
            nowhere[..., None], np.nan, (np.where(none, 0, weights)[..., None] * np.where(none[..., None], 0, gradients)).sum(axis=0)
        )

    def member_lnf(self, R, z, vR, vphi, vz, phi=None) -> np.ndarray:
        """As ``lnf``, of each member alone: [member, ...]."""
        stars, shape = self._stars(R, z, vR, vphi, vz, phi)
        return np.stack([self._member(m, stars)[0].reshape(shape) for m in self.members])

    def member_gradients(self, R, z, vR, vphi, vz, phi=None) -> np.ndarray:
        """As ``gradient``, of each member alone: [member, ..., 5 or 6]. Their scatter is the error of what flows say."""
        return self._members(R, z, vR, vphi, vz, phi)[1]

    def _members(self, *coordinates):
        """ln f and its gradient of each member: [member, ...] and [member, ..., 5 or 6]."""
        stars, shape = self._stars(*coordinates)
        lnf, gradients = zip(*(self._member(m, stars, True) for m in self.members))
        return np.stack(lnf).reshape(-1, *shape), np.stack(gradients).reshape(-1, *shape, len(self.coordinates))

    def _stars(self, *coordinates):
        units = ("kpc", "kpc", "km/s", "km/s", "km/s", "rad")
        if "phi" not in self.coordinates:
            coordinates = coordinates[:5]
        elif coordinates[5] is None:
            raise ValueError("these flows see azimuths: give phi [rad], which is 0 at the Sun")
        numbers = (c.to_value(unit) if hasattr(c, "to_value") else c for c, unit in zip(coordinates, units))
        arrays = np.broadcast_arrays(*(np.asarray(n, dtype=float) for n in numbers))
        return np.stack([a.ravel() for a in arrays], axis=1), arrays[0].shape

    def _member(self, member, stars, with_gradient=False):
        features, ln_slopes, slopes, dln_slopes = _features(self.description["featureMap"], self.coordinates, stars)
        known = np.isfinite(stars).all(axis=1)
        inside = np.isfinite(features).all(axis=1)
        volume = self.description["measure"] == "volume"
        if volume:
            inside &= stars[:, 0] > 0
        lnf = np.where(known, -np.inf, np.nan)
        if with_gradient:
            lnp, by_feature = member.log_density_and_gradient(features[inside])
        else:
            lnp = member.log_density(features[inside])
        lnf[inside] = lnp + ln_slopes[inside].sum(axis=1)
        if volume:
            lnf[inside] -= np.log(stars[inside, 0])
        if not with_gradient:
            return lnf, None
        gradient = np.full_like(stars, np.nan)
        gradient[inside] = by_feature * slopes[inside] + dln_slopes[inside]
        if volume:
            gradient[inside, 0] -= 1 / stars[inside, 0]
        return lnf, gradient


class _Pair:
    """nu(R, z) p(vR, vphi, vz | R, z)."""

    def __init__(self, positions, velocities):
        _require_same_stars(positions.description, velocities.description)
        if positions.description.get("part") != velocities.description.get("part"):
            raise ValueError("a pair of flows of positions and velocities that saw different parts of the stars: train them again together")
        self.positions, self.velocities, self.description = positions, velocities, positions.description

    def log_density(self, x):
        return self.positions.log_density(x[:, :2]) + self.velocities.log_density(x[:, 2:], x[:, :2])

    def log_density_and_gradient(self, x):
        ln_nu, nu_by_position = self.positions.log_density_and_gradient(x[:, :2])
        lnp, (by_velocity, by_position) = self.velocities.log_density_and_gradient(x[:, 2:], x[:, :2])
        return ln_nu + lnp, np.concatenate([nu_by_position + by_position, by_velocity], axis=1)


def _require_same_stars(first, other):
    for key in ("featureMap", "measure", "volume", "parts"):
        if first.get(key) != other.get(key):
            raise ValueError(
                f"members {first.get('member')} and {other.get('member')} of the ensemble differ in {key}: "
                "they were not trained on the same stars. Train them again together."
            )


def _flows(directory):
    members = sorted(name for name in directory.names() if name.startswith("member-"))
    if not members or not directory.has("_manifest.json"):
        raise FileNotFoundError(f"{directory}: its flows are not finished: `submit/localflows train` goes on with them")
    return [Flow.load(directory.child(name)) for name in members]


def _rows(values, columns, name):
    rows = np.atleast_2d(np.asarray(values, dtype=float))
    if rows.ndim != 2 or rows.shape[1] != columns:
        raise ValueError(f"{name} has the shape {np.shape(values)}: it must be [n, {columns}]")
    return rows


def _log_mean(lnf):
    largest = lnf.max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = largest + np.log(np.exp(lnf - largest).mean(axis=0))
    return np.where(largest == -np.inf, largest, mean)


def _features(maps, coordinates, stars):
    """Features, ln of their slopes, slopes, and d ln slope/d coordinate, each [n, coordinates]."""
    features, ln_slopes, slopes, dln_slopes = (np.zeros_like(stars) for _ in range(4))
    for k, name in enumerate(coordinates):
        entry, q = maps[name], stars[:, k]
        if entry["map"] == "linear":
            features[:, k] = (q - entry["offset"]) / entry["scale"]
            slopes[:, k] = 1 / entry["scale"]
            ln_slopes[:, k] = -math.log(entry["scale"])
        elif entry["map"] == "bounded":
            width = entry["max"] - entry["min"]
            x = features[:, k] = _normal_quantile((q - entry["min"]) / width)
            with np.errstate(over="ignore", invalid="ignore"):
                ln_slopes[:, k] = 0.5 * (x**2 + _LN_TWO_PI) - math.log(width)
                slopes[:, k] = np.exp(ln_slopes[:, k])
                dln_slopes[:, k] = x * slopes[:, k]
        else:
            raise ValueError(f"the map of {name} is {entry['map']!r}, which this version does not know: update localflows")
    return features, ln_slopes, slopes, dln_slopes


def _normal_quantile(p):
    """The inverse of the cumulative normal distribution; infinite outside 0 to 1, whose ends are no stars' places."""
    quantile = np.where(p <= 0, -np.inf, np.inf)
    inside = (p > 0) & (p < 1)
    inverse = statistics.NormalDist().inv_cdf
    distinct, places = np.unique(p[inside], return_inverse=True)
    quantile[inside] = np.array([inverse(v) for v in distinct], dtype=float)[places]
    return quantile


class _Linear:
    """A linear map, its mask applied."""

    def __init__(self, weights, name):
        self.weight, self.bias = weights[name + ".weight"], weights[name + ".bias"]
        if name + ".mask" in weights:
            self.weight = self.weight * weights[name + ".mask"]

    def __call__(self, x):
        return x @ self.weight.T + self.bias


class _Layer:
    """One autoregressive layer: outputs = scale * inputs + shift, with scale and shift by a masked network of residual blocks."""

    def __init__(self, weights, number, blocks, conditional):
        self.permutation = weights[f"_transform._transforms.{2 * number}._permutation"].astype(int)
        net = f"_transform._transforms.{2 * number + 1}.autoregressive_net."
        self.initial, self.final = _Linear(weights, net + "initial_layer"), _Linear(weights, net + "final_layer")
        self.context = _Linear(weights, net + "context_layer") if conditional else None
        self.blocks = []
        for b in range(blocks):
            name = f"{net}blocks.{b}."
            linear = [_Linear(weights, f"{name}linear_layers.{k}") for k in (0, 1)]
            self.blocks.append((*linear, _Linear(weights, name + "context_layer") if conditional else None))

    def forward(self, x, context, activation):
        done = _Pass()
        done.inputs = x[:, self.permutation]
        h = self.initial(done.inputs)
        if self.context is not None:
            done.given = self.context(context)
            h = h + activation[0](done.given)
        for first, second, given in self.blocks:
            between = first(activation[0](h))
            if given is not None:
                between = between + given(context)
            done.blocks.append((h, between))
            h = h + second(activation[0](between))
        out = self.final(h)
        done.raw, shift = out[:, 0::2], out[:, 1::2]
        done.scale = np.logaddexp(0, done.raw) + _LEAST_SCALE
        done.outputs = done.scale * done.inputs + shift
        return done

    def backward(self, by_outputs, done, activation):
        """From d ln p/d outputs to d ln p/d (what came in), the layer's own part of ln p included; and d ln p/d context."""
        by_scale = by_outputs * done.inputs + 1 / done.scale
        by_out = np.empty((len(by_outputs), 2 * by_outputs.shape[1]))
        by_out[:, 0::2] = by_scale * _sigmoid(done.raw)
        by_out[:, 1::2] = by_outputs
        by_h = by_out @ self.final.weight
        by_context = 0.0
        for (first, second, given), (h, between) in zip(reversed(self.blocks), reversed(done.blocks)):
            by_between = (by_h @ second.weight) * activation[1](between)
            if given is not None:
                by_context = by_context + by_between @ given.weight
            by_h = by_h + (by_between @ first.weight) * activation[1](h)
        if self.context is not None:
            by_context = by_context + (by_h * activation[1](done.given)) @ self.context.weight
        by_inputs = by_outputs * done.scale + by_h @ self.initial.weight
        by_x = np.empty_like(by_inputs)
        by_x[:, self.permutation] = by_inputs
        return by_x, by_context


class _Pass:
    """What a layer has to remember of its way there for the way back."""

    def __init__(self):
        self.blocks = []


def _sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


_ACTIVATIONS = {
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0).astype(float)),
    "silu": (lambda x: x * _sigmoid(x), lambda x: _sigmoid(x) * (1 + x * (1 - _sigmoid(x)))),
}
