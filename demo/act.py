"""An act: a part of the demo that plays one capability, and that can be left out by its name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto
from typing import ClassVar, Protocol

from contracts.scenario import Amounts, SourceMessage
from demo.check import Check
from demo.demo_run import DemoRun
from demo.options import Options
from demo.section import Section
from twin.resolve import Parameters


class RunStage(IntEnum):
    """When in a run a phase comes; phases of one moment come in the order of their acts."""

    PREPARE = auto()
    """Nothing moves yet."""
    START = auto()
    """The data plane is at work, and nothing was sent."""
    BRING = auto()
    """Events come by other ways."""
    REDRIVE = auto()
    """What failed meanwhile is sent again."""
    CLOSE = auto()
    EXAMINE = auto()
    """What was made of the events is held against them; then more is sent."""
    REPAIR = auto()
    """What was quarantined is corrected and sent again, and counts."""
    RECOVER = auto()
    COMPARE = auto()
    """Nothing is sent any more."""
    REVIEW = auto()


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A step of an act: the name of its seconds, and its title. It `needs` capabilities, or parts of them."""

    name: str
    title: str
    at: RunStage
    perform: Callable[[DemoRun], None]
    needs: frozenset[str] = frozenset()


class ActOutcome(Protocol):
    """What an act has found."""

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be, by what it is."""

    def checks(self) -> Iterable[Check]:
        """Return the lines of the reconciliation."""

    def figures(self) -> Mapping[str, object]:
        """Return the figures of demo.json."""


class Act:
    """A part of a run, made for it; what a subclass doesn't say is nothing.

    `needs` are capabilities ("Lake") or parts of them ("Sources/queue"), and `builds_on` other acts, without
    which it is left out. `services` are functions, by their services' names, that rest when it is left out.
    `settings` are numbers that a user may set, by name, with their defaults. `outcome` is there after its
    last phase.
    """

    name: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset()
    builds_on: ClassVar[frozenset[str]] = frozenset()
    services: ClassVar[frozenset[str]] = frozenset()
    settings: ClassVar[Mapping[str, int]] = {}
    outcome: ActOutcome | None = None

    def __init__(self, options: Options) -> None:
        self.options = options

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return ()

    def obstacle(self, first_day: date) -> str:  # noqa: ARG002
        """Return why it can't be played from that day on, or nothing."""
        return ""

    def stand_ins(self) -> AbstractContextManager[Parameters]:
        """Run what stands in for others on this machine; its context gives parameters of the deployment."""
        return nullcontext({})

    def plan(self, run: DemoRun, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:  # noqa: ARG002
        """Return what the senders send of `events`, before faults are mixed in."""
        return events

    def beside(self, run: DemoRun) -> AbstractContextManager[None]:  # noqa: ARG002
        """Do something while the senders send."""
        return nullcontext()

    def adjustments(self) -> Mapping[str, Amounts]:
        """Return what lies in ledgers, by consumer, that no event put there."""
        return {}

    def origins(self) -> Mapping[str, Iterable[str]]:
        """Return the ids of events that it has added, by where they come from."""
        return {}

    def flows(self, run: DemoRun) -> Mapping[tuple[str, str], int]:  # noqa: ARG002
        """Return how many records went between which resources, by their paths, that only it knows of."""
        return {}

    def sections(self) -> Iterable[Section]:
        """Return its part of the page."""
        return ()

    def files(self, run: DemoRun) -> Mapping[str, Mapping[str, str]]:  # noqa: ARG002
        """Return texts to leave in build/ by their files' names, the first to open first, by title."""
        return {}
