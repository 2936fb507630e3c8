"""The once-only effect: a row that is marker, ledger entry and effect in one, inserted at most once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from contracts.consumer_spec import Effect, Value
from contracts.correction import Correction
from contracts.event_type import Key
from contracts.refusals import BrokenContract, Reason
from domain import DomainEvent
from lambdas.core import contract
from lambdas.core.error_codes import DENIED, code_of, is_transient, may_pass

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import BatchStatementRequestTypeDef

ROWS_A_CALL = 25
"""What one BatchExecuteStatement takes (DynamoDB guide, ql-reference.multiplestatements.batching)."""

INSERTED, EXISTS = "", "DuplicateItem"
"""Of a statement's error codes the two that are no fault."""

PARTITION, ENTRY = "partition", "entry"
NAMES = {"#partition": PARTITION}
"""An expression calls it so: PARTITION is a reserved word of DynamoDB.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html"""

KNOWN = "#partition, entry, digest, correction, settles"
"""The projection of what tells which payloads a row knows."""

ADJUSTMENT = "+"
"""Begins the entries of what no event did, such as a delivery. It sorts before every day."""

DIGEST = "digest"
DIGEST_BYTES = 16
CORRECTION, SETTLES, REPLACED = "correction", "settles", "replaced"
"""Of a corrected row: the correction's number, the digests that it settles, the effect that it replaced."""
OWN_ATTRIBUTES = frozenset((PARTITION, ENTRY, DIGEST, CORRECTION, SETTLES, REPLACED))
"""Of a row; an effect has others."""


class TakenAttribute(ValueError):
    """An effect that would write over the key of its own row."""


Attributes: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """The correction that brought a row: its number, and the digests of the payloads that it settles."""

    number: int
    settles: frozenset[bytes]

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self | None:
        """Return what an item says of its correction, if it has one."""
        if CORRECTION not in item:
            return None
        settles = bytes(item[SETTLES]["B"])
        starts = range(0, len(settles), DIGEST_BYTES)
        digests = (settles[start : start + DIGEST_BYTES] for start in starts)
        return cls(int(item[CORRECTION]["N"]), frozenset(digests))

    def item(self) -> dict[str, Any]:
        """Return it as DynamoDB keeps it."""
        return {CORRECTION: {"N": str(self.number)}, SETTLES: {"B": b"".join(sorted(self.settles))}}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An event's effect under its key; `digest` tells payloads apart.

    A row from before may have the payload's `former` digest instead.
    """

    partition: str
    entry: str
    digest: bytes
    effect: Effect
    former: bytes = b""
    correction: RowCorrection | None = None

    @classmethod
    def of(cls, event: DomainEvent, data: bytes, effect: Effect) -> Self:
        """Return an event's row; raise BrokenContract if its bytes can't be digested, or TakenAttribute."""
        if taken := OWN_ATTRIBUTES & effect.keys():
            raise TakenAttribute(f"an effect has {', '.join(sorted(taken))}, which the ledger's rows have")
        digest, former = contract.digests(data)
        return cls(*contract.key_of(event), digest, effect, former)

    @property
    def key(self) -> Key:
        """Return a function of the event's id alone, so that a conflicting payload meets the first one."""
        return self.partition, self.entry

    @property
    def number(self) -> int:
        """Return the number of the correction that brought it, or 0."""
        return self.correction.number if self.correction else 0

    def correct(self, correction: Correction) -> Self:
        """Return the row as one that goes into the place of what is there."""
        return replace(self, correction=RowCorrection(correction.number, correction.settled))


class Outcome(StrEnum):
    """The result of inserting a row."""

    APPLIED = "applied"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Failed:
    """A fault that may pass; whatever it struck is safe to try again."""

    cause: str

    def __str__(self) -> str:
        """Say why."""
        return self.cause


