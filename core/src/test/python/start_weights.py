"""Makes core/src/test/resources/flow/start-maf-*.npz: the weights from which the reference flows' 20 Adam steps start.

    python3 start_weights.py REFERENCE_DIRECTORY OUTPUT_DIRECTORY        (PyTorch 1.13, numpy)

A reference file maf-*.npz holds quantities of different moments, because numpy views of PyTorch's tensors were saved after
the steps had changed them:

    log_prob, dlogprob_dx, dlogprob_dcontext    all rows, weights before the first step
    adam_losses                                 the loss of each step's batch before that step
    grad/...                                    the last step's batch, weights after 19 steps
    state/...                                   weights after all 20 steps

The weights before the first step are not in the file, but they can be drawn again. The rows x are PyTorch's normal deviates,
each pair of which gives back two 24-bit outputs of a Mersenne Twister; the 1280 numbers of maf-5d-8layers-h64 determine its
whole state (28,541 linear equations over GF(2), 8,581 of them redundant and none contradicted), and running it backwards
leads to the seed below. From it, flow after flow: the layers as nflows draws them, the rows, the context, and then 0.05 times
a normal deviate added to every parameter.

The script stops unless rows, context and all masked weights, which no step moves, equal the reference's bit for bit. That
the rest leads to the file's densities, gradients, losses and final weights is what MaskedAutoregressiveFlowTest shows.
"""

import sys
from pathlib import Path

import numpy as np
import torch

SEED = 20261123
NOISE = 0.05
BLOCKS = 2
# In the order in which they were drawn: features, hidden units, layers, context, rows.
FLOWS = {
    "maf-5d-2layers-h16": (5, 16, 2, 0, 64),
    "maf-5d-8layers-h64": (5, 64, 8, 0, 256),
    "maf-2d-8layers-h64": (2, 64, 8, 0, 128),
    "maf-3d-given-2d-8layers-h64": (3, 64, 8, 2, 128),
}


def linear(into, name, inputs, outputs, bound=None):
    """A linear layer as PyTorch draws it; with a bound, drawn once more uniformly within it."""
    layer = torch.nn.Linear(inputs, outputs)
    if bound is not None:
        torch.nn.init.uniform_(layer.weight, -bound, bound)
        torch.nn.init.uniform_(layer.bias, -bound, bound)
    into[name + ".weight"] = layer.weight.detach()
    into[name + ".bias"] = layer.bias.detach()


def initial(features, hidden, layers, context):
    parameters = {}
    for layer in range(layers):
        net = f"_transform._transforms.{2 * layer + 1}.autoregressive_net."
        linear(parameters, net + "initial_layer", features, hidden)
        if context:
            linear(parameters, net + "context_layer", context, hidden)
        for block in range(BLOCKS):
            name = f"{net}blocks.{block}."
            if context:
                linear(parameters, name + "context_layer", context, hidden)
            linear(parameters, name + "linear_layers.0", hidden, hidden)
            linear(parameters, name + "linear_layers.1", hidden, hidden, bound=1e-3)
        linear(parameters, net + "final_layer", hidden, 2 * features)
    if context:
        linear(parameters, "_distribution._context_encoder", context, 2 * features)
    return parameters


def same(what, drawn, stored):
    if not np.array_equal(drawn, stored):
        sys.exit(what + " differs from the reference: is this PyTorch 1.13 on x86-64?")


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    torch.manual_seed(SEED)
    for name, (features, hidden, layers, context, rows) in FLOWS.items():
        parameters = initial(features, hidden, layers, context)
        x = torch.randn(rows, features).numpy()
        c = torch.randn(rows, context).numpy() if context else None
        start = {key: (value + NOISE * torch.randn_like(value)).numpy() for key, value in parameters.items()}
        with np.load(source / (name + ".npz")) as reference:
            same(name + " x", x, reference["x"])
            if context:
                same(name + " context", c, reference["context"])
            for key, value in start.items():
                mask = "state/" + key.replace(".weight", ".mask")
                if mask in reference.files and mask.endswith(".mask"):
                    masked = reference[mask] == 0
                    same(name + " " + key, value[masked], reference["state/" + key][masked])
        np.savez_compressed(target / ("start-" + name + ".npz"), **start)
