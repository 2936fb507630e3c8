"""The current rows of the source's tables, in DynamoDB: folded by batches, read by whoever wants them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.core.cdc.fold import Folded, Place, fold, places, successors
from lambdas.core.cdc.generation import TableFacts
from lambdas.core.cdc.item import FACTS_KEY, FORM, facts_key, facts_of_item, fits, row_of
from lambdas.core.cdc.row import CurrentRow
from lambdas.core.cdc.statement import Statement
from lambdas.core.error_codes import code_of
from lambdas.core.optimistic_table import OptimisticTable, TableUnavailable, Version

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TRIES = 3
OVERTAKEN = "ConditionalCheckFailedException"

Known = Mapping[Place, Version[CurrentRow]]


@dataclass(frozen=True, slots=True)
class StateTable:
    """The table of current rows; raises ClientError, BotoCoreError or TableUnavailable: what may pass.

    Keys that are too long are refused before they get here, and rows that are too large before they leave.
    """

    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str

    def fold(self, statements: Sequence[Statement]) -> frozenset[int]:
        """Fold a batch into the rows; return the places in it of what makes a row too large.

        Repeating it changes nothing. Whoever is overtaken by another shard's batch looks again.
        """
        for _ in range(TRIES):
            known = self._read(set(places(statements)))
            folded = fold(statements, {place: version.value for place, version in known.items()}, fits)
            if not (overtaken := self._write(folded, known)):
                return folded.too_large
        raise TableUnavailable(
            f"{self.table}: {len(overtaken)} rows were changed by others at each of {TRIES} tries"
        )

    def note(self, facts: Mapping[str, TableFacts]) -> None:
        """Note what is known of tables as wholes; each fact only ever grows."""
        for table, each in facts.items():
            if each.created:
                self._update(table, "ADD created :new", {":new": {"SS": sorted(each.created)}})
            for name in ("dropped", "loaded"):
                if moment := getattr(each, name):
                    self._raise(table, name, moment)

    def facts(self, table: str) -> TableFacts:
        """Return what is known of a table as a whole."""
        [facts] = list(query(self.dynamodb, self.table, table, FACTS_KEY)) or [{}]
        return facts_of_item(facts)

    def _read(self, wanted: set[Place]) -> Known:
        """Read rows, and those to which they have moved."""
        known: dict[Place, Version[CurrentRow]] = {}
        while wanted:
            known |= self._rows.read(wanted)
            wanted = successors({place: version.value for place, version in known.items()})
        return known

    def _write(self, folded: Folded, known: Known) -> set[Place]:
        """Write what has changed, and return what was overtaken.

        A key that a row has left comes last: until the row is under its new one, what it left out as
        unchanged is nowhere else.
        """
        changed = {place: Version(row, known[place].number) for place, row in folded.rows.items()}
        first = {place: version for place, version in changed.items() if place not in folded.left}
        overtaken = self._rows.write(first)
        if overtaken:
            return overtaken
        return self._rows.write({place: changed[place] for place in folded.left})

    @property
    def _rows(self) -> OptimisticTable[Place, CurrentRow]:
        return OptimisticTable(self.dynamodb, self.table, FORM)

    def _raise(self, table: str, name: str, moment: str) -> None:
        """Set a moment, unless a later one is known."""
        condition = f"attribute_not_exists({name}) OR {name} < :new"
        try:
            self._update(table, f"SET {name} = :new", {":new": {"S": moment}}, condition)
        except ClientError as error:
            if code_of(error) != OVERTAKEN:
                raise

    def _update(self, table: str, sets: str, values: Mapping[str, Any], condition: str | None = None) -> None:
        conditional: Any = {"ConditionExpression": condition} if condition else {}
        self.dynamodb.update_item(
            TableName=self.table,
            Key=facts_key(table),
            UpdateExpression=sets,
            ExpressionAttributeValues=values,
            **conditional,
        )


def read_rows(dynamodb: "DynamoDBClient", table: str, source_table: str) -> Iterator[tuple[str, CurrentRow]]:
    """Yield the rows that are in a source's table now, by their keys, a page in memory at a time."""
    facts = StateTable(dynamodb, table).facts(source_table)
    for item in query(dynamodb, table, source_table):
        if item["row_key"]["S"] != FACTS_KEY and facts.has(row := row_of(item)):
            yield item["row_key"]["S"], row


def query(
    dynamodb: "DynamoDBClient", table: str, source_table: str, key: str | None = None
) -> Iterator[Mapping[str, Any]]:
    """Yield the items of a source's table, or that of one key, as they are now."""
    condition, values = "source_table = :table", {":table": {"S": source_table}}
    if key is not None:
        condition, values = f"{condition} AND row_key = :key", {**values, ":key": {"S": key}}
    pages: Callable[..., Any] = dynamodb.get_paginator("query").paginate
    for page in pages(
        TableName=table,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        ConsistentRead=True,
    ):
        yield from page["Items"]
