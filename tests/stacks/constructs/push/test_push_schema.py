"""What API Gateway checks is what the contract says, no more and no less than draft 4 can say of it."""

import json
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from contracts.refusals import BrokenContract, Reason
from domain.sale import Sale
from lambdas.core.contract import parse
from stacks.constructs.push.schema import Unconvertible, event_schema, to_draft4
from tests.lambdas.sales import encoded, line, sale

ZONES = st.integers(min_value=-23 * 60, max_value=23 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
BROKEN: list[dict[str, Any]] = [
    {"lines": None},
    {"lines": []},
    {"lines": [line(quantity=1_000_001)]},
    {"lines": [line(quantity="2")]},
    {"lines": [line(quantity=2.0)]},
    {"lines": [line(weight_grams=-1)]},
    {"lines": [line(weight_grams=0.452)]},
    {"lines": [line(discounts={"coupon": -1_000_000_001})]},
    {"store_id": ""},
    {"sale_id": None},
    {"sale_id": "x" * 161},
    {"register_id": 4},
    {"loyalty_id": ""},
    {"occurred_at": "2017-03-01T14:03:00"},
    {"occurred_at": "yesterday"},
]


def takes(data: bytes) -> bool:
    return bool(Draft4Validator(event_schema()).is_valid(json.loads(data)))


def test_it_is_draft_4_without_references() -> None:
    Draft4Validator.check_schema(event_schema())

    assert not {"$ref", "$defs", "format", "default"} & set(keywords(event_schema()))


def test_every_field_of_the_contract_is_checked() -> None:
    assert event_schema()["properties"].keys() == set(Sale.__struct_fields__)


@pytest.mark.parametrize("changes", BROKEN, ids=str)
def test_what_it_refuses_the_contract_refuses_for_its_shape(changes: dict[str, Any]) -> None:
    data = encoded(sale(**changes))

    assert not takes(data)
    with pytest.raises(BrokenContract) as refusal:
        parse(data)
    assert refusal.value.reason is Reason.WRONG_SHAPE


@pytest.mark.parametrize(
    "changes",
    [{}, {"loyalty_id": None}, {"newer": {"field": 1}}, {"lines": [line(discounts={"retail": 60})]}],
)
def test_what_the_contract_takes_it_takes(changes: dict[str, Any]) -> None:
    data = encoded(sale(**changes))

    assert parse(data)
    assert takes(data)


def test_a_member_who_is_nobody_may_be_null() -> None:
    assert takes(encoded(sale() | {"loyalty_id": None}))


@given(at=st.datetimes(timezones=ZONES), written=st.sampled_from(["T", "t", " "]))
def test_every_time_with_a_zone_that_the_contract_reads_has_the_form_that_it_asks(
    at: datetime, written: str
) -> None:
    read = Annotated[datetime, msgspec.Meta(tz=True)]
    as_json = msgspec.json.encode(at).replace(b"T", written.encode())

    assert msgspec.json.decode(as_json, type=read) == at
    assert takes(encoded(sale(occurred_at=json.loads(as_json))))


def test_what_draft_4_spells_otherwise_is_not_passed_over() -> None:
    with pytest.raises(Unconvertible, match="exclusiveMinimum 0"):
        to_draft4({"properties": {"bytes": {"type": "integer", "exclusiveMinimum": 0}}}, {})


def keywords(schema: Any) -> list[str]:
    """Every keyword at any depth; names of properties are none."""
    if isinstance(schema, list):
        return [found for each in schema for found in keywords(each)]
    if not isinstance(schema, dict):
        return []
    inner = [*schema.get("properties", {}).values(), *(v for k, v in schema.items() if k != "properties")]
    return [*schema, *keywords(inner)]
