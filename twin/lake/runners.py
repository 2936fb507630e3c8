"""What runs a deployed script on this machine: Spark, or DuckDB in the place of Spark."""

import importlib
import os
import runpy
import sys
from collections.abc import Sequence
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import STDOUT, Popen
from typing import Protocol

from twin.lake.scripts import Script
from twin.lake.spark_conf import require_spark, spark_environment
from twin.loopback import environment

HEAVY = ["boto3", "duckdb", "msgspec", "pyiceberg.catalog.glue", "pyiceberg.io.pyarrow", "sqlglot"]


class Running(Protocol):
    """A process of its own."""

    def poll(self) -> int | None:
        """Return its exit code, once it has ended."""

    def kill(self) -> None:
        """End it, wherever it is."""


class Runner(Protocol):
    """An engine for scripts."""

    def __call__(self, script: Script) -> Running:
        """Start the script, and return at once."""


class Spark:
    """The Spark of Glue's release, set as the job's `--conf` says."""

    def __init__(self, endpoint: str) -> None:
        require_spark()
        self._endpoint = endpoint

    def __call__(self, script: Script) -> Running:
        """Start the script, and return at once."""
        variables = spark_environment(script.arguments["--conf"], self._endpoint, script.key)
        path = os.pathsep.join(map(str, script.libraries))
        with script.log.open("wb") as log:
            return Popen(
                [sys.executable, str(script.path), *script.words],
                env=variables | {"PYTHONPATH": path},
                stdout=log,
                stderr=STDOUT,
            )


class Duck:
    """DuckDB. Scripts are forked from a process that has imported what is heavy: that takes seconds."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        forkserver.set_forkserver_preload(HEAVY)
        forkserver.ensure_running()

    def __call__(self, script: Script) -> Running:
        """Start the script, and return at once."""
        arguments = (script.path, script.libraries, script.words, self._endpoint, script.log, script.key)
        child = _Forked(target=_play, args=arguments)
        child.start()
        return child


class _Forked(ForkServerProcess):
    def poll(self) -> int | None:
        return self.exitcode


def _play(
    script: Path, libraries: Sequence[Path], arguments: Sequence[str], endpoint: str, log: Path, key: str
) -> None:
    """Run the script as Glue would, with its own libraries before this repository's, under an access key.

    It changes all of its process, which is the script's alone.
    """
    _write_output_to(log)
    # boto3 in the script finds nothing but the emulator.
    variables = environment(endpoint, key)
    os.environ.clear()
    os.environ.update(variables)
    sys.path[:0] = map(str, libraries)
    sys.argv = [str(script), *arguments]
    _put_duck_for_spark(endpoint, key)
    runpy.run_path(str(script), run_name="__main__")


def _put_duck_for_spark(endpoint: str, key: str) -> None:
    """Scripts ask jobs.engine for their engine, and Spark for its tables, which DuckDB finds by itself.

    Imported here: of `jobs` the script's own copy is meant.
    """
    engine = importlib.import_module("jobs.engine")
    duck = importlib.import_module("twin.lake.duck")
    engine.spark = lambda database, *_: duck.DuckLake(endpoint, database, key)  # type: ignore[attr-defined]


def _write_output_to(log: Path) -> None:
    with log.open("wb") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
