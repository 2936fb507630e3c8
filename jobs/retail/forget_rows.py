"""Somebody taken out of the tables: the rows that hold them, and the states that the tables had before.

A sale's lines count only with its digest, and a payload without a person has another one. So lines are
written under the new digest, then the sale, and then the old lines go: sums are right at every moment.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.personal import FORGOTTEN
from domain import EVENT
from domain.lake.tables import QUARANTINED, SALE_LINES, SALES
from jobs.lake import Lake
from jobs.retail.day_close import STORE_DAY
from jobs.retail.steps import STEPS
from lake.forget_list import ForgettingList, Forgotten, ForgottenPayload, InvalidList
from lake.schema import Type

TEXT, DATE, TIME = Type.STRING, Type.DATE, Type.TIMESTAMP
HOLDERS = (SALES, SALE_LINES, QUARANTINED)
"""The tables that hold a person, or a hash of a payload that names them."""
PERSONAL = (
    tuple(each.name for each in (EVENT.personal.person, *EVENT.personal.tokens)) if EVENT.personal else ()
)
FORGOTTEN_PAYLOADS = {
    "sale_id": TEXT,
    "business_day": DATE,
    "old_digest": TEXT,
    "digest": TEXT,
} | dict.fromkeys(PERSONAL, TEXT)
MOVED_OBJECTS = {"raw_object": TEXT, "old_version": TEXT, "new_version": TEXT}
RENAMED_RECORDS = {
    "record_id": TEXT,
    "new_record_id": TEXT,
    "sale_id": TEXT,
    "business_day": DATE,
    "digest": TEXT,
}
RESETTLED = {"sale_id": TEXT, "business_day": DATE, "settles": TEXT}


@dataclass(frozen=True)
class DroppedHistory:
    """How many states of tables went, and of how many closings the report can be made of the tables still."""

    states: int
    reproduced: int
    closings: int


def forget(lake: Lake, listed: ForgettingList, changed: Counter[str] | None = None) -> Counter[str]:
    """Rewrite every row that a list is about; return how many by table. Again, it changes nothing.

    `changed` counts on from try to try.
    """
    changed = Counter() if changed is None else changed
    _create_list_views(lake, listed)
    days = sorted({each.day for each in listed.payloads})
    _show_days(lake, "forgotten_days", days)
    STEPS.make(lake, ("forgotten_lines",))
    changed["sale_lines"] += lake.insert(SALE_LINES, "forgotten_lines")
    changed["sales"] += _rewrite_sales(lake, days)
    STEPS.make(lake, ("lines_that_stay",))
    lake.rewrite(SALE_LINES, "lines_that_stay", days)
    changed["quarantined"] += _rewrite_refusals(lake)
    return changed


def drop_history(lake: Lake) -> DroppedHistory:
    """Leave the tables that hold persons their present state, tagged for closings that it reproduces."""
    lake.table("parked", [], STORE_DAY)
    STEPS.make(lake, ("stated_days", "open_store_days"))
    closings = lake.rows(STEPS.query("reproduced_closings"))
    tags = [each["tag"] for each in closings if each["reproduced"]]
    states = [lake.drop_history(table, [] if table is QUARANTINED else tags) for table in HOLDERS]
    return DroppedHistory(sum(states), len(tags), len(closings))


def _rewrite_sales(lake: Lake, days: Sequence[date]) -> int:
    moved = {row["business_day"] for row in lake.rows(STEPS.query("moved_days"))}
    rewritten = sorted({*days, *moved})
    _show_days(lake, "rewritten_days", rewritten)
    STEPS.make(lake, ("forgotten_sales",))
    return lake.rewrite(SALES, "forgotten_sales", rewritten)


def _rewrite_refusals(lake: Lake) -> int:
    STEPS.make(lake, ("rewritten_hours", "forgotten_refusals"))
    hours = lake.rows("SELECT arrived_in FROM rewritten_hours ORDER BY arrived_in")
    return lake.rewrite(QUARANTINED, "forgotten_refusals", [each["arrived_in"] for each in hours])


def _create_list_views(lake: Lake, listed: ForgettingList) -> None:
    payloads = {
        (row["sale_id"], row["old_digest"]): row for each in listed.payloads for row in _payloads(each)
    }
    lake.table("forgotten", list(payloads.values()), FORGOTTEN_PAYLOADS)
    everything: list[Forgotten] = [*listed.payloads, *listed.records]
    moved = {(each.raw_object, each.old_version): each.new_version for each in everything}
    rows = [dict(zip(MOVED_OBJECTS, (*place, version), strict=True)) for place, version in moved.items()]
    lake.table("moved_objects", rows, MOVED_OBJECTS)
    lake.table("renamed_records", list(_renamed(listed, payloads.values())), RENAMED_RECORDS)
    lake.table("resettled", list(_resettled(lake, payloads)), RESETTLED)


def _payloads(payload: ForgottenPayload) -> Iterator[dict[str, Any]]:
    """Yield a row for each digest that a payload had; raise InvalidList for a field that names nobody."""
    if unknown := {*payload.fields} - {*PERSONAL}:
        raise InvalidList(f"{payload.event_id}: no field of a person: {', '.join(sorted(unknown))}")
    words = {name: FORGOTTEN if name in payload.fields else None for name in PERSONAL}
    row = {"sale_id": payload.event_id, "business_day": payload.day, "digest": payload.new}
    yield from (row | words | {"old_digest": old} for old in payload.old if old != payload.new)


def _renamed(listed: ForgettingList, payloads: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the ids of records in the quarantine, as they were and as they are now."""
    for each in payloads:
        sale = {name: each[name] for name in ("sale_id", "business_day", "digest")}
        ids = (f"{each['sale_id']}/{each[digest]}" for digest in ("old_digest", "digest"))
        yield sale | dict(zip(("record_id", "new_record_id"), ids, strict=True))
    for record in listed.records:
        nothing = dict.fromkeys(RENAMED_RECORDS)
        yield nothing | {"record_id": record.record_id, "new_record_id": record.new_record_id}


def _resettled(lake: Lake, payloads: dict[tuple[str, str], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield corrections with the digests that the payloads have now which they settle."""
    for row in lake.rows(STEPS.query("settled_payloads")):
        known = (payloads.get((row["sale_id"], old), {"digest": old}) for old in row["settles"].split())
        yield row | {"settles": " ".join(dict.fromkeys(each["digest"] for each in known))}


def _show_days(lake: Lake, name: str, days: Sequence[date]) -> None:
    lake.table(name, [{"business_day": day} for day in days], {"business_day": DATE})
