"""A failure: all occurrences of one record at one consumer, and of whatever was sent in its place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from contracts.refusals import Reason as RefusalReason
from domain import EVENT
from sluice.failures.occurrence import (
    FailureKind,
    Occurrence,
    RecordIdentity,
    failure_id,
    identify,
    record_id,
)
from sluice.time_options import InvalidOption

WAITING, SENDING, SENT, PARKED = STATES = ("waiting", "sending", "sent", "parked")
CAP = 3
"""So often a failure is sent back; what fails once more is parked."""
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """The attempts to send a failure back, and whether the last one is noted as made.

    `seen` is the last occurrence that was known when it was sent: a later one means that it came back. Both
    are AWS's times. The clock of whoever sends, `sent_at`, is for people: it may run ahead or behind.
    """

    attempts: int = 0
    state: str = ""
    seen: datetime = NEVER
    sent_at: str = ""
    by: str = ""
    replaced_by: str = ""

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self:
        """Read an item of the table."""
        texts = {name: item[name] for name in ("state", "sent_at", "by", "replaced_by") if name in item}
        seen = datetime.fromisoformat(item["seen"]) if "seen" in item else NEVER
        return cls(attempts=int(item["attempts"]), seen=seen, **texts)

    def after(self, last: datetime, cap: int = CAP) -> str:
        """Return the state of a failure that occurred for the last time then."""
        if self.state == PARKED:
            return PARKED
        if last > self.seen:
            return PARKED if self.attempts >= cap else WAITING
        return self.state

    def next_attempt(self, last: datetime) -> int:
        """Return the number of the attempt to make: one that was begun and not noted is made again."""
        return self.attempts if self.state == SENDING and last <= self.seen else self.attempts + 1


CONFLICTS = f"its {EVENT.noun} id is taken: it would only conflict again"
LEFT = (WAITING, SENDING)
"""The states of what is not yet on its way back, for all that is known."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that failed at a consumer; a repair of it that failed is among the `occurrences`."""

    id: str
    occurrences: Sequence[Occurrence]
    recovery: RecoveryState

    @property
    def first(self) -> Occurrence:
        """The record as it was received."""
        return self.occurrences[0]

    @property
    def last(self) -> Occurrence:
        """The record that failed last: it is what goes back."""
        return self.occurrences[-1]

    @property
    def consumer(self) -> str:
        """The consumer that fails at it; others that do have a failure of their own."""
        return self.first.consumer

    @property
    def identity(self) -> RecordIdentity:
        """Whose record it is."""
        return identify(self.last)

    @property
    def is_quarantined(self) -> bool:
        """Whether a consumer refused it, and will again unless something has changed."""
        return self.last.kind is FailureKind.QUARANTINED

    @property
    def holds_card_number(self) -> bool:
        """Whether it must be shown to nobody."""
        return any(EVENT.holds_card_number(each.data) for each in self.occurrences)

    @property
    def state(self) -> str:
        """Waiting, sending, sent or parked."""
        return self.state_under(CAP)

    def state_under(self, cap: int) -> str:
        """Return the state if it may be sent so often."""
        return self.recovery.after(self.last.failed_at, cap)

    def is_left(self, cap: int = CAP) -> bool:
        """Return whether it may be sent."""
        return self.state_under(cap) in LEFT

    def is_sent_by_another(self, by: str) -> bool:
        """Return whether another attempt is under way: what that one sends may be other bytes."""
        return self.state == SENDING and self.recovery.by != by

    @property
    def next_attempt(self) -> int:
        """The number of the attempt to make."""
        return self.recovery.next_attempt(self.last.failed_at)

    def figures(self) -> dict[str, Any]:
        """Return the failure for programs, without the record."""
        last, identity = self.last, self.identity
        return {
            "id": self.id,
            "state": self.state,
            "kind": last.kind,
            "reason": last.reason,
            "field": last.part,
            "why": last.why,
            "consumer": self.consumer,
            EVENT.partition.name: identity.partition,
            EVENT.id.name: identity.event_id,
            "arrived_at": self.first.arrived_at.isoformat(),
            "first_failed_at": self.first.failed_at.isoformat(),
            "last_failed_at": last.failed_at.isoformat(),
            "occurrences": len(self.occurrences),
            "attempts": self.recovery.attempts,
            "by": self.recovery.by,
            "sent_at": self.recovery.sent_at,
            "replaced_by": self.recovery.replaced_by,
        }


def describe_other_sender(failures: Sequence[Failure], by: str) -> str | None:
    """Say who else has begun to send one of them: what that one sends may be other bytes."""
    others = [each.recovery.by for each in failures if each.is_sent_by_another(by)]
    return f"{others[0]} is sending it: run that again first" if others else None


def group_occurrences(occurrences: Iterable[Occurrence]) -> dict[str, list[Occurrence]]:
    """Return occurrences by failure, oldest first; a repair that failed is the record that it was made of."""
    found: dict[str, list[Occurrence]] = {}
    for each in sorted(occurrences, key=_first_time):
        record = identify(each).repaired_from or record_id(each.data)
        found.setdefault(failure_id(each.consumer, record), []).append(each)
    return found


def _first_time(occurrence: Occurrence) -> tuple[datetime, str]:
    return occurrence.failed_at, occurrence.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters of failures; None lets all through."""

    reason: str | None = None
    consumer: str | None = None
    partition: str | None = None
    state: str | None = None

    def __post_init__(self) -> None:
        if self.state and self.state not in STATES:
            raise InvalidOption(f"--state is {self.state}: it is one of {', '.join(STATES)}")

    def select(self, failures: Iterable[Failure]) -> list[Failure]:
        """Return the failures that match."""
        return [each for each in failures if self.matches(each)]

    def require_known(self, failures: Sequence[Failure], consumers: Iterable[str]) -> None:
        """Raise InvalidOption for a reason or a consumer that there isn't, as far as can be known."""
        if self.reason is not None:
            _require_one_of(
                "--reason", self.reason, {*RefusalReason, *(each.last.reason for each in failures)}
            )
        if self.consumer is not None:
            _require_one_of("--consumer", self.consumer, {*consumers, *(each.consumer for each in failures)})

    def matches(self, failure: Failure) -> bool:
        """Return whether a failure matches."""
        return (
            self.reason in (None, failure.last.reason)
            and (self.consumer is None or self.consumer == failure.consumer)
            and self.partition in (None, failure.identity.partition)
            and self.state in (None, failure.state)
        )


ALL_FAILURES = Filters()


def _require_one_of(option: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise InvalidOption(f"{option} is {value}: it is one of {', '.join(sorted(known))}")


def select_by_id(failures: Sequence[Failure], ids: Sequence[str]) -> list[Failure]:
    """Return the failures of these ids, or of what they begin with; raises InvalidOption."""
    return [_one(failures, each) for each in ids]


def _one(failures: Sequence[Failure], text: str) -> Failure:
    found = [each for each in failures if each.id.startswith(text)]
    if len(found) != 1:
        named = f"{len(found)} failures begin" if found else "no failure in this window begins"
        raise InvalidOption(f"{named} with {text}")
    return found[0]
