"""A Glue script in a process of its own, with DuckDB in the place of Spark."""

import importlib
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from twin.loopback import environment


def play(
    script: Path, libraries: Sequence[Path], arguments: Sequence[str], endpoint: str, log: Path, key: str
) -> None:
    """Run the script as Glue would, with its own libraries before this repository's, under an access key."""
    _talk_to(log)
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


def _talk_to(log: Path) -> None:
    with log.open("wb") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
