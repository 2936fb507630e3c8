"""Holds the source's rows against the folded ones, one by one, and its receipts against the sales."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from contracts.scenario import SourceMessage
from demo import observed_state
from demo.deployment import Deployment
from demo.message import name_of, short_digest
from demo.retail.close_run import LakeJobs
from demo.retail.database.replication_outcome import ReplicationOutcome
from demo.retail.database.source import LocalSource
from demo.retail.database.tables import SCHEMA, STATES
from domain import EVENT
from lambdas.core.raw import CHANGES
from twin.deploy import Twin

Row = Mapping[str, Any]
Rows = Mapping[str, Row]

IN_LAKE = {"products": "product_statements", "prices": "prices", "customers": "customers"}
KEYS = {"products": ("sku",), "prices": ("sku", "valid_from"), "customers": ("loyalty_id",)}
OF_DATABASE = {"products": "stated_by = 'database'"}
FACTS = "table"
"""Under which key a table's own facts lie among its rows."""


@dataclass(frozen=True)
class SourceChanges:
    """A source that has changed: how many rows it `made`, the receipts it `sent`, its reader's `kills`."""

    source: LocalSource
    sent: Sequence[SourceMessage]
    made: int
    kills: int


@dataclass(frozen=True)
class SourceComparison:
    """Reads a deployment in which nothing of the database is on its way any more."""

    twin: Twin
    deployment: Deployment
    jobs: LakeJobs

    def compare(self, act: SourceChanges, applied_twice: Collection[str]) -> ReplicationOutcome:
        """Fold what is archived into the lake, and compare; `applied_twice` are sales of any source."""
        self.jobs.fold_database()
        source = {table: _keyed(table, act.source.rows(table)) for table in STATES}
        messages = list(self._archived())
        receipts = sorted({name_of(each.data) for each in act.sent})
        return ReplicationOutcome(
            compared=3 * sum(map(len, source.values())),
            loaded=len(distinct(messages, {"load"})),
            made=act.made,
            changes=len(distinct(messages, {"insert", "update", "delete"})),
            records=len(messages),
            kills=act.kills,
            sales=len(act.sent),
            receipts=receipts,
            differences=[
                *differing("DynamoDB", source, self._state()),
                *differing("the lake", source, self._folded_rows()),
                *self._differing_tables(source),
            ],
            twice=sorted({*self._twice_in_lake(receipts), *({*applied_twice} & {*receipts})}),
        )

    def _state(self) -> Mapping[str, Rows]:
        """The folded rows that aren't deleted: of a table that was loaded once these are all."""
        dynamodb, table = self.twin.emulator.client("dynamodb"), self.twin.app.output("StateTable")
        rows: dict[str, dict[str, Row]] = {name: {} for name in STATES}
        for item in observed_state.ledger(dynamodb, table):
            name = str(item["source_table"]).removeprefix(f"{SCHEMA}.")
            if name in rows and item["row_key"] != FACTS and not item["deleted"]:
                row = json.loads(str(item["data"]))
                rows[name][_key(name, row)] = row
        return rows

    def _folded_rows(self) -> Mapping[str, Rows]:
        """The lake's rows with every column that they ever had."""
        found = self.jobs.lake.rows("SELECT source_table, data FROM database_rows WHERE present")
        rows: dict[str, dict[str, Row]] = {name: {} for name in STATES}
        for each in found:
            name, row = str(each["source_table"]).removeprefix(f"{SCHEMA}."), json.loads(each["data"])
            rows[name][_key(name, row)] = row
        return rows

    def _differing_tables(self, source: Mapping[str, Rows]) -> Iterator[str]:
        """The typed tables have the columns that are declared."""
        for table in STATES:
            folded = self._in_lake(table)
            columns = {name for row in folded.values() for name in row}
            known = {
                key: {name: value for name, value in row.items() if name in columns}
                for key, row in source[table].items()
            }
            yield from differing(f"the table {IN_LAKE[table]}", {table: known}, {table: folded})

    def _in_lake(self, table: str) -> Rows:
        where = " AND ".join(filter(None, ("NOT deleted", OF_DATABASE.get(table))))
        found = self.jobs.lake.rows(f"SELECT * FROM {IN_LAKE[table]} WHERE {where}")  # noqa: S608 (constants)
        return _keyed(table, ({name: _plain(value) for name, value in row.items()} for row in found))

    def _archived(self) -> Iterator[Mapping[str, Any]]:
        """Yield what is in raw of the database."""
        s3 = self.twin.emulator.client("s3")
        return (json.loads(data) for data in observed_state.raw(s3, self.deployment.raw, CHANGES))

    def _twice_in_lake(self, receipts: Sequence[str]) -> Iterator[str]:
        """Yield the receipts of which the lake has another number of sales than one."""
        named = ", ".join(f"'{receipt}'" for receipt in receipts) or "''"
        found = self.jobs.lake.rows(f"SELECT sale_id FROM sales WHERE sale_id IN ({named})")  # noqa: S608
        counts = Counter(row["sale_id"] for row in found)
        return (receipt for receipt in receipts if counts[receipt] != 1)


def distinct(messages: Iterable[Mapping[str, Any]], operations: set[str]) -> set[str]:
    """Return the identities of the records of rows: a change's position, a load's row."""
    rows = (each for each in messages if each["metadata"]["operation"] in operations)
    return {_identity(each["metadata"]) for each in rows}


def _identity(metadata: Mapping[str, Any]) -> str:
    return str(metadata.get("stream-position") or metadata["partition-key-value"])


def differing(place: str, source: Mapping[str, Rows], folded: Mapping[str, Rows]) -> Iterator[str]:
    """Name the rows that are missing, that the source hasn't, or that say something else."""
    for table, rows in source.items():
        for key in sorted(rows.keys() | folded[table].keys()):
            if not _same(rows.get(key), folded[table].get(key)):
                yield f"{table} {_name(table, key)} in {place}"


def _name(table: str, key: str) -> str:
    """Return a row's key, or a digest of one that is somebody's id."""
    personal = EVENT.personal.names if EVENT.personal else frozenset()
    return short_digest(key.encode()) if personal & {*KEYS[table]} else key


def _same(row: Row | None, folded: Row | None) -> bool:
    """Compare the columns that both have; a column that nobody has filled since it was added is null."""
    if row is None or folded is None:
        return False
    return all(
        folded.get(name) == value for name, value in row.items() if name in folded or value is not None
    )


def _keyed(table: str, rows: Iterable[Row]) -> Rows:
    return {_key(table, row): row for row in rows}


def _key(table: str, row: Row) -> str:
    return msgspec.json.encode([row[name] for name in KEYS[table]]).decode()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
