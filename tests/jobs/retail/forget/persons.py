"""A member whose traces are looked for, sales that name them, and the list by which they are forgotten."""

import json
from collections.abc import Iterable
from typing import Any

from contracts.personal import FORGOTTEN, Person
from domain import EVENT
from domain.sale import Sale
from lake.forget_list import ForgottenPayload
from lambdas.core import contract
from tests.jobs.retail.running import sold

MEMBER, TOKEN = "member-to-forget-0001", "tok_of_the_member_0001"
PERSON = Person(EVENT.personal, MEMBER, frozenset({TOKEN})) if EVENT.personal else None


def bought(sequence: int, *rest: Any, **changes: Any) -> bytes:
    """A sale to the member."""
    return sold(sequence, *rest, **{"loyalty_id": MEMBER, "payment_token": TOKEN} | changes)


def redacted(record: bytes) -> bytes:
    """The record without the member."""
    assert PERSON
    found = PERSON.redact(record)
    assert found
    return found


def forgotten(
    records: Iterable[bytes], raw_object: str = "events/none", versions: tuple[str, str] = ("1", "2")
) -> list[ForgottenPayload]:
    """The list for payloads that lie in an object."""
    old, new = versions
    return [_payload(each, raw_object=raw_object, old_version=old, new_version=new) for each in records]


def _payload(record: bytes, **place: str) -> ForgottenPayload:
    event, after = contract.parse(record), redacted(record)
    assert isinstance(event, Sale)
    before = contract.digests(record)
    said = json.loads(after)
    return ForgottenPayload(
        event_id=event.sale_id,
        day=event.business_day,
        old=tuple(each.hex() for each in before),
        new=contract.digest(after).hex(),
        fields=tuple(name for name in ("loyalty_id", "payment_token") if said.get(name) == FORGOTTEN),
        **place,
    )
