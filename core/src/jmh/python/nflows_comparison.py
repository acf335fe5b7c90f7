"""Trains the flow of FlowComparison (src/jmh/java) with nflows on PyTorch: same stars, same start, same batches.

    python3 nflows_comparison.py NFLOWS_SOURCE DIRECTORY [--threads 1] [--epochs N] [--chunk 10000]

DIRECTORY is what `FlowComparison prepare` has written. Prints the time a star and epoch, the losses over all stars included,
and that of 1,000 input gradients; leaves nflows.csv. With ours.csv beside it the losses are set side by side.

The learning rate, the batch and the schedule are those of TrainingSettings.original(). A batch may be taken in chunks whose
gradients add up: PyTorch is faster when what it keeps for the way back fits into the caches.
"""

import argparse
import csv
import os
import sys
import time
import types
from pathlib import Path
from statistics import median

parser = argparse.ArgumentParser()
parser.add_argument("nflows")
parser.add_argument("directory", type=Path)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--epochs", type=int)
parser.add_argument("--chunk", type=int, default=10_000)
options = parser.parse_args()
# Whatever BLAS there is reads its variable when it is loaded.
for variable in ("OMP", "OPENBLAS", "BLIS", "MKL"):
    os.environ[variable + "_NUM_THREADS"] = str(options.threads)

# Of nflows, imported by it but not used here, and not everywhere installed.
for name in ("UMNN", "matplotlib"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["UMNN"].NeuralIntegral = sys.modules["UMNN"].ParallelNeuralIntegral = None
sys.modules["matplotlib"].pyplot = None
sys.path.insert(0, options.nflows)

import numpy as np
import torch
from nflows.distributions.normal import StandardNormal
from nflows.flows.base import Flow
from nflows.transforms import CompositeTransform, MaskedAffineAutoregressiveTransform, ReversePermutation

FEATURES, LAYERS, HIDDEN, BATCH, RATE = 5, 8, 64, 10_000, 1e-3
POINTS, REPETITIONS = 1000, 30


def flow(start):
    transforms = []
    for _ in range(LAYERS):
        transforms.append(ReversePermutation(FEATURES))
        transforms.append(MaskedAffineAutoregressiveTransform(FEATURES, HIDDEN))
    made = Flow(CompositeTransform(transforms), StandardNormal([FEATURES]))
    made.load_state_dict({name: torch.from_numpy(array) for name, array in start.items()})
    return made


def train(made, stars, orders, report):
    adam = torch.optim.Adam(made.parameters(), lr=RATE)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
        adam, factor=0.5, patience=5, threshold=1e-6, cooldown=10, min_lr=2e-6
    )
    for epoch, order in enumerate(orders):
        began = time.perf_counter()
        shuffled = stars[torch.from_numpy(np.array(order))]
        for batch in shuffled.split(BATCH):
            adam.zero_grad()
            for chunk in batch.split(options.chunk):
                (-made.log_prob(chunk).sum() / len(batch)).backward()
            adam.step()
        trained = time.perf_counter()
        with torch.no_grad():
            loss = -sum(made.log_prob(chunk).double().sum().item() for chunk in stars.split(options.chunk)) / len(stars)
        rate = adam.param_groups[0]["lr"]
        plateau.step(loss)
        report(epoch, loss, rate, trained - began, time.perf_counter() - trained)


def input_gradients(made, stars):
    """Seconds for ln p and its derivatives at 1,000 points."""
    made.requires_grad_(False)
    times = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        x = stars[:POINTS].clone().requires_grad_()
        torch.autograd.grad(made.log_prob(x).sum(), x)
        times.append(time.perf_counter() - began)
    return median(times)


def side_by_side(directory):
    files = [directory / name for name in ("ours.csv", "nflows.csv")]
    if not all(file.exists() for file in files):
        return
    ours, theirs = (list(csv.DictReader(file.open())) for file in files)
    for a, b in zip(ours, theirs):
        epoch = int(a["epoch"]) + 1
        if epoch == 1 or epoch % 10 == 0:
            x, y = float(a["loss"]), float(b["loss"])
            print(f"epoch {epoch:3}: ours {x:.6f}, nflows {y:.6f}, difference {x - y:+.1e}, rates {a['rate']} {b['rate']}")


if __name__ == "__main__":
    torch.set_num_threads(options.threads)
    stars = torch.from_numpy(np.load(options.directory / "stars.npy"))
    orders = np.load(options.directory / "order.npy", mmap_mode="r")[: options.epochs]
    with np.load(options.directory / "start.npz") as start:
        made = flow(start)
    steps, losses = [], []
    with open(options.directory / "nflows.csv", "w") as history:
        history.write("epoch,loss,rate,seconds\n")

        def report(epoch, loss, rate, training, evaluation):
            steps.append(training)
            losses.append(evaluation)
            history.write(f"{epoch},{loss!r},{rate},{training + evaluation}\n")

        train(made, stars, orders, report)
    per_star = 1e6 / len(stars)
    print(
        f"nflows, PyTorch {torch.__version__}, {options.threads} threads, chunks of {options.chunk}:"
        f" {per_star * (median(steps) + median(losses)):.2f} us a star and epoch"
        f" (steps {per_star * median(steps):.2f}, losses {per_star * median(losses):.2f});"
        f" {POINTS} input gradients {1e3 * input_gradients(made, stars):.2f} ms"
    )
    side_by_side(options.directory)
