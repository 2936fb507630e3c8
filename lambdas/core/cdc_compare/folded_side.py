"""The rows as they are folded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.core.cdc.item import row_of
from lambdas.core.cdc.state_table import StateTable, query, read_rows
from lambdas.core.cdc.tables import SourceTable
from lambdas.core.cdc_compare.canonical import digest

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class FoldedSide:
    """The table of current rows; `types` says which columns the source has now."""

    dynamodb: "DynamoDBClient"
    table: str
    types: Callable[[SourceTable], Mapping[str, str]]

    def rows(self, table: SourceTable) -> Iterator[tuple[str, bytes]]:
        """Yield every row's key and digest, a page in memory at a time."""
        types = self.types(table)
        for key, row in read_rows(self.dynamodb, self.table, table.full_name):
            yield key, digest(row.columns, types)

    def some(self, table: SourceTable, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the digests of those of the keys that are there."""
        types, facts = self.types(table), StateTable(self.dynamodb, self.table).facts(table.full_name)
        found = {}
        for key in keys:
            for item in query(self.dynamodb, self.table, table.full_name, key):
                if facts.has(row := row_of(item)):
                    found[key] = digest(row.columns, types)
        return found
