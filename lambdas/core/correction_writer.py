"""The one way in which a row of a ledger changes: an operator's correction puts another in its place, once.

Whatever order payloads and corrections come in, the row of the highest correction stays.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from contracts.refusals import BrokenContract
from lambdas.core.error_codes import code_of, may_pass
from lambdas.core.ledger import (
    CORRECTION,
    DIGEST,
    NAMES,
    REPLACED,
    Failed,
    Ledger,
    LedgerRow,
    Outcome,
    effect_item,
    effect_of,
    is_refusal,
    item,
    key_item,
    number_of,
    refused_row,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TRIES = 4
"""Only another correction, or the event's first payload, can come in between."""
OVERTAKEN = "ConditionalCheckFailedException"
ABSENT = "attribute_not_exists(#partition)"
SAME = f"{DIGEST} = :digest AND (attribute_not_exists({CORRECTION}) OR {CORRECTION} = :number)"


def apply_rows(ledger: Ledger, rows: Sequence[LedgerRow]) -> list[Outcome | Failed | BrokenContract]:
    """Insert up to 25 rows, and put corrected ones in the place of what they correct, in order."""
    outcomes: list[Outcome | Failed | BrokenContract] = []
    for is_corrected, run in groupby(rows, key=lambda row: row.correction is not None):
        if is_corrected:
            outcomes += [correct_row(ledger.dynamodb, ledger.table, row) for row in run]
        else:
            outcomes += ledger.insert(list(run))
    return outcomes


def correct_row(dynamodb: "DynamoDBClient", table: str, row: LedgerRow) -> Outcome | Failed | BrokenContract:
    """Put a corrected row where no row is, or one that it corrects; say what became of it."""
    try:
        for _ in range(TRIES):
            found = _find(dynamodb, table, row)
            if found and (outcome := _compare(row, found)):
                return outcome
            if _put(dynamodb, table, row, found):
                return Outcome.CORRECTED
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and not may_pass(error) and is_refusal(code_of(error)):
            return refused_row(code_of(error))
        return Failed(str(error))
    return Failed(f"{row.partition}/{row.entry} was changed by somebody else meanwhile")


def _find(dynamodb: "DynamoDBClient", table: str, row: LedgerRow) -> Mapping[str, Any] | None:
    """Return the row that is there; one that was not looked up for load is none: the write finds it."""
    asked: Any = {table: {"Keys": [key_item(row.key)], "ConsistentRead": True}}
    found = dynamodb.batch_get_item(RequestItems=asked)["Responses"].get(table, [])
    return found[0] if found else None


def _compare(row: LedgerRow, found: Mapping[str, Any]) -> Outcome | None:
    """Return what becomes of a correction that was made before, or comes after a later one."""
    there = number_of(found)
    if there != row.number:
        return Outcome.REPEATED if there > row.number else None
    return Outcome.REPEATED if bytes(found[DIGEST]["B"]) == row.digest else Outcome.CONFLICT


def _put(dynamodb: "DynamoDBClient", table: str, row: LedgerRow, found: Mapping[str, Any] | None) -> bool:
    """Return whether the row was put: nobody has changed what was found there."""
    if found is None:
        given: dict[str, Any] = {"ConditionExpression": ABSENT, "ExpressionAttributeNames": NAMES}
    else:
        values = {":digest": found[DIGEST], ":number": {"N": str(number_of(found))}}
        given = {"ConditionExpression": SAME, "ExpressionAttributeValues": values}
    replaced = {REPLACED: {"M": effect_item(effect_of(found))}} if found else {}
    try:
        dynamodb.put_item(TableName=table, Item=item(row) | replaced, **given)
    except ClientError as error:
        if code_of(error) != OVERTAKEN:
            raise
        return False
    return True
