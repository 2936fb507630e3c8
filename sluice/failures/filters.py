"""Which failures are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sluice.asked import TIME, Unclear, read_if_given
from sluice.failures.failure import Failure
from sluice.failures.objects import Window
from sluice.failures.recovery import PARKED, SENDING, SENT, WAITING

STATES = (WAITING, SENDING, SENT, PARKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """None lets all through."""

    reason: str | None = None
    consumer: str | None = None
    store: str | None = None
    state: str | None = None

    def __post_init__(self) -> None:
        if self.state and self.state not in STATES:
            raise Unclear(f"--state is {self.state}: it is one of {', '.join(STATES)}")

    def of(self, failures: Iterable[Failure]) -> list[Failure]:
        """Return what is asked for."""
        return [each for each in failures if self.let_through(each)]

    def let_through(self, failure: Failure) -> bool:
        """Tell whether a failure is asked for."""
        return (
            self.reason in (None, failure.last.reason)
            and (self.consumer is None or self.consumer == failure.consumer)
            and self.store in (None, failure.told.partition)
            and self.state in (None, failure.state)
        )


EVERYTHING = Filters()


def window(since: str | None, until: str | None, now: datetime | None = None) -> Window:
    """Read a window as somebody writes it; raises Unclear, Backwards or NotYet."""
    first, last = read_if_given("--since", since, TIME), read_if_given("--until", until, TIME)
    if first:
        first.require_past(now or datetime.now(UTC))
    if first and last:
        last.require_after(first)
    return Window(first.at if first else None, last.at if last else None)


def chosen(failures: Sequence[Failure], ids: Sequence[str]) -> list[Failure]:
    """Return the failures of these ids, or of what they begin with; raises Unclear."""
    return [_one(failures, each) for each in ids]


def _one(failures: Sequence[Failure], text: str) -> Failure:
    found = [each for each in failures if each.id.startswith(text)]
    if len(found) != 1:
        named = f"{len(found)} failures begin" if found else "no failure in this window begins"
        raise Unclear(f"{named} with {text}")
    return found[0]
