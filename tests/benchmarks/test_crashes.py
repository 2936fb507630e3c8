"""The crash histories find what is wrong, and nothing in what is right."""

import pytest

from benchmarks.crashes import SCHEDULES, CrashTrials, Outcomes
from benchmarks.designs import COUNTER_TABLES, STOCK, Answer, Design, Handler, answer, counters, ledger
from benchmarks.designs.transactions import pending
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import Event

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics to publish")
"""A handler that is killed has none."""


def unguarded(dynamodb: SimulatedDynamoDB, _workers: int) -> Handler:
    """Adds each line and remembers nothing."""
    client = dynamodb.client()

    def handle(event: Event) -> Answer:
        for each in pending(event):
            for line in each.sale.lines:
                client.update_item(
                    TableName=STOCK,
                    Key={"store_id": {"S": each.sale.store_id}, "sku": {"S": line.sku}},
                    UpdateExpression="ADD on_hand :sold",
                    ExpressionAttributeValues={":sold": {"N": str(-line.quantity)}},
                )
        return answer([])

    return handle


def outcomes(design: Design) -> dict[str, Outcomes]:
    return {each.kind: each for each in CrashTrials(design, sales=4).outcomes()}


def test_an_effect_without_a_guard_is_wrong_in_every_kind_of_history() -> None:
    found = outcomes(Design("unguarded", COUNTER_TABLES, unguarded, counters))

    assert all(each.wrong for each in found.values())
    assert found["two at once"].wrong == SCHEDULES


def test_the_ledger_is_never_wrong() -> None:
    found = outcomes(ledger.DESIGN)

    assert set(found) == {"redelivered", "bisected", "redriven later", "two at once"}
    assert [each.wrong for each in found.values()] == [0, 0, 0, 0]


def test_every_call_of_the_ledger_is_killed_before_and_after() -> None:
    """Two inserts, in the second batch a look at the sale that was there before, and two positions."""
    assert outcomes(ledger.DESIGN)["redelivered"].histories == 2 * 5
