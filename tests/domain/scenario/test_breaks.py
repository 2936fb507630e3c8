"""What the demo breaks on purpose is broken, and broken as meant."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from contracts.scenario import Break, SourceMessage
from domain.sale import Sale
from domain.scenario.baskets import list_baskets
from domain.scenario.breaks import BREAKS
from lambdas.core.claims import Claims
from lambdas.core.contract import parse, refuse_times
from tests import emulated
from tests.lambdas.sales import BOUNDS


@pytest.fixture(scope="module")
def sold() -> Sequence[SourceMessage]:
    return list_baskets(date(2017, 12, 22), days=1)


@pytest.mark.parametrize("each", BREAKS, ids=lambda each: each.make.__name__)
def test_the_contract_refuses_each_broken_message_for_its_own_reason(
    each: Break, sold: Sequence[SourceMessage]
) -> None:
    broken = each.make(json.loads(sold[0].data))

    with pytest.raises(BrokenContract) as refusal:
        _accept(broken)
    assert refusal.value.reason is each.reason


def empty_store() -> Claims:
    s3 = emulated.s3()
    s3.create_bucket(Bucket="raw", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return Claims(s3, "raw")


def _accept(data: bytes) -> None:
    sale = parse(data)
    if isinstance(sale, Claim):
        sale = parse(empty_store().fetch(sale))
    assert isinstance(sale, Sale)
    refuse_times(sale, datetime.now(UTC), BOUNDS.oldest_day)


def test_none_changes_the_sale_that_it_is_given(sold: Sequence[SourceMessage]) -> None:
    sale = json.loads(sold[0].data)

    for each in BREAKS:
        each.make(sale)

    assert sale == json.loads(sold[0].data)
