"""The version of the package: that of the job jar, as Python writes it."""

__version__ = "0.1.0.dev0"
