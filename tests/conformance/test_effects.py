"""A consumer's effect is a function of the event, and comes to what the scenario says is due."""

import json

from contracts.scenario import ExpectedLedger
from lambdas.core import contract
from lambdas.core.ledger_row import OWN_ATTRIBUTES, LedgerRow, effect_of, item
from tests.conformance.sample import parse, payload_of, sample


def test_an_effect_depends_on_nothing_but_its_event(ledger: ExpectedLedger) -> None:
    """Neither on chance, nor on the clock, nor on what was applied before, nor on how it is spelled."""
    effect = ledger.consumer.effect
    first = [effect(parse(each.data)) for each in sample()]

    turned = [json.dumps(dict(reversed(payload_of(each).items()))).encode() for each in sample()]
    again = [effect(parse(each)) for each in reversed(turned)]

    assert again[::-1] == first


def test_an_effect_leaves_the_row_its_own_attributes_and_comes_back_as_it_was(ledger: ExpectedLedger) -> None:
    for message in sample():
        event = parse(message.data)
        effect = ledger.consumer.effect(event)

        assert not OWN_ATTRIBUTES & effect.keys()
        assert effect_of(item(LedgerRow.of(event, message.data, effect))) == effect


def test_a_row_gives_whole_amounts_to_its_partition_or_to_what_an_index_finds(ledger: ExpectedLedger) -> None:
    for message in sample():
        event = parse(message.data)
        partition = contract.partition_of(event)
        given = ledger.consumer.amounts(partition, ledger.consumer.effect(event))

        assert all(type(amount) is int for amount in given.values())
        assert {found for found, _ in given} <= {partition, *([""] if ledger.consumer.indexes else [])}
