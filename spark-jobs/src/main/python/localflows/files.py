"""Directories of a run, on this machine or wherever PyArrow can read."""

from __future__ import annotations

import io
import os
import pathlib

import pyarrow.fs


class Directory:
    """A directory that is a local path, or a URI such as ``s3a://bucket/runs/first`` or ``hdfs://host/runs/first``."""

    def __init__(self, path):
        if isinstance(path, Directory):
            self.uri, self.filesystem, self.path = path.uri, path.filesystem, path.path
            return
        self.uri = os.fspath(path)
        if "://" in self.uri or self.uri.startswith("file:"):
            # Hadoop's name of the scheme, which Spark needs, and Arrow's.
            uri = self.uri.replace("s3a://", "s3://", 1)
            if uri.startswith("file:") and not uri.startswith("file://"):
                uri = "file://" + uri[len("file:") :]
            self.filesystem, self.path = pyarrow.fs.FileSystem.from_uri(uri)
        else:
            self.filesystem, self.path = pyarrow.fs.LocalFileSystem(), os.path.abspath(os.path.expanduser(self.uri))
            self.uri = self.path

    def __str__(self):
        return self.uri

    def child(self, *names) -> "Directory":
        """A directory in this one."""
        return self.beside("".join(f"/{name}" for name in names))

    def beside(self, suffix: str) -> "Directory":
        """The directory whose name is this one's with more at its end."""
        uri, question, query = self.uri.partition("?")
        other = object.__new__(Directory)
        other.uri = uri.rstrip("/") + suffix + question + query
        other.filesystem, other.path = self.filesystem, self.path.rstrip("/") + suffix
        return other

    def for_spark(self) -> str:
        """Where it is, as Spark takes it: a local path as a URI, for Spark's default may be another file system."""
        return pathlib.Path(self.path).as_uri() if self.uri == self.path else self.uri.partition("?")[0]

    def exists(self) -> bool:
        """Whether there is such a directory."""
        return self.filesystem.get_file_info(self.path).type == pyarrow.fs.FileType.Directory

    def has(self, name: str) -> bool:
        """Whether a file of that name lies in it."""
        return self.filesystem.get_file_info(f"{self.path}/{name}").type == pyarrow.fs.FileType.File

    def names(self) -> list[str]:
        """The names of all files and directories in it, in order."""
        selector = pyarrow.fs.FileSelector(self.path, allow_not_found=True)
        return sorted(entry.base_name for entry in self.filesystem.get_file_info(selector))

    def read(self, name: str) -> bytes:
        """The content of a file in it."""
        if not self.has(name):
            raise FileNotFoundError(f"{self}: there is no {name} in it")
        with self.filesystem.open_input_stream(f"{self.path}/{name}") as stream:
            return stream.read()

    def open(self, name: str) -> io.BytesIO:
        """A file in it, as something that can be read from any place."""
        return io.BytesIO(self.read(name))
