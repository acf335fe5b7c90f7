"""The program itself: where it is, and how its commands are run from Python."""

from __future__ import annotations

import importlib.metadata
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import urllib.parse
import urllib.request

_HOME = "LOCALFLOWS_HOME"

_SAID = "localflows: "
"""Lines on stderr begin so that are not of a run's progress; a mistake is the last of them."""

_PATIENCE = 5.0
"""For so long [s] such a line, and what is said after it, is not shown. Where the program takes longer to end it is shown, and raised too."""

_MOST_LINES = 20
"""So many lines are a mistake with what Java says after it; of more, as of a command that was killed, the first and the last are raised."""


class LocalFlowsError(RuntimeError):
    """A command has failed. ``exit_code`` is 2 for a mistake of the caller, of which the message says what to do."""

    def __init__(self, message: str, exit_code: int):
        super().__init__(message)
        self.exit_code = exit_code


def home() -> pathlib.Path:
    """The checkout that the program is in: ``$LOCALFLOWS_HOME``, or that which this package lies in or was installed from, or
    that which this process works in."""
    named = os.environ.get(_HOME)
    if named:
        if not (pathlib.Path(named) / "submit" / "localflows").is_file():
            raise FileNotFoundError(f"{_HOME} is {named}, which has no submit/localflows: set it to a checkout of LocalFlows")
        return pathlib.Path(named).resolve()
    for place in filter(None, (pathlib.Path(__file__).resolve(), _installed_from(), pathlib.Path.cwd())):
        for directory in (place, *place.parents):
            if (directory / "submit" / "localflows").is_file():
                return directory
    raise FileNotFoundError(f"no checkout of LocalFlows is found: set {_HOME} to one (runs can be read without)")


def job_jar() -> pathlib.Path:
    """The job jar, which Spark needs for ``localflows.ml``: ``$LOCALFLOWS_JAR``, or that which the checkout has built."""
    named = os.environ.get("LOCALFLOWS_JAR")
    jar = pathlib.Path(named) if named else home() / "spark-jobs" / "target" / "localflows.jar"
    if not jar.is_file():
        raise FileNotFoundError(
            f"there is no {jar}: "
            + ("set LOCALFLOWS_JAR to the job jar" if named else f"{home()}/submit/localflows --version builds it")
        )
    return jar.resolve()


def run(arguments, quiet: bool = False) -> str:
    """Runs a command of the program, ``run(["pipeline", "--config", "mine.conf"])``, and returns what it answers.

    ``arguments`` is what follows ``submit/localflows`` on the command line, spark-submit's options first. What the command says
    is printed as it comes, its progress too, unless ``quiet``. From a line on that begins with ``localflows:`` it is printed up to 5 s
    later, for when the command fails the last of these lines, and what little follows it, is raised, and printed only where the
    command is slow to end. An interrupt (Ctrl-C, or a
    notebook's stop) ends the command as on the command line: the same command goes on where it was.

    Raises ``LocalFlowsError`` with the command's own message when it does not end well.
    """
    if isinstance(arguments, str):
        raise TypeError("give the arguments as a list, for example run(['describe', '--run', 'runs/quickstart'])")
    command = [str(home() / "submit" / "localflows"), *(os.fspath(a) for a in arguments)]
    # In a session of its own, lest Ctrl-C on a terminal reach it twice.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    answer, said = [], []
    shown = _Shown(None if quiet else sys.stderr)
    readers = [
        threading.Thread(target=_follow, args=(process.stdout, answer, _Shown(None if quiet else sys.stdout).show), daemon=True),
        threading.Thread(target=_follow, args=(process.stderr, said, shown.show_later), daemon=True),
    ]
    for reader in readers:
        reader.start()
    code = None
    try:
        code = process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    finally:
        for reader in readers:
            reader.join()
        mistake = _mistake(said) if code else ""
        shown.end(mistake)
    if code:
        raise LocalFlowsError(mistake or f"{' '.join(command)} ended with exit code {code}", code)
    return "".join(answer)


def _mistake(said: list[str]) -> str:
    """What a command that has failed said last: from the program's last line on, shortened where that is long, or else the last line."""
    own = [i for i, line in enumerate(said) if line.startswith(_SAID)]
    last = said[own[-1] :] if own else [line for line in said if line.strip()][-1:]
    if len(last) > _MOST_LINES:
        last = [last[0], "...\n", last[-1]]
    return "".join(last).strip()


class _Shown:
    """What the user sees of a stream, on another, or nowhere. What may be the command's last words waits, lest these be told twice."""

    def __init__(self, stream):
        self._stream = stream
        self._waiting = ""
        self._timer = None
        self._lock = threading.Lock()

    def show(self, line: str):
        with self._lock:
            self._write(line)

    def show_later(self, line: str):
        with self._lock:
            if line.startswith(_SAID):
                self._write_waiting()
                self._timer = threading.Timer(_PATIENCE, self._show_waiting)
                self._timer.daemon = True
                self._timer.start()
            if self._timer is not None:
                self._waiting += line
            else:
                self._write(line)

    def end(self, raised: str):
        """What waits is shown, unless it is what is raised."""
        with self._lock:
            if self._waiting.strip() == raised:
                self._waiting = ""
            self._write_waiting()

    def _show_waiting(self):
        with self._lock:
            if threading.current_thread() is self._timer:
                self._write_waiting()

    def _write_waiting(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._write(self._waiting)
        self._waiting = ""

    def _write(self, text: str):
        if text and self._stream is not None:
            self._stream.write(text)
            self._stream.flush()


def _follow(stream, kept, show):
    with stream:
        for line in stream:
            kept.append(line)
            show(line)


def _installed_from() -> pathlib.Path | None:
    """The directory that pip installed this package from, which it writes down (PEP 610)."""
    try:
        text = importlib.metadata.distribution("localflows").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None
    url = urllib.parse.urlparse(json.loads(text)["url"]) if text else None
    if url is None or url.scheme != "file":
        return None
    return pathlib.Path(urllib.request.url2pathname(url.path))
