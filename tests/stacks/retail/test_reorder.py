"""What the order desk promises: an order is placed once, and where the deployment says."""

import pytest

from stacks.retail.constructs.reorder import SLACK_DAYS
from tests.stacks.bus import DAY, queue_of, reorder, told
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment

pytestmark = pytest.mark.needs("Shelves")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def test_an_order_is_known_for_longer_than_any_replay_and_any_queue(environment: Environment) -> None:
    """FAULTS 14."""
    retention = environment.the("AWS::Events::Archive").properties["RetentionDays"]
    waits = queue_of(environment).properties["MessageRetentionPeriod"]

    window = int(told(environment, "reorder")["ORDER_WINDOW_SECONDS"])

    assert window >= max(retention * DAY, waits) + SLACK_DAYS * DAY


def test_what_was_ordered_expires_where_powertools_says(environment: Environment) -> None:
    (table,) = [one for one in environment.every("AWS::DynamoDB::Table") if "Placed" in one.logical_id]

    assert table.properties["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table.properties["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}


def test_a_message_is_hidden_for_six_times_as_long_as_its_function_may_run(environment: Environment) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig."""
    function, _ = reorder(environment)

    assert queue_of(environment).properties["VisibilityTimeout"] == 6 * function.properties["Timeout"]


def test_a_message_that_fails_comes_again_alone_and_ends_as_a_dead_letter(environment: Environment) -> None:
    _, mapping = reorder(environment)
    redrive = queue_of(environment).properties["RedrivePolicy"]

    assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # At least 5, so that throttled polls don't make dead letters: the page above.
    assert redrive["maxReceiveCount"] >= 5


def test_the_order_desk_may_do_what_it_needs_and_no_more(environment: Environment) -> None:
    function, _ = reorder(environment)
    (role,) = [one for one in environment.every("AWS::IAM::Role") if function.mentions(one)]
    granted = policies_of(environment, role)

    assert actions(granted) == {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "events:PutEvents",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    }
    assert actions(granted, on="/claims/events/*") == {"s3:GetObject", "s3:PutObject"}


def test_orders_go_where_the_deployment_says(environment: Environment) -> None:
    name = f"Sluice-{environment.config.environment}-Shelves"
    parameter = environment.templates[name]["Parameters"]["SupplierUrl"]

    assert told(environment, "reorder")["SUPPLIER_URL"] == {"Ref": "SupplierUrl"}
    assert parameter["Default"].startswith("https://")
    assert ".invalid/" in parameter["Default"]
