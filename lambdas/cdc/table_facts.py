"""What a batch says of tables as wholes."""

from collections.abc import Iterable, Mapping

from lambdas.cdc.generation import NOTHING, TableFacts
from lambdas.cdc.moment import instant
from lambdas.cdc.record import DmsRecord, Operation, TableChange


def facts_of(records: Iterable[DmsRecord]) -> Mapping[str, TableFacts]:
    """Return what records say of each table, by its full name."""
    known: dict[str, TableFacts] = {}
    for record in records:
        if facts := _facts(record):
            table = record.metadata.table
            known[table] = known.get(table, NOTHING).joined(facts)
    return known


def _facts(record: DmsRecord) -> TableFacts | None:
    built_at = instant(record.metadata.timestamp)
    match record.metadata.operation:
        case TableChange.CREATE:
            return TableFacts(created=frozenset({built_at}))
        case TableChange.DROP:
            return TableFacts(dropped=built_at)
        case Operation.LOAD:
            return TableFacts(loaded=built_at)
    return None
