"""The live ledgers take over what a generation has, difference by difference, while events go on."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from contracts.event_type import Key
from lambdas.core.ledger import ROWS_A_CALL, Ledger, Outcome
from lambdas.core.ledger_row import Attributes, LedgerRow, attribute, key_item
from sluice.cloud import NotNow
from sluice.rebuild.differences import Difference
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.rows import EffectRow

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

ASIDE = "rebuilt"


class Interrupted(NotNow):
    """A write failed for a reason that may pass; what was written is right."""


class SwapOutcome(StrEnum):
    """The outcome of mending a difference."""

    INSERTED = "inserted"
    REPLACED = "replaced"
    REMOVED = "removed"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Swap:
    """The live ledgers (tables by consumer) to mend. Each write holds only against what was compared."""

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    aside: str
    ledgers: Mapping[str, str]
    generation: TableGeneration

    def apply(self, differences: Iterable[Difference]) -> Iterator[SwapOutcome]:
        """Mend one after another and say what became of each; killed anywhere, a next run does the rest."""
        missing: dict[str, list[LedgerRow]] = {consumer: [] for consumer in self.ledgers}
        for each in differences:
            if each.live:
                yield self._mend(each, each.live)
            elif each.rebuilt:
                missing[each.consumer].append(_row(each.key, each.rebuilt))
        for consumer, rows in missing.items():
            for start in range(0, len(rows), ROWS_A_CALL):
                yield from self._insert(self.ledgers[consumer], rows[start : start + ROWS_A_CALL])

    def _insert(self, table: str, rows: Sequence[LedgerRow]) -> Iterator[SwapOutcome]:
        """Insert as a consumer does: what follows the ledger hears of it, a consumer finds it done."""
        for outcome in Ledger(self.dynamodb, table).insert(rows):
            if not isinstance(outcome, Outcome):
                raise Interrupted(f"{table} can't be written: {outcome}; swap again, it goes on")
            yield SwapOutcome.OVERTAKEN if outcome is Outcome.CONFLICT else SwapOutcome.INSERTED

    def _mend(self, difference: Difference, live: EffectRow) -> SwapOutcome:
        self._keep(difference, live)
        where = key_item(difference.key)
        given: Any = {"TableName": self.ledgers[difference.consumer], **_unchanged(live)}
        try:
            if difference.rebuilt:
                self.dynamodb.put_item(Item={**where, **_attributes(difference.rebuilt)}, **given)
                return SwapOutcome.REPLACED
            self.dynamodb.delete_item(Key=where, **given)
        except self.dynamodb.exceptions.ConditionalCheckFailedException:
            return SwapOutcome.OVERTAKEN
        return SwapOutcome.REMOVED

    def _keep(self, difference: Difference, live: EffectRow) -> None:
        """Write aside what will be gone from the ledger; the same row goes under the same key again."""
        item = {**key_item(difference.key), **_attributes(live)}
        where = f"{ASIDE}/{self.generation.name}/{self.ledgers[difference.consumer]}/{difference.event_id}"
        body = json.dumps(item, default=lambda value: b64encode(value).decode(), sort_keys=True)
        self.s3.put_object(Bucket=self.aside, Key=f"{where}/{live.digest.hex()}.json", Body=body.encode())


def _row(key: Key, rebuilt: EffectRow) -> LedgerRow:
    return LedgerRow(*key, rebuilt.digest, rebuilt.effect, correction=rebuilt.correction)


def _attributes(row: EffectRow) -> Attributes:
    """Return a row's attributes without the place in raw: a consumer's rows have none."""
    return {
        "digest": {"B": row.digest},
        **(row.correction.item() if row.correction else {}),
        **{name: attribute(each) for name, each in row.effect.items()},
    }


def _unchanged(row: EffectRow) -> dict[str, Any]:
    """Return the condition that a row is still the one that was compared."""
    values = _attributes(row)
    names = {f"#{number}": name for number, name in enumerate(values)}
    return {
        "ConditionExpression": " AND ".join(f"{each} = {each.replace('#', ':')}" for each in names),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {each.replace("#", ":"): values[name] for each, name in names.items()},
    }
