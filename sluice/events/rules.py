"""Rules of the bus that let replayed events through, and by which name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

REPLAY_NAME = "replay-name"


class NoRuleNamed(NotNow):
    """Nobody said which rule is to take the events."""


class UnknownRule(NotNow):
    """No rule takes replayed events by this name."""


@dataclass(frozen=True)
class Rule:
    """A rule that takes events of a replay whose name begins with `name` and a dash."""

    name: str
    arn: str
    takes: tuple[str, ...]
    effect: str

    def __str__(self) -> str:
        """What it takes and what comes of it."""
        effect = f": {self.effect}" if self.effect else ""
        return f"{self.name} alone, which takes {', '.join(self.takes)}{effect}"

    @property
    def prefix(self) -> str:
        """What a replay's name must begin with."""
        return f"{self.name}-"


def chosen(events: "EventBridgeClient", bus: str, name: str | None) -> Rule:
    """The rule of a bus by its name; raises NoRuleNamed, UnknownRule."""
    rules = {rule.name: rule for rule in replayable(events, bus)}
    known = " or ".join(sorted(rules)) or "none is there"
    if name is None:
        raise NoRuleNamed(
            f"say which rule is to act again, --rule {known}: a rule acts on no replay but its own"
        )
    if name not in rules:
        raise UnknownRule(f"no rule of {bus} takes replays of {name}: --rule {known}")
    return rules[name]


def replayable(events: "EventBridgeClient", bus: str) -> Iterator[Rule]:
    """Every rule of a bus that a replay can be named for."""
    for page in events.get_paginator("list_rules").paginate(EventBusName=bus):
        for rule in page["Rules"]:
            pattern = json.loads(rule.get("EventPattern", "{}"))
            for prefix in _prefixes(pattern):
                takes = tuple(pattern.get("detail-type", ()))
                yield Rule(prefix.removesuffix("-"), rule["Arn"], takes, rule.get("Description", ""))


def _prefixes(pattern: Mapping[str, Any]) -> Iterator[str]:
    for test in pattern.get(REPLAY_NAME, ()):
        if isinstance(test, dict) and "prefix" in test:
            yield test["prefix"]
