"""Payloads that go on without a person, and the ledgers' rows that know them by their digests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from contracts.event_parser import UNREADABLE
from contracts.personal import FORGOTTEN, Person
from contracts.refusals import BrokenContract
from domain import EVENT
from lambdas.core import contract
from lambdas.core.ledger_row import (
    DIGEST,
    DIGEST_BYTES,
    REPLACED,
    SETTLES,
    effect_item,
    effect_of,
    key_item,
    known_digests,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class PayloadChange(Struct, frozen=True, kw_only=True):
    """An event's payload before and since, by its digests as hexadecimal digits; `fields` were replaced.

    `old` are the digests that rows may have of it; it lies in a version of an object of raw.
    """

    event_id: str
    partition: str
    day: str
    old: tuple[str, ...]
    new: str
    fields: tuple[str, ...]
    raw_object: str
    old_version: str

    @property
    def renamed(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield each digest from before with the one since."""
        yield from ((bytes.fromhex(each), bytes.fromhex(self.new)) for each in self.old)


class RecordRename(Struct, frozen=True, kw_only=True):
    """A record of raw before and since, by the hashes by which the lake knows what it refuses."""

    old: str
    new: str
    raw_object: str
    old_version: str


def describe_rename(before: bytes, since: bytes, key: str, version: str) -> RecordRename:
    """Return how the lake calls a record, before and since."""
    old, new = (blake2b(each, digest_size=16).hexdigest() for each in (before, since))
    return RecordRename(old=old, new=new, raw_object=key, old_version=version)


def describe_change(before: bytes, since: bytes, key: str, version: str) -> PayloadChange | None:
    """Return how a payload changed, or None of one that every consumer has refused."""
    try:
        event = msgspec.json.decode(before, type=EVENT.struct)
        old, new = contract.digests(before), contract.digest(since)
    except (BrokenContract, *UNREADABLE):
        return None
    was, now = (msgspec.json.decode(each) for each in (before, since))
    return PayloadChange(
        event_id=EVENT.id_of(event),
        partition=EVENT.partition_of(event),
        day=f"{EVENT.day(event)}",
        old=tuple(dict.fromkeys(each.hex() for each in old)),
        new=new.hex(),
        fields=tuple(name for name in was if was[name] != now[name] and now[name] == FORGOTTEN),
        raw_object=key,
        old_version=version,
    )


@dataclass(frozen=True)
class LedgerRedaction:
    """Rewrites the rows of a person's events, in every ledger: the same effects, of nobody."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    tables: Sequence[str]
    person: Person

    def redact(self, changes: Iterable[PayloadChange]) -> int:
        """Rewrite the rows that know one of these payloads; return how many. Done again it finds none."""
        return sum(self._redact(table, each) for each in changes for table in self.tables)

    def _redact(self, table: str, change: PayloadChange) -> int:
        key = key_item(EVENT.split(change.partition, change.event_id))
        item = self.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
        renamed = dict(change.renamed)
        if item is None or not self._knows(item, renamed):
            return 0
        left = self._without_person(item, renamed)
        self.dynamodb.put_item(
            TableName=table,
            Item=left,
            ConditionExpression="digest = :digest",
            ExpressionAttributeValues={":digest": item[DIGEST]},
        )
        return 1

    def _knows(self, item: Mapping[str, Any], renamed: Mapping[bytes, bytes]) -> bool:
        """Tell whether a row has a digest from before, of its own or among those that it settles."""
        settled = {each for each in known_digests(item) if each in renamed}
        return any(renamed[each] not in known_digests(item) for each in settled) or (
            bytes(item[DIGEST]["B"]) in renamed
        )

    def _without_person(self, item: Mapping[str, Any], renamed: Mapping[bytes, bytes]) -> dict[str, Any]:
        left = self.person.redact_item(item)
        if REPLACED in item:
            # Whoever follows the rows takes what it reads for a correction: one that changes nothing.
            left[REPLACED] = {"M": effect_item(effect_of(left))}
        digest = bytes(item[DIGEST]["B"])
        left[DIGEST] = {"B": renamed.get(digest, digest)}
        if SETTLES in item:
            settles = bytes(item[SETTLES]["B"])
            known = [settles[at : at + DIGEST_BYTES] for at in range(0, len(settles), DIGEST_BYTES)]
            settled = {*known, *(renamed[each] for each in known if each in renamed)}
            left[SETTLES] = {"B": b"".join(sorted(settled))}
        return left
