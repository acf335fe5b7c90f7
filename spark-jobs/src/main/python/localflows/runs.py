"""What a run has left: its star sets, fields and other tables, flows, manifests and report."""

from __future__ import annotations

import difflib
import json
import logging
import weakref
from collections.abc import Mapping

import pyarrow.dataset
import pyarrow.parquet

from . import files
from .extras import needed
from .flow import LearnedDF
from .session import spark_session

_ROW_METADATA = b"org.apache.spark.sql.parquet.row.metadata"
_MANIFEST = "_manifest.json"

# The prefixes of the tables' names by the directory that they lie in, as `localflows sql` has them.
_PREFIXES = {
    "stars": "",
    "accelerations": "accelerations_",
    "weak-form": "weak_form_",
    "potential": "potential_",
    "combined": "combined_",
    "spirals": "spiral_",
    "jeans": "jeans_",
    "df1d": "df1d_",
    "resolution": "resolution_",
    "slices": "slices_",
    "realisations": "realisations_",
}
# The views that ``Run.sql`` has made, by the session that has them.
_registered = weakref.WeakKeyDictionary()

_FIELDS = ("accelerations", "weak-form", "potential", "combined", "jeans", "df1d")


class Run(Mapping):
    """A run directory: a mapping from the names that ``localflows sql`` has to the tables.

    ``run["fiducial"]`` is a star set, ``run["accelerations_fiducial"]`` a field. ``run`` in a notebook lists all of them.
    """

    def __init__(self, path):
        self.directory = files.Directory(path)
        if not self.directory.exists():
            raise FileNotFoundError(f"{self.directory} is no directory; give that of a run, as runs/quickstart")
        self._tables = {}
        for kind, prefix in _PREFIXES.items():
            directory = self.directory.child(kind)
            for name in directory.names():
                if not name.startswith(("_", ".")) and directory.child(name).has(_MANIFEST):
                    view = prefix + name.replace("-", "_")
                    self._tables[view] = Table(directory.child(name), kind, name)
        if not self._tables and not self.directory.has("config.conf"):
            raise FileNotFoundError(
                f"{self.directory}: nothing in it is a run's (no config.conf, no finished table); give a run, as runs/quickstart"
            )

    @property
    def path(self) -> str:
        """Where the run is: an absolute path, or the URI that it was opened by."""
        return str(self.directory)

    @property
    def star_sets(self) -> list[str]:
        """The names of the tables that are star sets."""
        return [view for view, table in self._tables.items() if table.kind == "stars"]

    @property
    def fields(self) -> list[str]:
        """The names of the tables that have accelerations at positions, by whatever estimator."""
        return [view for view, table in self._tables.items() if table.kind in _FIELDS]

    @property
    def flow_sets(self) -> list[str]:
        """What finished flows were trained on, by the names that ``learned`` takes."""
        flows = self.directory.child("flows")
        names = [n for n in flows.names() if not n.startswith(("_", ".")) and flows.child(n).has(_MANIFEST)]
        pairs = {n.removesuffix("-positions") for n in names if n.endswith("-positions")}
        return sorted({n for n in names if n.removesuffix("-positions").removesuffix("-velocities") not in pairs} | pairs)

    def learned(self, star_set: str) -> LearnedDF:
        """The distribution function that the flows of a star set have learned."""
        known = {name.replace("-", "_"): name for name in self.flow_sets}
        if star_set.replace("-", "_") not in known:
            raise KeyError(f"{star_set!r} has no finished flows; {', '.join(known.values()) or 'no star set'} has")
        star_set = known[star_set.replace("-", "_")]
        return LearnedDF.load(self.directory.child("flows", star_set))

    @property
    def report(self) -> dict:
        """report.json: accuracy, training, time and throughput of each stage."""
        return json.loads(self.directory.read("report.json"))

    @property
    def report_text(self) -> str:
        """report.md, the same for people."""
        return self.directory.read("report.md").decode()

    @property
    def config(self) -> str:
        """The configuration with all defaults filled in, in HOCON."""
        return self.directory.read("config.conf").decode()

    @property
    def figures(self) -> dict[str, str]:
        """The run's own figures: the path of each PNG by the figure's name."""
        directory = self.directory.child("figures")
        return {n.removesuffix(".png"): f"{directory}/{n}" for n in directory.names() if n.endswith(".png")}

    def sql(self, query: str, spark=None):
        """The answer to an SQL query as a Spark data frame; each table is a view. ``spark``: a session, by default that of ``spark_session``."""
        session = spark or spark_session()
        # Views that another run has and this one has not must not answer for it.
        for view in _registered.pop(session, ()):
            session.catalog.dropTempView(view)
        _registered[session] = list(self._tables)
        for view, table in self._tables.items():
            table.spark(session).createOrReplaceTempView(view)
        # It writes the whole of Java's stack beside the error, which says enough.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        from pyspark.errors import AnalysisException

        try:
            return session.sql(query)
        except AnalysisException as e:
            message = str(e).partition("\n")[0]
            if e.getCondition() == "TABLE_OR_VIEW_NOT_FOUND":
                message += f" The views of this run are {', '.join(self._tables)}."
            raise ValueError(message) from None

    def __getitem__(self, view: str) -> "Table":
        try:
            return self._tables[view.replace("-", "_")]
        except KeyError:
            near = difflib.get_close_matches(view.replace("-", "_"), self._tables, 1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            there = ", ".join(self._tables) or "no finished tables; `submit/localflows pipeline` makes or finishes them"
            raise KeyError(f"{view!r}: {meant}{self.path} has {there}") from None

    def __contains__(self, view):
        return isinstance(view, str) and view.replace("-", "_") in self._tables

    def __iter__(self):
        return iter(self._tables)

    def __len__(self):
        return len(self._tables)

    def __repr__(self):
        width = max((len(view) for view in self._tables), default=0)
        rows = [f"  {view:<{width}}  {table.rows:>12,} rows" for view, table in self._tables.items()]
        return "\n".join([f"Run {self.path}", *rows])


class Table:
    """A table of a run: Parquet with units, and the manifest that says how it was made."""

    def __init__(self, directory: files.Directory, kind: str, name: str):
        self.directory = directory
        self.kind = kind
        self.name = name
        self._schema = None

    @property
    def path(self) -> str:
        """The directory of its Parquet files, for any program that reads these."""
        return str(self.directory)

    @property
    def manifest(self) -> dict:
        """What it is: its configuration, inputs, lineage, versions, rows, checksum, times."""
        return json.loads(self.directory.read(_MANIFEST))

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.manifest["rows"]

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return list(self._fields())

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column; ``1`` for what has none."""
        return {name: field.get("unit", "1") for name, field in self._fields().items()}

    def describe(self):
        """The columns with units and meanings, as a pandas data frame that is shown whole."""
        import pandas

        from .whole import WholeFrame

        fields = self._fields()
        return WholeFrame(
            {"unit": [f.get("unit", "1") for f in fields.values()], "meaning": [f.get("comment", "") for f in fields.values()]},
            index=pandas.Index(fields, name="column"),
        )

    def arrow(self, columns=None, filters=None):
        """The rows as an Arrow table.

        ``columns``: the names of those wanted. ``filters``: which rows, as PyArrow takes them, for example
        ``[("R", ">", 7.5), ("R", "<", 8.5)]``, or an expression of ``pyarrow.compute``; only the parts of the files that may
        have such rows are read.
        """
        data = pyarrow.dataset.dataset(self.directory.path, filesystem=self.directory.filesystem, format="parquet")
        if isinstance(columns, str):
            raise TypeError(f"give the columns as a list: [{columns!r}]")
        wanted = list(columns or [])
        if isinstance(filters, pyarrow.dataset.Expression):
            chosen = filters
        elif filters:
            if not isinstance(filters, list) or not all(isinstance(term, (tuple, list)) for term in filters):
                raise TypeError('give filters as a list of (column, operator, value), for example [("z", ">", 0)]')
            wanted += [term[0] for term in filters if isinstance(term, tuple)]
            chosen = pyarrow.parquet.filters_to_expression(filters)
        else:
            chosen = None
        unknown = [c for c in wanted if c not in data.schema.names]
        if unknown:
            raise KeyError(f"{', '.join(unknown)}: the columns of {self.path} are {', '.join(data.schema.names)}")
        return data.to_table(columns=columns, filter=chosen)

    def pandas(self, columns=None, filters=None):
        """The rows as a pandas data frame, with the units in ``attrs["units"]``; arguments as of ``arrow``."""
        frame = self.arrow(columns, filters).to_pandas()
        units = self.units
        frame.attrs["units"] = {name: units[name] for name in frame.columns}
        return frame

    def astropy(self, columns=None, filters=None):
        """The rows as an astropy QTable whose columns have their units; numbers that are missing are NaN."""
        needed("astropy", "astropy")
        import astropy.table
        import astropy.units

        rows = self.arrow(columns, filters)
        fields = self._fields()
        table = astropy.table.QTable()
        for name in rows.column_names:
            values = rows.column(name).to_numpy()
            unit = fields[name].get("unit", "1")
            table[name] = values if unit == "1" else values * astropy.units.Unit(unit)
            table[name].info.description = fields[name].get("comment")
        return table

    def spark(self, session=None):
        """The rows as a Spark data frame, units in the columns' metadata. ``session``: by default that of ``spark_session``."""
        return (session or spark_session()).read.parquet(self.directory.for_spark())

    def _fields(self) -> dict[str, dict]:
        if self._schema is None:
            names = [n for n in self.directory.names() if n.endswith(".parquet") and not n.startswith(("_", "."))]
            if not names:
                raise FileNotFoundError(f"{self.path}: there are no Parquet files in it")
            with self.directory.filesystem.open_input_file(f"{self.directory.path}/{names[0]}") as file:
                schema = pyarrow.parquet.read_schema(file)
            row = json.loads((schema.metadata or {}).get(_ROW_METADATA, b'{"fields": []}'))
            known = {field["name"]: field["metadata"] for field in row["fields"]}
            self._schema = {name: known.get(name, {}) for name in schema.names}
        return self._schema

    def __repr__(self):
        columns = ", ".join(n if u == "1" else f"{n} [{u}]" for n, u in self.units.items())
        return f"Table {self.path}: {self.rows:,} rows of {columns}"


def open_run(path) -> Run:
    """Opens a run directory: a local path, or a URI such as ``s3a://...`` or ``hdfs://...``."""
    return Run(path)
