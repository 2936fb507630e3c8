"""Suspicions are take_cases off their queue as EventBridge put them there."""

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from demo.retail.decisions.cases import take_cases

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

DETAIL = {
    "event_id": "fraud-suspected/367/2017-12-22/66/1",
    "sale_id": "367/2017-12-22/66/1",
    "store_id": "367",
    "occurred_at": "2017-12-22T15:34:00Z",
    "net_cents": 1_234,
    "score": 60,
    "decision": "review",
    "findings": [{"rule": "two_stores", "weight": 60, "evidence": "also bought in store 31"}],
}


def test_takes_every_case_with_its_evidence_and_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        sqs: SQSClient = boto3.client(
            "sqs", region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        queue = sqs.create_queue(QueueName="cases")["QueueUrl"]
        for _ in range(12):
            sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"id": "7", "detail": DETAIL}))

        cases = take_cases(sqs, queue)

        assert take_cases(sqs, queue) == []
    assert len(cases) == 12
    assert cases[0].heard_as == "7"
    assert (cases[0].sale_id, cases[0].evidence) == (DETAIL["sale_id"], ["also bought in store 31"])
