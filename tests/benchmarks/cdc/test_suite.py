"""The fold's goals against a record-by-record consumer hold, as far as a clock has no part in them."""

from benchmarks.cdc.changes import batches
from benchmarks.cdc.designs import DESIGNS, KEYS, STATE
from benchmarks.dynamodb import SimulatedDynamoDB
from lambdas.core.cdc.item import row_of


def test_both_leave_the_same_rows_and_the_fold_takes_a_tenth_of_the_calls() -> None:
    for batch in batches(500):
        left, calls = {}, {}
        for design in DESIGNS:
            dynamodb = SimulatedDynamoDB(KEYS)
            design.make(dynamodb)(batch.event)
            calls[design.name] = dynamodb.usage.calls
            left[design.name] = dynamodb.tables.items[STATE]

        ours, theirs = left["the fold"], left["record by record"]
        assert ours.keys() == theirs.keys()
        assert all(row_of(ours[key]).columns["reorder_level"] >= 0 for key in ours)
        assert 10 * calls["the fold"] <= calls["record by record"]
