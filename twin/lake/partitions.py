"""Partitions of a table, as pyiceberg looks for them."""

from collections.abc import Sequence
from datetime import date, timedelta

from pyiceberg.expressions import (
    AlwaysFalse,
    AlwaysTrue,
    And,
    BooleanExpression,
    GreaterThanOrEqual,
    In,
    LessThan,
    Or,
    Reference,
)
from pyiceberg.expressions.literals import Literal, literal

from jobs.merge_sql import Part
from lake.schema import Partition, Table, Transform

HOUR = timedelta(hours=1)


def within(table: Table, parts: Sequence[Part]) -> BooleanExpression:
    """Return whether a row lies in one of these partitions; of a table without any, every row does."""
    if not table.partitions:
        return AlwaysTrue()
    [partition] = table.partitions
    if partition.transform is Transform.IDENTITY:
        return In(term=Reference(partition.field), values={literal(each) for each in parts})
    found: BooleanExpression = AlwaysFalse()
    for each in parts:
        found = Or(found, _hour(partition, each))
    return found


def _hour(partition: Partition, start: date) -> BooleanExpression:
    column, end = Reference(partition.field), start + HOUR
    since = GreaterThanOrEqual(term=column, value=_moment(start))
    return And(since, LessThan(term=column, value=_moment(end)))


def _moment(at: date) -> Literal[str]:
    return literal(f"{at:%Y-%m-%dT%H:%M:%S}+00:00")
