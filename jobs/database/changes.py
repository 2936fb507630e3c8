"""What raw objects say of a source's rows and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.refusals import BrokenContract
from jobs.raw import UnreadableRest
from lambdas.core.cdc.generation import TableFacts
from lambdas.core.cdc.record import DmsRecord, RecordType, parse
from lambdas.core.cdc.statement import Statement, to_statement
from lambdas.core.cdc.table_facts import facts_of
from lambdas.core.cdc.tables import Becomes, SourceTable


@dataclass
class DatabaseChanges:
    """Statements of rows that become state, facts of tables, and how many records were refused.

    What is refused here the function has in quarantine already: it goes by the same rules.
    """

    statements: list[Statement] = field(default_factory=list)
    facts: Mapping[str, TableFacts] = field(default_factory=dict)
    refused: int = 0


def changes_of(
    records: Iterable[bytes | UnreadableRest], tables: Mapping[str, SourceTable]
) -> DatabaseChanges:
    """Read records, in their order."""
    found = DatabaseChanges()
    wholes: list[DmsRecord] = []
    for data in records:
        if isinstance(data, UnreadableRest):
            found.refused += 1
            continue
        try:
            record = parse(data)
            table = tables.get(record.metadata.table)
            if table is None or table.becomes is not Becomes.STATE:
                continue
            _add(found, wholes, record, table)
        except BrokenContract:
            found.refused += 1
    found.facts = facts_of(wholes, found.statements)
    return found


def _add(found: DatabaseChanges, wholes: list[DmsRecord], record: DmsRecord, table: SourceTable) -> None:
    if record.metadata.record_type is RecordType.CONTROL:
        wholes.append(record)
    else:
        found.statements.append(to_statement(record, table))
