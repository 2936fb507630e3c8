"""How an environment stands, on one screen, as wide as it is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain import EVENT
from sluice.status.completeness import HOUR, Completeness, HourVerdict
from sluice.status.positions import ConsumerPosition
from sluice.status.status import Status, spoken

TAIL = 12
WIDE = 72
STYLES = {
    Completeness.MISSING: "bold red",
    Completeness.MORE: "yellow",
    Completeness.UNKNOWN: "yellow",
    Completeness.OPEN: "dim",
}
COMPARED = (
    "By hour of arrival, UTC: what the stream took, against the objects of raw whose oldest record came then."
    " What lies in objects that were written across an hour's end may be of either hour: named is only what"
    " is missing, or too much, whichever it is of. What Firehose delivered is counted when it was written."
)

NOT_COMPARED = "Stream and raw are not compared: the environment has no manifest, which comes with Replay."


def screen(status: Status, width: int) -> Group:
    """Lay out the screen, what is wrong last."""
    return Group(
        *_parted(_consumers(status), _delivery(status), _waiting(status), _hours(status.hours, width)),
        Text(f"{COMPARED if status.hours else NOT_COMPARED}\n", style="dim"),
        *_wrong(list(status.wrong())),
    )


def _consumers(status: Status) -> Table:
    rows = (_consumer(status, each) for each in status.positions)
    return _table("Consumers", ("consumer", "shard", "last settled", ">arrived", ">next waits"), rows)


def _consumer(status: Status, each: ConsumerPosition) -> Sequence[str]:
    waits = "nothing" if each.waits is not None and not each.waits else spoken(each.waits)
    shard = each.shard.removeprefix("shardId-").lstrip("0") or "0"
    if each.sequence_number is None:
        return each.consumer, shard, "nothing yet", "", waits
    number = each.sequence_number
    shown = number if len(number) <= TAIL else f"…{number[-TAIL:]}"
    return each.consumer, shard, shown, _ago(status, each.arrived_at), waits


def _delivery(status: Status) -> Table:
    rows = (
        (name, each.key.rpartition("/")[2], _ago(status, each.written_at))
        if each
        else (name, "nothing lately", "")
        for name, each in status.delivered.items()
    )
    return _table("Delivery", ("stream", "last object", ">written"), rows)


def _waiting(status: Status) -> Table:
    replays = [
        (f"replay {each.id}", f"{each.state}, {each.sent:,} of {each.records:,}") for each in status.replays
    ]
    failures = [
        (f"failures, {name.replace('_', ' ')}", f"{count:,}") for name, count in status.waiting.items()
    ]
    letters = [(name, f"{count:,}") for name, count in status.dead_letters.items() if count]
    quiet = [] if letters else [("dead letters", "none")]
    if not status.waiting:
        quiet.insert(0, ("failures", "none"))
    parked = [(f"{EVENT.partition_noun} days parked", f"{status.parked:,}")] if status.parked else []
    rows = [*replays, *failures, *quiet, *letters, *parked]
    return _table("Under way and waiting", ("what", ">how much"), rows)


def _hours(hours: Sequence[HourVerdict], width: int) -> Table:
    """Lay out the hours; those in a row of which the same is said, and nothing is wrong, are one line."""
    columns = (">hours", "", ">took", ">raw", ">across", ">delivered")
    table = _table("Completeness", columns[: None if width >= WIDE else -2], ())
    for _, same in groupby(enumerate(hours), lambda each: each[0] if each[1].gap else each[1].says):
        some = [each for _, each in same]
        table.add_row(*_hours_row(some)[: len(table.columns)], style=STYLES.get(some[0].says))
    return table


def _hours_row(some: Sequence[HourVerdict]) -> Sequence[str]:
    counts = [each.counts for each in some]
    return (
        _span(counts[0].hour, counts[-1].hour + HOUR),
        str(some[0]),
        _sum(each.took for each in counts),
        _sum(each.raw for each in counts),
        f"{max(each.across for each in counts):,}",
        _sum(each.delivered for each in counts),
    )


def _wrong(lines: Sequence[str]) -> Iterator[Text]:
    for line in lines:
        yield Text(line, style="bold red")
    if not lines:
        yield Text("Nothing is missing, and nothing waits.", style="green")


def _parted(*tables: Table) -> Iterator[RenderableType]:
    for table in tables:
        yield table
        yield ""


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Lay out a table; columns whose heads begin with > hold figures."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        figures = column.startswith(">")
        table.add_column(
            column.removeprefix(">"), justify="right" if figures else "left", no_wrap=figures, overflow="fold"
        )
    for row in rows:
        table.add_row(*row)
    return table


def _ago(status: Status, at: datetime | None) -> str:
    return f"{spoken(status.age(at))} ago" if at else ""


def _span(start: datetime, end: datetime) -> str:
    return f"{start:%m-%d %H}-{end:%H}h"


def _sum(figures: Iterable[int | None]) -> str:
    known = [each for each in figures if each is not None]
    return f"{sum(known):,}" if known else "-"
