"""The once-only effect: a row that is marker, ledger entry and effect in one, inserted at most once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from contracts.event_type import Key
from contracts.refusals import BrokenContract, Reason
from lambdas.core.error_codes import DENIED, code_of, is_transient, may_pass
from lambdas.core.ledger_row import KNOWN, NAMES, LedgerRow, item, key_item, key_of, known_digests

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import BatchStatementRequestTypeDef

ROWS_A_CALL = 25
"""What one BatchExecuteStatement takes (DynamoDB guide, ql-reference.multiplestatements.batching)."""

INSERTED, EXISTS = "", "DuplicateItem"
"""Of a statement's error codes the two that are no fault."""


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
