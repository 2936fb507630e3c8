"""What the demo breaks on purpose is broken, and broken as meant."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract, Reason
from demo import breaks
from demo.baskets import baskets
from demo.message import Message
from domain.sale import Sale
from lambdas.core.claims import Claims
from lambdas.core.contract import parse, refuse_future
from tests import emulated

REASONS: dict[breaks.Break, Reason] = {
    breaks.not_json: Reason.NOT_JSON,
    breaks.cut_off: Reason.NOT_JSON,
    breaks.no_lines: Reason.WRONG_SHAPE,
    breaks.word_for_number: Reason.WRONG_SHAPE,
    breaks.other_store: Reason.BAD_ID,
    breaks.card_number: Reason.CARD_NUMBER,
    breaks.unknown_major_version: Reason.UNKNOWN_VERSION,
    breaks.from_the_future: Reason.FUTURE,
    breaks.other_day: Reason.BAD_ID,
    breaks.claim_to_nothing: Reason.CLAIM_MISSING,
}


@pytest.fixture(scope="module")
def sold() -> Sequence[Message]:
    return baskets(date(2017, 12, 22), days=1)


@pytest.mark.parametrize("broken_by", breaks.BREAKS)
def test_the_contract_refuses_each_broken_message_for_its_own_reason(
    broken_by: breaks.Break, sold: Sequence[Message]
) -> None:
    broken = broken_by(json.loads(sold[0].data))

    with pytest.raises(BrokenContract) as refusal:
        _accept(broken)
    assert refusal.value.reason is REASONS[broken_by]


def empty_store() -> Claims:
    s3 = emulated.s3()
    s3.create_bucket(Bucket="raw", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return Claims(s3, "raw")


def _accept(data: bytes) -> None:
    sale = parse(data)
    if isinstance(sale, Claim):
        sale = parse(empty_store().fetch(sale))
    assert isinstance(sale, Sale)
    refuse_future(sale, datetime.now(UTC))
