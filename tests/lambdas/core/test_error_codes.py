"""What a call answers decides: a record that can never succeed is kept, all else is delivered again."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import NoCredentialsError

from lambdas.core.error_codes import DENIED, code_of, is_transient, may_pass
from lambdas.core.ledger import EXISTS
from tests.emulated import client_error, refusing
from tests.lambdas.batches import BROKEN, plenty, quarantined
from tests.lambdas.core.test_claims import claim_check
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import Script, rows_of
from tests.lambdas.sales import encoded, event, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

PASSING = [
    ("SlowDown", 503),
    ("ThrottlingException", 400),
    ("ProvisionedThroughputExceededException", 400),
    ("InternalError", 500),
    ("RequestTimeout", 400),
    ("OperationAborted", 409),
    ("NeverHeardOf", 500),
    ("NeverHeardOf", 502),
    ("NeverHeardOf", 503),
    ("NeverHeardOf", 504),
    ("NeverHeardOf", 429),
]
OF_THE_DEPLOYMENT = [
    ("ExpiredToken", 400),
    ("InvalidAccessKeyId", 403),
    ("NoSuchBucket", 404),
    ("ResourceNotFoundException", 400),
    ("UnrecognizedClientException", 400),
]
NEVER_A_RECORDS = [*PASSING, *OF_THE_DEPLOYMENT]
DENIALS = [("AccessDenied", 403), ("AccessDeniedException", 400)]
UNKNOWN = ("NeverHeardOf", 400)
OF_A_CLAIM = [
    *DENIALS,
    ("KeyTooLongError", 400),
    ("InvalidObjectState", 403),
    ("InvalidRequest", 400),
    ("InvalidURI", 400),
    ("KMS.DisabledException", 400),
    ("MethodNotAllowed", 405),
    UNKNOWN,
]
OF_A_ROW = [("ValidationException", 400), ("ItemCollectionSizeLimitExceededException", 400), UNKNOWN]

CLAIM = claim_check(b"whole", "claims/1.json")
BATCH = [encoded(sale(7)), CLAIM, encoded(sale(8))]

Inventory = LedgerFunction


@pytest.mark.parametrize(("code", "status"), OF_A_CLAIM)
def test_a_claim_that_s3_never_hands_out_is_quarantined_and_holds_nobody_up(
    code: str, status: int, inventory: Inventory, s3: "S3Client"
) -> None:
    """FAULTS 20: a key that is too long, an object under a foreign key, or in an archive."""
    with refusing(s3, "s3.GetObject", code, status):
        report = inventory.handle(event(BATCH), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts == {"applied": 2, "claim_unreadable": 1}
    [refusal] = quarantined(s3)
    assert (refusal["field"], refusal["why"]) == ("claim.key", f"names what S3 doesn't hand out: {code}")


@pytest.mark.parametrize(("code", "status"), NEVER_A_RECORDS)
def test_a_claim_that_may_be_fetched_later_is_delivered_again(
    code: str, status: int, inventory: Inventory, s3: "S3Client"
) -> None:
    """FAULTS 2."""
    with refusing(s3, "s3.GetObject", code, status):
        report = inventory.handle(event(BATCH), plenty)

    assert report.stopped_at == "1"
    assert quarantined(s3) == []


@pytest.mark.parametrize(("code", "status"), OF_A_ROW)
def test_a_call_that_one_row_spoils_refuses_that_row_alone(
    code: str, status: int, inventory: Inventory, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 1: too large for its row, and with it the call is."""
    Script(dynamodb).refuse_calls_with("2017-03-01/4/8", code, status)

    report = inventory.handle(event([encoded(sale(number)) for number in range(7, 10)]), plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts == {"applied": 2, "row_refused": 1}
    assert quarantined(s3)[0]["why"] == f"makes a row that its table refuses: {code}"


@pytest.mark.parametrize(("code", "status"), [*NEVER_A_RECORDS, *DENIALS])
@pytest.mark.parametrize("call", ["BatchExecuteStatement", "BatchGetItem"])
def test_a_ledger_that_answers_nobody_has_all_delivered_again(
    call: str, code: str, status: int, inventory: Inventory, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 2, 10: that a role is denied its table is no sale's fault."""
    inventory.handle(event(BATCH[:1]), plenty)

    with refusing(dynamodb, f"dynamodb.{call}", code, status):
        report = inventory.handle(event(BATCH[:1]), plenty)

    assert report.stopped_at == "0"
    assert quarantined(s3) == []


@pytest.mark.parametrize(("code", "status"), [*NEVER_A_RECORDS, *OF_A_CLAIM, *OF_A_ROW])
def test_a_quarantine_that_refuses_has_the_record_delivered_again(
    code: str, status: int, inventory: Inventory, s3: "S3Client"
) -> None:
    """FAULTS 1: what can't be kept must not be acknowledged, whatever the code."""
    with refusing(s3, "s3.PutObject", code, status):
        report = inventory.handle(event([encoded(sale(7)), BROKEN, encoded(sale(8))]), plenty)

    assert report.stopped_at == "1"
    assert report.counts == {"applied": 1}


OF_STATEMENTS = {
    "ConditionalCheckFailed": "row_refused",
    "ItemCollectionSizeLimitExceeded": "row_refused",
    "RequestLimitExceeded": None,
    "ValidationError": "row_refused",
    "ProvisionedThroughputExceeded": None,
    "TransactionConflict": None,
    "ThrottlingError": None,
    "InternalServerError": None,
    "ResourceNotFound": None,
    "AccessDenied": None,
    "NeverHeardOf": "row_refused",
}


@pytest.mark.parametrize(("code", "reason"), OF_STATEMENTS.items())
def test_a_statement_is_permanent_or_passes_by_its_code(
    code: str, reason: str | None, inventory: Inventory, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 2, 10: each row for itself."""
    Script(dynamodb).refuse_row(1, code)

    report = inventory.handle(event([encoded(sale(number)) for number in range(3)]), plenty)

    assert report.stopped_at == (None if reason else "1")
    assert [each["reason"] for each in quarantined(s3)] == ([reason] if reason else [])
    assert len(rows_of(dynamodb)) == 2


def test_every_code_of_a_statement_is_sorted(dynamodb: "DynamoDBClient") -> None:
    known: Any = dynamodb.meta.service_model.shape_for("BatchStatementErrorCodeEnum")

    assert set(known.enum) == {*OF_STATEMENTS, EXISTS} - {"NeverHeardOf"}


def test_no_code_is_known_to_pass_and_not_to() -> None:
    assert not any(map(is_transient, DENIED))
    assert not may_pass(client_error(*UNKNOWN))


def test_what_was_never_answered_is_named_by_what_kept_it() -> None:
    assert code_of(NoCredentialsError()) == "NoCredentialsError"
    assert code_of(client_error(*UNKNOWN)) == "NeverHeardOf"
