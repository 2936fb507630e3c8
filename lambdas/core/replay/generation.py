"""Puts what events do into tables of another generation, beside the live ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from contracts.claim_check import Claim
from contracts.consumer_spec import Effect
from contracts.correction import MOST_CORRECTIONS
from contracts.event_type import Key
from contracts.refusals import BrokenContract
from domain import EVENT, DomainEvent
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.contract import WholeEvent
from lambdas.core.error_codes import code_of
from lambdas.core.ledger import EXISTS, INSERTED, ROWS_A_CALL, insert_rows, is_refusal
from lambdas.core.ledger_row import NAMES, LedgerRow, item, key_item, key_of
from lambdas.core.replay.batches import ReplayedRecord
from lambdas.core.replay.checkpoint import CheckpointsUnread

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PLACE = "place"


class NotWritten(RuntimeError):
    """A row that the table refused for a reason that may pass."""


@dataclass(frozen=True)
class Generation:
    """The ledgers of a generation, each by its table, and where in raw the records lie: `origin`.

    Of payloads under one key the one stays that lies earliest, in whatever order they come: what a
    generation holds is a function of raw alone. Corrections lie before all of raw, the last one first.
    """

    dynamodb: "DynamoDBClient"
    claims: Claims
    ledgers: Mapping[str, Callable[[DomainEvent], Effect]]
    origin: str

    def put(self, records: Sequence[ReplayedRecord]) -> int:
        """Write each record's rows, or raise; what the consumers would refuse isn't written."""
        whole = list(self._whole(records))
        refused: set[str] = set()
        for table, effect in self.ledgers.items():
            for start in range(0, len(whole), ROWS_A_CALL):
                rows = [_row(effect, *each) for each in whole[start : start + ROWS_A_CALL]]
                refused |= self._write(table, rows)
        return len(whole) - len(refused)

    def _whole(self, records: Sequence[ReplayedRecord]) -> Iterator[tuple[str, WholeEvent, bytes]]:
        """Each with its place and what tells its payload apart; an oversized one from where it lies."""
        for each in records:
            try:
                whole = self._fetch(each)
                digest = contract.digest(whole.data)
            except BrokenContract:
                continue
            yield f"{_rank(whole)}{self.origin}/{each.line:08}", whole, digest

    def _fetch(self, record: ReplayedRecord) -> WholeEvent:
        if isinstance(record.event, Claim):
            return contract.redeem(record.event, self.claims)
        return WholeEvent(record.event, record.data)

    def _write(self, table: str, rows: Sequence[LedgerRow]) -> set[str]:
        """Write rows of which, with one key, the first lies earliest; return the places of those refused."""
        first: dict[Key, LedgerRow] = {}
        for row in rows:
            first.setdefault(row.key, row)
        codes = insert_rows(self.dynamodb, table, list(first.values()))
        refused = {key: first[key] for key, code in codes.items() if is_refusal(code)}
        if failed := {code for key, code in codes.items() if key not in refused} - {INSERTED, EXISTS}:
            raise NotWritten(", ".join(sorted(failed)))
        self._replace_later(table, first, codes)
        behind = [row for row in rows if row.key in refused and row is not refused[row.key]]
        return {_place(row) for row in refused.values()} | (self._write(table, behind) if behind else set())

    def _replace_later(self, table: str, first: Mapping[Key, LedgerRow], codes: Mapping[Key, str]) -> None:
        """Put a row in the place of what is there, if that lies later in raw."""
        there = [first[key] for key, code in codes.items() if code == EXISTS]
        places = self._places(table, there)
        for row in there:
            if _place(row) < places[row.key]:
                self._replace(table, row)

    def _places(self, table: str, rows: Sequence[LedgerRow]) -> dict[Key, str]:
        if not rows:
            return {}
        asked: Any = {
            "Keys": [key_item(row.key) for row in rows],
            "ConsistentRead": True,
            "ProjectionExpression": "#partition, entry, place",
            "ExpressionAttributeNames": NAMES,
        }
        answer = self.dynamodb.batch_get_item(RequestItems={table: asked})
        if answer["UnprocessedKeys"]:
            raise CheckpointsUnread(f"rows of {table}")
        found = answer["Responses"][table]
        return {key_of(each): each[PLACE]["S"] for each in found}

    def _replace(self, table: str, row: LedgerRow) -> None:
        """Unless a third payload, earlier still, has come in between."""
        try:
            self.dynamodb.put_item(
                TableName=table,
                Item=item(row),
                ConditionExpression="place > :place",
                ExpressionAttributeValues={":place": {"S": _place(row)}},
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise


def _row(effect: Callable[[DomainEvent], Effect], place: str, whole: WholeEvent, digest: bytes) -> LedgerRow:
    own = {**effect(whole.event), PLACE: place}
    row = LedgerRow(*EVENT.key(whole.event), digest, own)
    return row.correct(whole.correction) if whole.correction else row


def _rank(whole: WholeEvent) -> str:
    """Return what a place begins with: of a correction something before every key, the last one's first."""
    return f"!{MOST_CORRECTIONS - whole.correction.number:04}/" if whole.correction else ""


def _place(row: LedgerRow) -> str:
    return str(row.effect[PLACE])
