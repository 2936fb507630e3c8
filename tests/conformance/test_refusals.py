"""What can never succeed is kept whole with its reason, acknowledged, and changes nothing."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.refusals import Reason
from contracts.scenario import Break, SourceMessage
from domain.scenario import SCENARIO
from lambdas.core import contract
from tests.conformance.deployed import DeployedConsumer
from tests.conformance.sample import batch, contradicted, id_of, payload_of, sample

SETTLED: dict[str, Any] = {"batchItemFailures": []}


def name_of(each: Break) -> str:
    """Name a break by its function."""
    return each.make.__name__.strip("_")


@pytest.mark.parametrize("broken", SCENARIO.breaks, ids=name_of)
def test_what_is_broken_is_kept_whole_and_those_around_it_are_applied(
    broken: Break, consumer: DeployedConsumer
) -> None:
    mangled, *events = sample()[:8]
    sent = replace(mangled, data=broken.make(payload_of(mangled)))

    answer = consumer.invoke(batch([*events[:3], sent, *events[3:]]))

    assert answer == SETTLED
    kept = [(each["reason"], each["data"]) for each in consumer.quarantined()]
    assert kept == [(broken.reason, sent.data)]
    assert consumer.stored() == consumer.due([payload_of(each) for each in events])


def test_another_payload_under_a_known_id_is_kept_and_changes_nothing(consumer: DeployedConsumer) -> None:
    others = [contradicted(each) for each in sample()]
    consumer.invoke(batch(sample()))
    before = consumer.items()

    answer = consumer.invoke(batch(others, len(others)))

    assert answer == SETTLED
    assert {(each["reason"], each["data"]) for each in consumer.quarantined()} == {
        (Reason.CONFLICT, each.data) for each in others
    }
    assert consumer.items() == before


def test_of_two_payloads_in_one_batch_the_first_counts(consumer: DeployedConsumer) -> None:
    first, *others = sample()[:4]
    batched: list[SourceMessage] = [first, contradicted(first), *others]

    answer = consumer.invoke(batch(batched))

    assert answer == SETTLED
    assert [each["data"] for each in consumer.quarantined()] == [contradicted(first).data]
    row = consumer.items()[contract.key_of(contract.parse(first.data))]
    assert row["digest"]["B"] == contract.digest(first.data), id_of(first)
