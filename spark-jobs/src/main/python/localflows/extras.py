"""Packages that only parts of this one need."""

import importlib.util


def needed(package: str, extra: str) -> None:
    """Raises an ImportError that says what to install when a package is missing."""
    if importlib.util.find_spec(package) is None:
        raise ImportError(f"this needs {package}: from a checkout, pip install './spark-jobs/src/main/python[{extra}]'")
