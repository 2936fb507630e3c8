"""What everybody makes of a record: its time, its claim, its bounds, and what it is the same as."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.claim_check import MOST_RECORD_BYTES, Claim
from contracts.refusals import BrokenContract, Reason
from domain.sale import Sale
from lambdas.core.contract import digest, digests, parse, parse_claimed, refuse_times
from tests.domain.sales_read import parsed, refusal
from tests.lambdas.sales import encoded, line, sale


def test_refuses_a_sale_from_the_future() -> None:
    """FAULTS 25."""
    ahead = parsed(occurred_at="2017-03-01T14:03:00Z")

    refuse_times(ahead, datetime(2017, 3, 1, 13, 30, tzinfo=UTC), date(2017, 3, 1))
    with pytest.raises(BrokenContract) as caught:
        refuse_times(ahead, datetime(2017, 3, 1, 13, 0, tzinfo=UTC), date.min)

    assert caught.value.reason is Reason.FUTURE


def test_refuses_a_sale_of_a_day_before_the_oldest() -> None:
    """FAULTS 54."""
    old = parsed()
    arrival = datetime(2017, 3, 1, 14, 30, tzinfo=UTC)

    refuse_times(old, arrival, date(2017, 3, 1))
    with pytest.raises(BrokenContract) as caught:
        refuse_times(old, arrival, date(2017, 3, 2))

    assert (caught.value.reason, caught.value.field) == (Reason.TOO_OLD, "occurred_at")
    assert caught.value.why == "lies before 2017-03-02, the oldest day that is taken"


def claim(**changes: object) -> bytes:
    check = {"key": "claims/367/2017-03-01/4/1/ab.json", "sha256": "ab" * 32, "bytes": 2_000_000}
    return encoded(
        {
            "schema_version": "1.0",
            "sale_id": "367/2017-03-01/4/1",
            "store_id": "367",
            "claim": check | changes,
        }
    )


def test_reads_a_claim_check() -> None:
    """FAULTS 20."""
    read = parse(claim())

    assert isinstance(read, Claim)
    assert read.claim.key == "claims/367/2017-03-01/4/1/ab.json"


@pytest.mark.parametrize("changes", [{"note": {"claim": "broken egg"}}, {"claim": "broken egg"}])
def test_a_sale_that_holds_the_word_claim_is_still_a_sale(changes: dict[str, object]) -> None:
    assert isinstance(parse(encoded(sale(**changes))), Sale)


def test_a_broken_sale_that_holds_the_word_claim_is_told_what_is_wrong_with_the_sale() -> None:
    refused = refusal(encoded(sale(lines=None, note={"claim": "broken egg"})))

    assert "lines" in refused.why


@pytest.mark.parametrize("changes", [{"key": "sales/x"}, {"sha256": "no"}, {"bytes": 0}])
def test_refuses_a_claim_check_that_points_elsewhere(changes: dict[str, object]) -> None:
    assert refusal(claim(**changes)).reason is Reason.WRONG_SHAPE


def test_refuses_a_claimed_sale_that_is_another_one() -> None:
    check = parse(claim())
    assert isinstance(check, Claim)

    with pytest.raises(BrokenContract) as caught:
        parse_claimed(encoded(sale(sequence=2)), check)

    assert caught.value.reason is Reason.CLAIM_MISMATCH


def test_digests_tell_payloads_apart_but_not_their_spelling() -> None:
    fields = sale(carbon_grams=12)
    spelled_out = json.dumps(dict(reversed(fields.items())), indent=2).encode()

    assert digest(encoded(fields)) == digest(spelled_out)
    assert digest(encoded(fields)) != digest(encoded(fields | {"carbon_grams": 13}))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_and_never_raise_anything_else(data: bytes) -> None:
    try:
        parse(data)
    except BrokenContract as refused:
        assert refused.reason in Reason  # noqa: PT017


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(sale())), json_values)
def test_any_value_in_any_field_is_read_or_refused(field: str, value: object) -> None:
    """FAULTS 27: schema drift is met by the contract, before anything that could block."""
    try:
        parse(encoded(sale() | {field: value}))
    except BrokenContract as refused:
        assert refused.why  # noqa: PT017


@pytest.mark.parametrize(
    "spelled",
    [
        sale(loyalty_id="1234", lines=[line(discounts={})]),
        sale(loyalty_id="1234", lines=[line(discounts={"retail": 0, "coupon": 0, "coupon_match": 0})]),
    ],
)
def test_a_default_that_is_spelled_out_makes_no_other_payload(spelled: dict[str, Any]) -> None:
    """FAULTS 12: tills, files and databases may say one sale in several spellings."""
    assert digest(encoded(spelled)) == digest(encoded(sale(loyalty_id="1234")))


def test_nobody_and_a_missing_member_are_one_payload() -> None:
    nobody = {**sale(), "loyalty_id": None}

    assert digest(encoded(nobody)) == digest(encoded(sale(loyalty_id=None)))


@pytest.mark.parametrize(
    "other",
    [
        sale(lines=[line(discounts={"retail": 1})]),
        sale(lines=[line(discounts={"unknown": 0})]),
        sale(loyalty_id=None),
        sale(note=0),
    ],
)
def test_what_says_something_else_is_another_payload(other: dict[str, Any]) -> None:
    assert digest(encoded(other)) != digest(encoded(sale()))


@pytest.mark.parametrize(
    "at", ["2017-03-01T14:03:00.000Z", "2017-03-01T14:03:00+00:00", "2017-03-01T15:03:00+01:00"]
)
def test_a_moment_in_another_spelling_makes_no_other_payload(at: str) -> None:
    """FAULTS 52."""
    spelled = sale(occurred_at=at)

    assert digest(encoded(spelled)) == digest(encoded(sale()))
    assert digests(encoded(spelled))[1] != digest(encoded(sale()))


@pytest.mark.parametrize(
    "unreadable", [b"1e400", b"9" * 5_000, b'"\\ud800"', b'"\xff"', b"[" * 70 + b"]" * 70, b"NaN", b"01"]
)
def test_a_field_that_nobody_knows_must_be_readable_all_the_same(unreadable: bytes) -> None:
    """FAULTS 54: who tells payloads apart reads all of it, so who doesn't refuses it too."""
    data = encoded(sale()).removesuffix(b"}") + b',"note":' + unreadable + b"}"

    assert refusal(data).reason in {Reason.NOT_JSON, Reason.WRONG_SHAPE}


