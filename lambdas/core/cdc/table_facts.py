"""The facts about whole tables that a batch holds."""

from collections.abc import Iterable, Mapping

from lambdas.core.cdc.generation import NOTHING, TableFacts
from lambdas.core.cdc.moment import instant
from lambdas.core.cdc.record import DmsRecord, Operation, TableChange
from lambdas.core.cdc.statement import Statement


def facts_of(records: Iterable[DmsRecord], rows: Iterable[Statement]) -> Mapping[str, TableFacts]:
    """Return what control records, and rows that were loaded, say of each table, by its full name."""
    known: dict[str, TableFacts] = {}
    loads = (said for said in rows if said.operation is Operation.LOAD)
    said = [(said.table, TableFacts(loaded=said.moment.built_at)) for said in loads]
    said += [(record.metadata.table, facts) for record in records if (facts := _facts(record))]
    for table, facts in said:
        known[table] = known.get(table, NOTHING).join(facts)
    return known


def _facts(record: DmsRecord) -> TableFacts | None:
    built_at = instant(record.metadata.timestamp)
    match record.metadata.operation:
        case TableChange.CREATE:
            return TableFacts(created=frozenset({built_at}))
        case TableChange.DROP:
            return TableFacts(dropped=built_at)
    return None
