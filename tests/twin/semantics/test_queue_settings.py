from typing import Any

import pytest

from twin.semantics.properties import Unsupported
from twin.semantics.queue_settings import QueueSettings

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"


def settings(**given: Any) -> QueueSettings:
    return QueueSettings.from_properties({"EventSourceArn": QUEUE, "FunctionName": "reorder", **given})


def test_has_the_defaults_of_lambda() -> None:
    plain = settings()

    assert (plain.batch_size, plain.maximum_batching_window_in_seconds) == (10, 0)
    assert plain.scaling_config.maximum_concurrency == 5
    assert not plain.reports_item_failures


def test_reads_what_the_template_sets() -> None:
    given = settings(
        BatchSize=100,
        MaximumBatchingWindowInSeconds=5,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        ScalingConfig={"MaximumConcurrency": 2},
    )

    assert (given.batch_size, given.scaling_config.maximum_concurrency) == (100, 2)
    assert given.reports_item_failures


@pytest.mark.parametrize(
    "given",
    [
        {"BatchSize": 11},
        {"BatchSize": 10_001, "MaximumBatchingWindowInSeconds": 1},
        {"Enabled": False},
        {"EventSourceArn": f"{QUEUE}.fifo"},
        {"FilterCriteria": {"Filters": []}},
        {"MaximumRetryAttempts": 3},
        {"ScalingConfig": {"MaximumConcurrency": 1}},
    ],
)
def test_refuses_what_lambda_refuses_and_what_the_twin_does_not_do(given: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        settings(**given)