def test_a_record_nests_as_deep_as_it_may_and_no_deeper() -> None:
    """FAULTS 54."""
    deep = {
        levels: encoded(sale()).removesuffix(b"}") + b',"note":' + b"[" * levels + b"]" * levels + b"}"
        for levels in (63, 64)
    }

    assert isinstance(parse(deep[63]), Sale)
    assert refusal(deep[64]).why == "has objects and lists in each other, more than 64 deep"


def test_what_a_claim_check_stands_for_may_be_larger_than_a_record() -> None:
    """FAULTS 20, 54."""
    data = encoded(sale(filler="x" * MOST_RECORD_BYTES))
    check = parse(claim(bytes=len(data)))

    assert isinstance(check, Claim)
    assert refusal(data).reason is Reason.RECORD_TOO_LARGE
    assert parse_claimed(data, check) == parse(encoded(sale()))


def test_a_sale_of_which_any_consumer_could_keep_no_row_is_refused_by_all() -> None:
    """FAULTS 54: 400 KB of an item, counted in bytes."""
    lines = [line(sku=f"{number:04}" + "\N{GRINNING FACE}" * 60) for number in range(2_000)]

    data = json.dumps(sale(lines=lines), ensure_ascii=False).encode()

    assert refusal(data).reason is Reason.TOO_LARGE
    assert parsed(lines=lines[:1_000]).lines


def test_a_claim_whose_key_is_longer_than_keys_are_is_refused() -> None:
    """FAULTS 54: S3 counts bytes."""
    check = json.loads(claim())
    check["claim"]["key"] = "claims/" + "\N{SNOWMAN}" * 339
    assert isinstance(parse(encoded(check)), Claim)

    check["claim"]["key"] += "\N{SNOWMAN}"
    assert refusal(encoded(check)).reason is Reason.CLAIM_UNREADABLE
