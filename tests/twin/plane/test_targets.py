"""SQS's answers, as EventBridge takes them."""

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from twin.plane.faults import NoFaults
from twin.plane.queues import Queues
from twin.plane.targets import Targets
from twin.semantics.bus_settings import Target
from twin.semantics.rule_delivery import Dispatch, TargetRefusal

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
DISPATCH = Dispatch({"id": "e1"}, "arn:rule", Target(id="Target0", arn=QUEUE), accepted_at=0.0)


def answered(code: str, status: int) -> TargetRefusal:
    sqs = boto3.client("sqs", region_name="eu-west-1")
    with Stubber(sqs) as answers:
        answers.add_response("get_queue_url", {"QueueUrl": "https://sqs/orders"})
        answers.add_client_error("send_message", service_error_code=code, http_status_code=status)
        refusal = Targets(lambda _: Queues(sqs), NoFaults()).deliver(DISPATCH)
    assert refusal
    return refusal


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("ThrottlingException", 429, "THROTTLING"),
        ("InternalFailure", 500, "ERROR_FROM_TARGET"),
        ("ServiceUnavailable", 503, "ERROR_FROM_TARGET"),
    ],
)
def test_what_may_pass_is_tried_again(code: str, status: int, told: str) -> None:
    refusal = answered(code, status)

    assert (refusal.code, refusal.may_pass) == (told, True)


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("AccessDenied", 403, "NO_PERMISSIONS"),
        ("AWS.SimpleQueueService.NonExistentQueue", 400, "NO_RESOURCE"),
        ("InvalidMessageContents", 400, "SDK_CLIENT_ERROR"),
    ],
)
def test_what_will_not_pass_is_not(code: str, status: int, told: str) -> None:
    refusal = answered(code, status)

    assert (refusal.code, refusal.may_pass) == (told, False)


def test_a_queue_that_cannot_be_reached_is_tried_again() -> None:
    sqs = boto3.client("sqs", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9")

    refusal = Targets(lambda _: Queues(sqs), NoFaults()).deliver(DISPATCH)

    assert refusal
    assert (refusal.code, refusal.may_pass) == ("CONNECTION_FAILURE", True)
    assert refusal.message == str(EndpointConnectionError(endpoint_url="http://127.0.0.1:9/"))
