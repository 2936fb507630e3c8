"""An event that a rule hands over is read whole and checked, or refused with its reason."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from contracts.refusals import BrokenContract, Reason
from domain.bus_events import StockLow
from lambdas.core.claims import Claims
from lambdas.core.received_event import ReceivedEvent, fetch_detail, parse_delivery
from tests import emulated
from tests.emulated import refusing
from tests.lambdas.sales import CLAIMS
from tests.lambdas.told import delivered, detail, stock_low

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LOW = stock_low()
WHOLE = detail(LOW)
NESTED = b'{"detail-type": "StockLow", "detail": ' + b"[" * 100_000
BODY = b'{"event_id": "stock-low/1/2/3"}'


@pytest.fixture
def s3() -> "S3Client":
    client = emulated.s3()
    client.create_bucket(Bucket=CLAIMS, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


@pytest.fixture
def claims(s3: "S3Client") -> Claims:
    return Claims(s3, CLAIMS)


def refusal(body: bytes, claims: Claims) -> tuple[Reason, str]:
    with pytest.raises(BrokenContract) as refused:
        parse_delivery(body, StockLow, claims)
    return refused.value.reason, refused.value.field


def test_reads_an_event(claims: Claims) -> None:
    assert parse_delivery(delivered(WHOLE), StockLow, claims) == ReceivedEvent(LOW)


def test_a_replayed_event_names_its_replay(claims: Claims) -> None:
    """FAULTS 40."""
    body = delivered(WHOLE, **{"replay-name": "wednesday"})

    assert parse_delivery(body, StockLow, claims).replay == "wednesday"


def test_leaves_alone_what_a_newer_minor_version_adds(claims: Claims) -> None:
    body = delivered(WHOLE | {"schema_version": "1.1", "shelf": 4})

    assert parse_delivery(body, StockLow, claims).event.sku == LOW.sku


@pytest.mark.parametrize(
    ("changed", "reason", "field"),
    [
        ({"event_id": None}, Reason.WRONG_SHAPE, "event_id"),
        ({"event_id": "stock-low/367/1082185/2"}, Reason.WRONG_SHAPE, "event_id"),
        ({"on_hand": "none"}, Reason.WRONG_SHAPE, "on_hand"),
        ({"units_a_day": -1}, Reason.WRONG_SHAPE, "units_a_day"),
        ({"schema_version": "2.0"}, Reason.UNKNOWN_VERSION, "schema_version"),
        ({"schema_version": "10"}, Reason.UNKNOWN_VERSION, "schema_version"),
    ],
)
def test_refuses_what_breaks_the_contract(
    changed: dict[str, Any], reason: Reason, field: str, claims: Claims
) -> None:
    assert refusal(delivered(WHOLE | changed), claims) == (reason, field)


def test_refuses_an_event_without_an_id(claims: Claims) -> None:
    """FAULTS 11."""
    nameless = {name: value for name, value in WHOLE.items() if name != "event_id"}

    assert refusal(delivered(nameless), claims) == (Reason.WRONG_SHAPE, "record")


@pytest.mark.parametrize("body", [b"", b"no", b"\xff", NESTED])
def test_refuses_what_is_no_json(body: bytes, claims: Claims) -> None:
    assert refusal(body, claims) == (Reason.NOT_JSON, "record")


def test_refuses_an_event_of_another_kind(claims: Claims) -> None:
    assert refusal(delivered(WHOLE, "OrderPlaced"), claims) == (Reason.WRONG_SHAPE, "detail-type")


def claim(digest: str = "0" * 64) -> dict[str, Any]:
    return {
        "event_id": LOW.event_id,
        "claim": {"key": "claims/events/a", "sha256": digest, "bytes": len(BODY)},
    }


def test_refuses_a_claim_that_names_no_object(claims: Claims) -> None:
    assert refusal(delivered(claim()), claims) == (Reason.CLAIM_MISSING, "claim.key")


@pytest.mark.parametrize("code", ["AccessDenied", "KeyTooLongError", "InvalidObjectState"])
def test_refuses_a_claim_whose_object_s3_never_hands_out(code: str, claims: Claims, s3: "S3Client") -> None:
    with refusing(s3, "s3.GetObject", code, 403):
        assert refusal(delivered(claim()), claims) == (Reason.CLAIM_UNREADABLE, "claim.key")


def test_a_claim_that_may_be_fetched_later_is_no_refusal(claims: Claims, s3: "S3Client") -> None:
    """FAULTS 2."""
    with refusing(s3, "s3.GetObject", "SlowDown", 503), pytest.raises(ClientError, match="SlowDown"):
        parse_delivery(delivered(claim()), StockLow, claims)


def test_refuses_a_claim_whose_object_was_changed(claims: Claims, s3: "S3Client") -> None:
    s3.put_object(Bucket=CLAIMS, Key="claims/events/a", Body=BODY)

    assert refusal(delivered(claim()), claims) == (Reason.CLAIM_MISMATCH, "claim.sha256")


def test_refuses_a_claim_whose_object_is_another_event(claims: Claims, s3: "S3Client") -> None:
    s3.put_object(Bucket=CLAIMS, Key="claims/events/a", Body=BODY)

    assert refusal(delivered(claim(sha256(BODY).hexdigest())), claims) == (Reason.CLAIM_MISMATCH, "event_id")


def test_a_detail_that_is_no_claim_is_whole(claims: Claims) -> None:
    assert fetch_detail(BODY, claims) == BODY
