"""The commands on held orders, as they are typed."""

from collections.abc import Iterator

import boto3
import pytest

from lambdas.reorder.held_orders import HeldOrder, HeldOrders, OrderState
from lambdas.reorder.policy import Order
from tests.lambdas.ledgers import table_properties
from tests.sluice.failures.typed import answered, create_stack, environment, ran


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldOrders]:
    """One order that waits, and another one that was dropped."""
    with environment(monkeypatch):
        queue = boto3.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
        create_stack("Sluice-dev-Shelves", {"HeldOrdersTable": "held", "OrdersQueue": queue})
        dynamodb = boto3.client("dynamodb")
        dynamodb.create_table(TableName="held", **table_properties("reorder", "HELD_TABLE"))
        table = HeldOrders(dynamodb, "held")
        for number, state in ((1, OrderState.HELD), (2, OrderState.DROPPED)):
            order = Order(order_id=f"po-{number}", store_id="367", sku="apple", supplier="x", units=number)
            table.hold(
                HeldOrder(
                    order=order,
                    state=state,
                    reason="1 unit is too much",
                    held_at=f"2017-03-0{number}T14:03:00+00:00",
                    message=f"message {number}",
                    decided_by="anna" if state is OrderState.DROPPED else "",
                )
            )
        dynamodb.put_item(TableName="held", Item={"id": {"S": "units#x"}, "units": {"N": "3"}})
        yield table


def sent() -> list[str]:
    """What the queue holds."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [each["Body"] for each in messages]


@pytest.mark.usefixtures("held")
def test_names_what_waits_and_on_demand_what_was_decided() -> None:
    waits = answered("orders", "held", "dev")
    every = answered("orders", "held", "dev", "--all")
    shown = ran("orders", "held", "dev").stdout

    assert [(each["order_id"], each["state"]) for each in waits] == [("po-1", "held")]
    assert [(each["order_id"], each["state"]) for each in every] == [("po-1", "held"), ("po-2", "dropped")]
    assert "po-1  store 367  product apple  1 units  held  1 unit is too much" in " ".join(shown.split("\n"))


def test_a_released_order_goes_back_to_the_queue_and_can_be_sent_again(held: HeldOrders) -> None:
    answered("orders", "release", "dev", "po-1", "--by", "anna", "--yes")
    answered("orders", "release", "dev", "po-1", "--by", "ben", "--yes")

    found = held.find("po-1")
    assert found
    assert (found.state, found.decided_by) == ("released", "anna")
    assert sent() == ["message 1", "message 1"]


@pytest.mark.usefixtures("held")
def test_a_dropped_order_is_kept_as_dropped_and_cannot_be_released() -> None:
    answered("orders", "drop", "dev", "po-1", "--by", "anna", "--yes")

    refused = ran("orders", "release", "dev", "po-1", "--yes")

    assert refused.exit_code == 2
    assert refused.stderr == "sluice: order po-1 is dropped, by anna: it stays so\n"
    assert sent() == []


def test_an_order_that_nobody_holds_is_named(held: HeldOrders) -> None:
    refused = ran("orders", "drop", "dev", "po-9", "--yes")

    assert refused.exit_code == 2
    assert "no order po-9 was ever held" in refused.stderr
    assert held.find("po-9") is None


def test_of_two_who_decide_at_once_one_is_told(held: HeldOrders) -> None:
    seen = held.find("po-1")
    assert seen
    held.change(seen, OrderState.DROPPED, "ben")

    assert not held.change(seen, OrderState.RELEASED, "anna")
