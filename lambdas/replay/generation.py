"""Puts what sales do into tables of another generation, beside the live ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas import contracts
from lambdas.claims import Claims
from lambdas.contracts import Claim, Sale
from lambdas.error_codes import code_of
from lambdas.once import EXISTS, INSERTED, ROWS_A_CALL, Attributes, Key, Row, insert_rows, is_refusal, item
from lambdas.refusals import BrokenContract
from lambdas.replay.batches import Kept
from lambdas.replay.checkpoint import NotRead

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PLACE = "place"
Effect = Callable[[Sale], Attributes]


class NotWritten(RuntimeError):
    """A row that the table refused for a reason that may pass."""


@dataclass(frozen=True)
class Generation:
    """The ledgers of a generation, each by its table, and where in raw the records lie: `origin`.

    Of payloads under one key the one stays that lies earliest, in whatever order they come: what a
    generation holds is a function of raw alone.
    """

    dynamodb: "DynamoDBClient"
    claims: Claims
    ledgers: Mapping[str, Effect]
    origin: str

    def put(self, records: Sequence[Kept]) -> int:
        """Write each record's rows, or raise; what the consumers would refuse isn't written."""
        whole = list(self._whole(records))
        refused: set[str] = set()
        for table, effect in self.ledgers.items():
            for start in range(0, len(whole), ROWS_A_CALL):
                rows = [self._row(effect, *each) for each in whole[start : start + ROWS_A_CALL]]
                refused |= self._write(table, rows)
        return len(whole) - len(refused)

    def _whole(self, records: Sequence[Kept]) -> Iterator[tuple[str, Sale, bytes]]:
        """Each with its place and what tells its payload apart; an oversized one from where it lies."""
        for each in records:
            try:
                sale, data = self._fetched(each)
                yield f"{self.origin}/{each.line:08}", sale, contracts.digest(data)
            except BrokenContract:
                continue

    def _fetched(self, record: Kept) -> tuple[Sale, bytes]:
        if not isinstance(record.sale, Claim):
            return record.sale, record.data
        data = self.claims.fetch(record.sale)
        return contracts.parse_claimed(data, record.sale), data

    def _row(self, effect: Effect, place: str, sale: Sale, digest: bytes) -> Row:
        return Row(*sale.key, digest, {**effect(sale), PLACE: {"S": place}})

    def _write(self, table: str, rows: Sequence[Row]) -> set[str]:
        """Write rows of which, with one key, the first lies earliest; return the places of those refused."""
        first: dict[Key, Row] = {}
        for row in rows:
            first.setdefault(row.key, row)
        codes = insert_rows(self.dynamodb, table, list(first.values()))
        refused = {key: first[key] for key, code in codes.items() if is_refusal(code)}
        if failed := {code for key, code in codes.items() if key not in refused} - {INSERTED, EXISTS}:
            raise NotWritten(", ".join(sorted(failed)))
        self._replace_later(table, first, codes)
        behind = [row for row in rows if row.key in refused and row is not refused[row.key]]
        return {_place(row) for row in refused.values()} | (self._write(table, behind) if behind else set())

    def _replace_later(self, table: str, first: Mapping[Key, Row], codes: Mapping[Key, str]) -> None:
        """Put a row in the place of what is there, if that lies later in raw."""
        there = [first[key] for key, code in codes.items() if code == EXISTS]
        places = self._places(table, there)
        for row in there:
            if _place(row) < places[row.key]:
                self._replace(table, row)

    def _places(self, table: str, rows: Sequence[Row]) -> dict[Key, str]:
        if not rows:
            return {}
        keys = [{"store_id": {"S": row.store_id}, "entry": {"S": row.entry}} for row in rows]
        asked: Any = {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "store_id, entry, place"}
        answer = self.dynamodb.batch_get_item(RequestItems={table: asked})
        if answer["UnprocessedKeys"]:
            raise NotRead(f"rows of {table}")
        found = answer["Responses"][table]
        return {(each["store_id"]["S"], each["entry"]["S"]): each[PLACE]["S"] for each in found}

    def _replace(self, table: str, row: Row) -> None:
        """Unless a third payload, earlier still, has come in between."""
        try:
            self.dynamodb.put_item(
                TableName=table,
                Item=item(row),
                ConditionExpression="place > :place",
                ExpressionAttributeValues={":place": row.effect[PLACE]},
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise


def _place(row: Row) -> str:
    return str(row.effect[PLACE]["S"])
