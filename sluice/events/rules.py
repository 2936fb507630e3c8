"""Rules of the bus that let replayed events through, and the names by which they do."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from sluice.cloud import NotNow
from sluice.events.window import EventWindow

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

REPLAY_NAME = "replay-name"


class NoRuleNamed(NotNow):
    """A replay for which no rule was named."""


class UnknownRule(NotNow):
    """A name by which no rule takes replayed events."""


@dataclass(frozen=True)
class ReplayRule:
    """A rule that takes events of a replay whose name begins with `name` and a dash."""

    name: str
    arn: str
    takes: tuple[str, ...]
    effect: str

    def __str__(self) -> str:
        """Render what it takes and what comes of it."""
        effect = f": {self.effect}" if self.effect else ""
        return f"{self.name} alone, which takes {', '.join(self.takes)}{effect}"

    @property
    def prefix(self) -> str:
        """The beginning of the names of its replays."""
        return f"{self.name}-"


def choose_rule(events: "EventBridgeClient", bus: str, name: str | None) -> ReplayRule:
    """Return the rule of a bus by its name; raise NoRuleNamed or UnknownRule."""
    rules = {rule.name: rule for rule in replayable(events, bus)}
    known = " or ".join(sorted(rules)) or "none is there"
    if name is None:
        raise NoRuleNamed(
            f"say which rule is to act again, --rule {known}: a rule acts on no replay but its own"
        )
    if name not in rules:
        raise UnknownRule(f"no rule of {bus} takes replays of {name}: --rule {known}")
    return rules[name]


def replayable(events: "EventBridgeClient", bus: str) -> Iterator[ReplayRule]:
    """Yield every rule of a bus that a replay can be named for."""
    for page in events.get_paginator("list_rules").paginate(EventBusName=bus):
        for rule in page["Rules"]:
            pattern = json.loads(rule.get("EventPattern", "{}"))
            for prefix in _prefixes(pattern):
                takes = tuple(pattern.get("detail-type", ()))
                yield ReplayRule(prefix.removesuffix("-"), rule["Arn"], takes, rule.get("Description", ""))


def _prefixes(pattern: Mapping[str, Any]) -> Iterator[str]:
    for test in pattern.get(REPLAY_NAME, ()):
        if isinstance(test, dict) and "prefix" in test:
            yield test["prefix"]


# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
NAME = re.compile(r"[.\-_A-Za-z0-9]{1,64}")


class InvalidReplayName(NotNow):
    """A name that EventBridge refuses."""


def name_replay(
    rule: ReplayRule, environment: str, window: EventWindow, wanted: str | None, taken: Collection[str]
) -> str:
    """Return the name wanted, else the window's with a number; raise InvalidReplayName.

    An account has names once: an environment's operators may look at, and cancel, replays of its own only.
    """
    prefix = f"{rule.prefix}{environment}-"
    if wanted is None:
        return next(name for n in count(1) if (name := f"{prefix}{window.name}-{n}") not in taken)
    name = wanted if wanted.startswith(prefix) else f"{prefix}{wanted}"
    if not NAME.fullmatch(name):
        raise InvalidReplayName(
            f"--name is {wanted}: {name} may have 64 letters, digits, dots, dashes and underscores"
        )
    return name
