"""What a demo is asked to do."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import domain
from contracts.scenario import Scenario, SourceMessage
from demo.events_file import read_events
from demo.faults import Rates, mixed
from twin.deploy import ROOT
from twin.lake.runners import Duck, Runner, Spark

_FOLDER = Path(domain.__file__).parents[1]
DOMAIN = "" if _FOLDER == ROOT else os.path.relpath(_FOLDER, ROOT)
"""The folder that provides the domain, unless this repository does."""

SECONDS_A_DAY = 15.0
LONGEST_PLAY = 60.0
DAYS_OF_ALL_FAULTS = 3


class FaultMix(StrEnum):
    """Which faults are mixed in."""

    NONE = "none"
    DEFAULT = "default"


class Engine(StrEnum):
    """What runs the deployed jobs."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True, kw_only=True)
class Options:
    """The command's options, as given."""

    environment: str
    scenario: Scenario
    first: date
    days: int
    port: int
    build: Path
    events: Path | None = None
    faults: FaultMix = FaultMix.DEFAULT
    without: frozenset[str] = frozenset()
    settings: Mapping[str, int] = field(default_factory=dict)
    seed: int = 1
    keep: bool = False
    revoke: int | None = None
    engine: Engine = Engine.DUCKDB

    @property
    def breaks(self) -> bool:
        """Say whether anything is broken on purpose."""
        return self.faults is FaultMix.DEFAULT

    @property
    def is_whole(self) -> bool:
        """Say whether all grants are used: fewer days have no room for all kinds of fault."""
        some = self.without or not self.breaks or self.events or not all(self.settings.values())
        return self.scenario.needs_every_grant and not some and self.days >= DAYS_OF_ALL_FAULTS

    @property
    def workspace(self) -> Path:
        """Where logs and the like of a run lie."""
        return self.build / "twin"

    def engine_at(self, endpoint: str) -> Runner:
        """Return what runs the deployed jobs."""
        return Spark(endpoint) if self.engine is Engine.SPARK else Duck(endpoint)

    @property
    def arguments(self) -> str:
        """What must be given to do the same again, whatever else changes."""
        source = f"--events {self.events}" if self.events else f"--from {self.first} --days {self.days}"
        without = f" --without {','.join(sorted(self.without))}" if self.without else ""
        settings = "".join(f" --set {name}={value}" for name, value in sorted(self.settings.items()))
        return (
            f"--environment {self.environment} {source} --faults {self.faults}{without}{settings} "
            f"--seed {self.seed} --engine {self.engine}"
        )

    @property
    def command(self) -> str:
        """The command that does the same again."""
        other = f"DOMAIN={DOMAIN} " if DOMAIN else ""
        return f'make demo {other}ARGS="{self.arguments} --port {self.port}"'

    @property
    def first_day(self) -> date:
        """The first day that is played; of somebody's own events it is read."""
        return self._own[0].sent_at.date() if self.events else self.first

    def source(self) -> Sequence[SourceMessage]:
        """Return the events to play, by time."""
        return self._own if self.events else self.scenario.source(self.first, self.days)

    def messages(self, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
        """Return the events, by time, and what is mixed in."""
        return mixed(events, self.scenario, Rates(), self.seed) if self.breaks else events

    def play_seconds(self, messages: Sequence[SourceMessage]) -> float:
        """Return how long the messages are stretched: some seconds a day, a minute at most."""
        days = (messages[-1].sent_at - messages[0].sent_at) / timedelta(days=1)
        return min(days * SECONDS_A_DAY, LONGEST_PLAY)

    @cached_property
    def _own(self) -> Sequence[SourceMessage]:
        return read_events(self.events) if self.events else ()
