"""A user's own events, one JSON object a line."""

from operator import attrgetter
from pathlib import Path

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from contracts.scenario import SourceMessage
from domain import EVENT
from lambdas.core.contract import parse
from twin.errors import TwinError


class UnusableEvents(TwinError):
    """A file of events that can't be played, and the line to mend."""


def read_events(path: Path) -> list[SourceMessage]:
    """Return the file's events in the order of their times."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UnusableEvents(f"{path} can't be read: {error.strerror}.") from error
    events = [_message(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not events:
        raise UnusableEvents(f"{path} holds no {EVENT.nouns}: one JSON object a line is expected.")
    return sorted(events, key=attrgetter("sent_at"))


def _message(path: Path, number: int, line: bytes) -> SourceMessage:
    try:
        event = parse(line)
    except BrokenContract as broken:
        raise UnusableEvents(f"{path}, line {number}: {broken}.") from broken
    if isinstance(event, Claim):
        raise UnusableEvents(f"{path}, line {number}: is a claim check, not an event.")
    occurred_at = getattr(event, EVENT.occurred_at.attribute)
    return SourceMessage(EVENT.partition_of(event), occurred_at, line.rstrip(b"\r"))
