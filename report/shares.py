"""Departments by what they sold."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from report.period import Period
from report.rows import Department
from report.words import change, named, percent

UNKNOWN = "Not in the table of products"


@dataclass(frozen=True, kw_only=True)
class DepartmentShare:
    """A department's part of what was sold; `width` is of 100, the largest department's."""

    name: str
    total_cents: int
    of_all: str
    changed: str
    width: float


def shares(departments: Iterable[Department], period: Period, most: int) -> list[DepartmentShare]:
    """Return the departments that sold for most, and the rest as one."""
    rows = list(departments)
    now = _by_name(row for row in rows if row.business_day in period)
    before = _by_name(row for row in rows if row.business_day not in period)
    ranked = [name for name, _ in sorted(now.items(), key=lambda item: (-item[1], item[0]))]
    groups = [[name] for name in ranked[:most]]
    if len(ranked) > most:
        groups.append(ranked[most:])
    return [_share(names, now, before) for names in groups]


def _by_name(departments: Iterable[Department]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in departments:
        found[row.department or UNKNOWN] += row.total_cents
    return found


def _share(names: Sequence[str], now: Counter[str], before: Counter[str]) -> DepartmentShare:
    cents = sum(now[name] for name in names)
    return DepartmentShare(
        name=names[0] if len(names) == 1 else named(len(names), "other", "others"),
        total_cents=cents,
        of_all=percent(cents, now.total()),
        changed=change(cents, sum(before[name] for name in names)),
        width=max(0.0, 100 * cents / max(now.values())) if max(now.values()) > 0 else 0.0,
    )
