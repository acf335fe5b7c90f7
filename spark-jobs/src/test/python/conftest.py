"""What several tests take: the checkout, and the small run that notebooks/check makes."""

import os
import pathlib

import pytest

TOP = pathlib.Path(__file__).parents[4]


@pytest.fixture(scope="session")
def top():
    """The checkout."""
    return TOP


@pytest.fixture(scope="session")
def small_run():
    """A run of notebooks/small.conf."""
    path = pathlib.Path(os.environ.get("LOCALFLOWS_RUN", TOP / "target/small"))
    if not (path / "report.json").is_file():
        pytest.skip("no small run: notebooks/check makes one")
    return path
