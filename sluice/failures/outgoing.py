"""What goes back, each record once however many failures it answers, and in which calls."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambdas.core.replay.batches import BYTES_A_CALL, RECORDS_A_CALL
from sluice.failures.failure import Failure
from sluice.failures.occurrence import ToFunction, Way

REDRIVE = "redrive"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record on its way back; a repair names the sale in whose place it goes."""

    failures: Sequence[Failure]
    data: bytes
    way: Way
    by: str = REDRIVE
    sale_id: str = ""


def grouped(failures: Iterable[Failure]) -> list[list[Failure]]:
    """Failures by the record that failed last: several consumers may have refused the same one."""
    found: dict[tuple[Way, bytes], list[Failure]] = {}
    for each in failures:
        found.setdefault((each.last.way, each.last.data), []).append(each)
    return list(found.values())


def calls(outgoing: Iterable[Outgoing], rate: float) -> Iterator[list[Outgoing]]:
    """Part what goes back into calls, a channel after the other; rows keep the order of their stream."""
    channels: dict[tuple[str, ...], list[Outgoing]] = {}
    for each in outgoing:
        channels.setdefault(each.way.channel, []).append(each)
    for through in channels.values():
        yield from [_in_order(through)] if isinstance(through[0].way, ToFunction) else _parts(through, rate)


def _in_order(rows: list[Outgoing]) -> list[Outgoing]:
    return sorted(rows, key=_sequence_number)


def _sequence_number(row: Outgoing) -> int:
    return int(row.way.sequence_number) if isinstance(row.way, ToFunction) else 0


def _parts(outgoing: Sequence[Outgoing], rate: float) -> Iterator[list[Outgoing]]:
    most, part, size = max(1, min(RECORDS_A_CALL, int(rate))), list[Outgoing](), 0
    for each in outgoing:
        size += len(each.data)
        if part and (len(part) == most or size > BYTES_A_CALL):
            yield part
            part, size = [], len(each.data)
        part.append(each)
    if part:
        yield part
