"""What runs a deployed script on this machine: Spark, or DuckDB in the place of Spark."""

import os
import sys
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from subprocess import STDOUT, Popen
from typing import Protocol

from twin.lake.play import play
from twin.lake.scripts import Script
from twin.lake.spark_conf import require_spark, spark_environment

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
        child = _Forked(target=play, args=arguments)
        child.start()
        return child


class _Forked(ForkServerProcess):
    def poll(self) -> int | None:
        return self.exitcode
