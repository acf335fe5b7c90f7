"""Makes core/src/test/resources/reference/silu-*.npz: flows with SiLU in place of ReLU, by nflows on PyTorch.

    python3 smooth_flows.py NFLOWS_DIRECTORY OUTPUT_DIRECTORY        (nflows 0.14, PyTorch, numpy)

    state/...                                   weights, drawn in single precision: nflows's own plus a normal deviate
    x, context                                  rows
    log_prob, dlogprob_dx, dlogprob_dcontext    of all rows with these weights
    grad/...                                    gradient of the mean of -log_prob over all rows by each parameter

Everything is computed in double precision from these weights and rows, and rounded to single precision in the end.
"""

import sys
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import torch
from torch.nn.functional import silu

SEED = 20261124
NOISE = 0.1
ROWS = 40
LAYERS = 2
BLOCKS = 2
# Features, context features, hidden units.
FLOWS = {"silu-5d-2layers-h16": (5, 0, 16), "silu-3d-given-2d-2layers-h12": (3, 2, 12)}


def flow(features, context, hidden):
    from nflows.distributions import ConditionalDiagonalNormal, StandardNormal
    from nflows.flows import Flow
    from nflows.transforms import CompositeTransform, MaskedAffineAutoregressiveTransform, ReversePermutation

    transforms = []
    for _ in range(LAYERS):
        transforms.append(ReversePermutation(features))
        transforms.append(
            MaskedAffineAutoregressiveTransform(
                features, hidden, context_features=context or None, num_blocks=BLOCKS, activation=silu
            )
        )
    base = (
        ConditionalDiagonalNormal([features], context_encoder=torch.nn.Linear(context, 2 * features))
        if context
        else StandardNormal([features])
    )
    return Flow(CompositeTransform(transforms), base)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    # nflows asks for them when it is imported; nothing here uses them.
    for module in ["matplotlib", "matplotlib.pyplot", "UMNN"]:
        sys.modules[module] = MagicMock()
    torch.manual_seed(SEED)
    for name, (features, context, hidden) in FLOWS.items():
        model = flow(features, context, hidden)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter += NOISE * torch.randn_like(parameter)
        x = torch.randn(ROWS, features)
        c = torch.randn(ROWS, context) if context else None
        arrays = {"state/" + key: value.numpy().copy() for key, value in model.state_dict().items()}
        arrays["x"] = x.numpy().copy()
        model.double()
        x = x.double().requires_grad_()
        if context:
            arrays["context"] = c.numpy().copy()
            c = c.double().requires_grad_()
        log_prob = model.log_prob(x, c)
        inputs = [x, c] if context else [x]
        gradients = torch.autograd.grad(log_prob.sum(), inputs, retain_graph=True)
        (-log_prob.mean()).backward()
        arrays["log_prob"] = log_prob.detach().float().numpy()
        for key, gradient in zip(["dlogprob_dx", "dlogprob_dcontext"], gradients):
            arrays[key] = gradient.float().numpy()
        for key, parameter in model.named_parameters():
            arrays["grad/" + key] = parameter.grad.float().numpy()
        np.savez_compressed(Path(sys.argv[2]) / (name + ".npz"), **arrays)
