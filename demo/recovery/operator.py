"""An operator at the command line: the program as people run it, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from twin.deploy import ROOT
from twin.errors import TwinError

DONE = frozenset({0})
ALONE = frozenset({"forget", "purge", "rebuild", "status"})
"""Commands that are no group of others."""
SAME_DOMAIN = {name: os.environ[name] for name in ("PYTHONPATH", "PYTHONSAFEPATH") if name in os.environ}
"""The commands read the domain that is played."""


class CommandFailed(TwinError):
    """A command that ended otherwise than it must here."""


@dataclass(frozen=True)
class CommandRun:
    """A command as it was typed, what it answered, and how long it took."""

    words: tuple[str, ...]
    answer: Any
    seconds: float

    @property
    def typed(self) -> str:
        """The command line, as a reader would type it."""
        return " ".join(("sluice", *self.words))


@dataclass
class Operator:
    """Types commands at an environment that the `variables` lead to; `ran` are all that it has typed."""

    variables: Mapping[str, str]
    environment: str
    ran: list[CommandRun] = field(default_factory=list)

    def type(self, group: str, *rest: str, codes: Collection[int] = DONE, noted: bool = True) -> Any:  # noqa: ANN401 (JSON)
        """Run a command and return its answer; raises CommandFailed on any other exit code.

        What is only a glance isn't noted.
        """
        # Of a group of commands the environment comes after its verb.
        at = 0 if group in ALONE else 1
        words = (group, *rest[:at], self.environment, *rest[at:])
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "sluice", *words, "--json"],
            cwd=ROOT,
            env={**self.variables, **SAME_DOMAIN},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in codes:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
            raise CommandFailed(f"sluice {' '.join(words)} ended with {done.returncode}: {lines[-1]}")
        answer = json.loads(done.stdout)
        if noted:
            self.ran.append(CommandRun(words, answer, time.perf_counter() - began))
        return answer
