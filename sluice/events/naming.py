"""Names of replays: what a rule looks at to let one through."""

import re
from collections.abc import Collection
from itertools import count

from sluice.cloud import NotNow
from sluice.events.rules import Rule
from sluice.events.window import Window

# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
NAME = re.compile(r"[.\-_A-Za-z0-9]{1,64}")


class BadName(NotNow):
    """EventBridge takes no such name."""


def name_of(rule: Rule, environment: str, window: Window, wanted: str | None, taken: Collection[str]) -> str:
    """The name wanted, else the window's with a number, behind the rule and the environment; raises BadName.

    An account has names once: an environment's operators may look at, and cancel, replays of its own only.
    """
    prefix = f"{rule.prefix}{environment}-"
    if wanted is None:
        return next(name for n in count(1) if (name := f"{prefix}{window.name}-{n}") not in taken)
    name = wanted if wanted.startswith(prefix) else f"{prefix}{wanted}"
    if not NAME.fullmatch(name):
        raise BadName(f"--name is {wanted}: {name} may have 64 letters, digits, dots, dashes and underscores")
    return name
