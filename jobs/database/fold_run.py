"""Records of raw into folded rows, and folded rows into typed tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from contracts.refusals import BrokenContract
from jobs.database.projection import project
from jobs.database.row_storage import known_facts, known_rows, stale_rows, write_facts, write_rows
from jobs.lake import Lake
from jobs.raw import UnreadableRest
from lake.database_tables import Projection
from lake.schema import Table
from lambdas.core.cdc.fold import Place, fold, places
from lambdas.core.cdc.generation import NOTHING, TableFacts
from lambdas.core.cdc.record import DmsRecord, RecordType, parse
from lambdas.core.cdc.row import CurrentRow
from lambdas.core.cdc.statement import Statement, to_statement
from lambdas.core.cdc.table_facts import facts_of
from lambdas.core.cdc.tables import Becomes, SourceTable

Rows = Mapping[Place, CurrentRow]
AfterWrite: TypeAlias = Callable[[Lake, Table, Iterable[Place], Counter[str]], None]
"""Does what follows from rows of a source that were written to a typed table; it may count."""


@dataclass
class DatabaseChanges:
    """Statements of rows that become state, facts of tables, and how many records were refused.

    What is refused here the function has in quarantine already: it goes by the same rules.
    """

    statements: list[Statement] = field(default_factory=list)
    facts: Mapping[str, TableFacts] = field(default_factory=dict)
    refused: int = 0


class FoldRun:
    """A run. Typed tables are written before the folded rows: a run that dies between is repeated whole."""

    def __init__(
        self,
        lake: Lake,
        tables: Mapping[str, SourceTable],
        projections: Sequence[Projection],
        after_write: AfterWrite,
        counts: Counter[str],
    ) -> None:
        self._lake, self._tables, self._counts = lake, tables, counts
        self._projections, self._after_write = projections, after_write
        known = {table: facts for table, (facts, _) in known_facts(lake).items()}
        state = (name for name, table in tables.items() if table.becomes is Becomes.STATE)
        self._facts: dict[str, TableFacts] = {name: known.get(name, NOTHING) for name in state}

    def fold(self, records: Iterable[bytes | UnreadableRest]) -> None:
        """Fold some records, whatever their order among the others."""
        changes = changes_of(records, self._tables)
        self._counts["refused"] += changes.refused
        self._counts["changes"] += len(changes.statements)
        for table, facts in changes.facts.items():
            self._facts[table] = self._facts[table].join(facts)
        known = known_rows(self._lake, places(changes.statements))
        folded = fold(changes.statements, known, lambda _: True)
        # Not only what has changed: a run that died may have written rows, and shown them nowhere.
        self._write({**known, **folded.rows})

    def finish(self, through: datetime) -> None:
        """Mark what reloads have left out, and note how far the tables are folded."""
        for table, facts in self._facts.items():
            self._write(stale_rows(self._lake, table, facts.generation))
        write_facts(self._lake, self._facts | self._other_tables(), through)

    def _other_tables(self) -> dict[str, TableFacts]:
        """Those that become events have no rows here, and no facts."""
        return {name: NOTHING for name in self._tables if name not in self._facts}

    def _write(self, rows: Rows) -> None:
        for projection in self._projections:
            if source := self._tables.get(projection.source):
                of_table = {place: row for place, row in rows.items() if place[0] == projection.source}
                has = self._facts[projection.source].has
                present = {place: row for place, row in of_table.items() if has(row)}
                projected = project(self._lake, projection, source, present, of_table.keys() - present.keys())
                self._counts[projection.table.name] += projected.written
                self._counts["unfit"] += projected.unfit
                self._after_write(self._lake, projection.table, of_table, self._counts)
        self._counts["rows"] += write_rows(self._lake, rows, self._facts)


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
