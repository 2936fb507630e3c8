"""Operators at the command line: the program as people run it, each process under a principal's key."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.twin.operated import World
from twin.deploy import ROOT
from twin.permissions.authorizer import Principal
from twin.services import permissions

POLICIES = {
    "looker": ("LookPolicyArn", "LettersPolicyArn"),
    "mender": ("LookPolicyArn", "LettersPolicyArn", "MendPolicyArn"),
    "trespasser": ("LookPolicyArn", "LettersPolicyArn"),
    "breaker": ("LookPolicyArn",),
    "stranger": ("LookPolicyArn",),
}
"""Who looks; who mends; who looks and tries to mend; who breaks the glass; who tries to without a device."""


PATIENCE = 240
"""Seconds, which no command takes."""


@dataclass(frozen=True)
class Answered:
    """How a command ended."""

    who: str
    typed: str
    code: int
    out: str
    err: str


class Operators:
    """Those of a deployment, each with its policies attached."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._environment = cache(self._environment_of)

    def type(self, who: str, words: Sequence[str]) -> Answered:
        """Run a command, and say yes to what it asks."""
        done = subprocess.run(
            [sys.executable, "-m", "sluice", *words],
            cwd=ROOT,
            env=self._environment(who),
            input="y\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        return Answered(who, " ".join(words), done.returncode, done.stdout, done.stderr)

    def report(self) -> dict[str, Any]:
        """What was evaluated."""
        return dict(permissions.report(self._world.twin.emulator.endpoint))

    def _environment_of(self, who: str) -> dict[str, str]:
        policies = tuple(map(self._world.output, POLICIES[who]))
        principal = Principal(f"arn:aws:iam::111122223333:role/{who}", policies)
        return self._world.twin.emulator.environment_of(principal)