class Ledger:
    """An append-only table of events' effects, keyed by partition and entry."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self.dynamodb = dynamodb
        self.table = table

    def insert(self, rows: Sequence[LedgerRow]) -> list[Outcome | Failed | BrokenContract]:
        """Insert up to 25 rows in one call, each for itself, and say of each what became of it.

        Of rows with one key the first wins, here and in the table. One that the table never takes is
        BrokenContract.
        """
        if not rows:
            return []
        first: dict[Key, LedgerRow] = {}
        for row in rows:
            first.setdefault(row.key, row)
        try:
            codes = insert_rows(self.dynamodb, self.table, list(first.values()))
            stored = self._digests(key for key, code in codes.items() if code == EXISTS)
        except (ClientError, BotoCoreError) as error:
            return [Failed(str(error))] * len(rows)
        stored |= {key: frozenset([first[key].digest]) for key, code in codes.items() if code == INSERTED}
        return [_outcome(row, first[row.key] is row, codes[row.key], stored) for row in rows]

    def _digests(self, keys: Iterable[Key]) -> dict[Key, frozenset[bytes]]:
        wanted = [key_item(key) for key in sorted(keys)]
        if not wanted:
            return {}
        answer = self.dynamodb.batch_get_item(
            RequestItems={
                self.table: {
                    "Keys": wanted,
                    "ConsistentRead": True,
                    "ProjectionExpression": KNOWN,
                    "ExpressionAttributeNames": NAMES,
                }
            }
        )
        return {key_of(found): known_digests(found) for found in answer["Responses"][self.table]}


def insert_rows(dynamodb: "DynamoDBClient", table: str, rows: Sequence[LedgerRow]) -> dict[Key, str]:
    """Insert up to 25 rows of different keys in one call, and return each one's error code.

    A call that is refused whole for what it holds is made again for each row: one must not refuse the others.
    """
    try:
        statements = [build_insert(table, item(row)) for row in rows]
        answer = dynamodb.batch_execute_statement(Statements=statements)
    except ClientError as error:
        if may_pass(error) or not is_refusal(code := code_of(error)):
            raise
        if len(rows) == 1:
            return {rows[0].key: code}
        return {row.key: insert_rows(dynamodb, table, [row])[row.key] for row in rows}
    codes = (each.get("Error", {}).get("Code", INSERTED) for each in answer["Responses"])
    return {row.key: code for row, code in zip(rows, codes, strict=True)}


def is_refusal(code: str) -> bool:
    """Return whether a table never takes a row that it answers so.

    A row can be too large, which its event decides. That its writer is denied the table is never the row's
    doing: to quarantine it would be to quarantine every event.
    """
    return code not in (INSERTED, EXISTS) and code not in DENIED and not is_transient(code)


def item(row: LedgerRow) -> dict[str, Any]:
    """Return a row as DynamoDB keeps it."""
    whole = {**key_item((row.partition, row.entry)), DIGEST: {"B": row.digest}, **effect_item(row.effect)}
    return whole | row.correction.item() if row.correction else whole


def effect_item(effect: Effect) -> dict[str, Any]:
    """Return an effect as DynamoDB keeps it."""
    return {name: attribute(value) for name, value in effect.items()}


def number_of(item: Mapping[str, Any]) -> int:
    """Return the number of the correction that brought an item, or 0."""
    return int(item[CORRECTION]["N"]) if CORRECTION in item else 0


def known_digests(item: Mapping[str, Any]) -> frozenset[bytes]:
    """Return the digests of the payloads that come to nothing more in a row: its own, and those settled."""
    correction = RowCorrection.of(item)
    return frozenset((bytes(item[DIGEST]["B"]), *(correction.settles if correction else ())))


def key_item(key: Key) -> dict[str, Any]:
    """Return a row's key as DynamoDB keeps it."""
    partition, entry = key
    return {PARTITION: {"S": partition}, ENTRY: {"S": entry}}


def key_of(item: Mapping[str, Any]) -> Key:
    """Return the key of an item."""
    return item[PARTITION]["S"], item[ENTRY]["S"]


def attribute(value: Value) -> dict[str, Any]:
    """Return a value of an effect in DynamoDB's attribute format."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"M": {name: {"N": str(number)} for name, number in value.items()}}


def effect_of(item: Mapping[str, Any]) -> Effect:
    """Return the effect that an item of a ledger holds."""
    return {name: _value(found) for name, found in item.items() if name not in OWN_ATTRIBUTES}


def _value(found: Mapping[str, Any]) -> Value:
    if "M" in found:
        return {name: int(number["N"]) for name, number in found["M"].items()}
    return int(found["N"]) if "N" in found else str(found["S"])


def build_insert(table: str, item: Mapping[str, Any]) -> "BatchStatementRequestTypeDef":
    """Return the statement that inserts an item and never replaces one: that answers DuplicateItem."""
    placeholders = ", ".join(f"'{name}': ?" for name in item)
    return {
        "Statement": f'INSERT INTO "{table}" VALUE {{{placeholders}}}',
        "Parameters": list(item.values()),
    }


def _outcome(
    row: LedgerRow, first: bool, code: str, stored: Mapping[Key, frozenset[bytes]]
) -> Outcome | Failed | BrokenContract:
    if first and code == INSERTED:
        return Outcome.APPLIED
    if first and is_refusal(code):
        return refused_row(code)
    if row.key not in stored:
        # Also behind a refused row of its key: only the first was tried, the next delivery begins here.
        return Failed(f"{row.partition}/{row.entry}: {code}")
    return Outcome.REPEATED if stored[row.key] & {row.digest, row.former} else Outcome.CONFLICT


def refused_row(code: str) -> BrokenContract:
    """Return the refusal of an event whose row its table never takes."""
    return BrokenContract(Reason.ROW_REFUSED, "record", f"makes a row that its table refuses: {code}")
