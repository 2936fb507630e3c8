"""Runs that die: by an exception after any commit, or as a process, by SIGKILL, while one is being made.

As a program: `python -m tests.jobs.retail.dying curate_sales 2 --RAW_BUCKET ...` dies in its second commit,
when all files are written and the catalog hasn't heard of them.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import count
from typing import Any

from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake

COMMITS = ("insert", "upsert", "tag")


class Killed(BaseException):
    """Nothing catches it."""


class Mortal:
    """A lake that survives so many commits; the last one of them is made."""

    def __init__(self, lake: DuckLake, commits: int) -> None:
        self._lake, self._left = lake, commits

    def __getattr__(self, name: str) -> Any:
        does = getattr(self._lake, name)
        return self._once(does) if name in COMMITS else does

    def _once(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any) -> Any:
            made = does(*arguments)
            self._left -= 1
            if not self._left:
                raise Killed
            return made

        return done


def main(script: str, commit: str, *arguments: str) -> None:
    """Run a job's script until its commit of that number."""
    endpoint, commits = os.environ["AWS_ENDPOINT_URL"], count(1)

    def die(**_: object) -> None:
        if next(commits) == int(commit):
            os.kill(os.getpid(), signal.SIGKILL)

    catalog(endpoint).glue.meta.events.register("before-send.glue.UpdateTable", die)
    lake = DuckLake(endpoint, arguments[arguments.index("--DATABASE") + 1])
    run: Callable[[Sequence[str], DuckLake], object] = import_module(f"jobs.retail.{script}").main
    run(arguments, lake)


if __name__ == "__main__":
    main(*sys.argv[1:])
