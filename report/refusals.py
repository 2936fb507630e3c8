"""What was quarantined, by reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from report.reasons import Meaning, find_meaning
from report.rows import Quarantined


@dataclass(frozen=True, kw_only=True)
class RefusedRecords:
    """Records that were refused for one reason; cents is None where no record's amount can be read."""

    reason: str
    field: str
    why: str
    records: int
    stores: Sequence[str]
    net_cents: int | None

    @property
    def meaning(self) -> Meaning:
        """Return what it means for a store, and what to do."""
        return find_meaning(self.reason)


def count_refusals(rows: Iterable[Quarantined]) -> list[RefusedRecords]:
    """Return the reasons, the most frequent first."""
    grouped = groupby(sorted(rows, key=_reason), _reason)
    found = [_refused(list(group)) for _, group in grouped]
    return sorted(found, key=lambda one: (-one.records, one.reason, one.field))


def known_cents(amounts: Iterable[int | None]) -> int | None:
    """Add up the amounts that are known; None if none is."""
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if known else None


def _refused(rows: Sequence[Quarantined]) -> RefusedRecords:
    return RefusedRecords(
        reason=rows[0].reason,
        field=rows[0].field,
        why=rows[0].why,
        records=sum(row.records for row in rows),
        stores=sorted(row.store_id for row in rows if row.store_id is not None),
        net_cents=known_cents(row.net_cents for row in rows),
    )


def _reason(row: Quarantined) -> tuple[str, str]:
    return row.reason, row.field
