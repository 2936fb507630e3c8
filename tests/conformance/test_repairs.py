"""What the scenario calls repairable is mended by one of its recipes, and then applied once."""

from collections.abc import Iterator
from dataclasses import replace

from contracts.claim_check import Claim
from contracts.scenario import Break, SourceMessage
from domain.scenario import SCENARIO
from lambdas.core import contract
from sluice.failures.occurrence import describe_lineage
from sluice.failures.recipe import Recipe, read_recipe
from sluice.failures.record_repair import apply_recipe, decode_fields, encode_repaired, matches
from tests.conformance.deployed import DeployedConsumer
from tests.conformance.sample import batch, payload_of, sample
from tests.synthesis import REPOSITORY

REPAIRABLE = [each for each in SCENARIO.breaks if each.is_repairable]


def recipes() -> list[Recipe]:
    """Return the scenario's recipes."""
    if not SCENARIO.recipes:
        return []
    return [read_recipe(file) for file in sorted((REPOSITORY / SCENARIO.recipes).glob("*.toml"))]


def recipes_for(broken: Break, data: bytes) -> list[Recipe]:
    """Return those that are meant for what a break makes."""
    fields = decode_fields(data)
    fitting = [each for each in recipes() if each.where.reason in (None, broken.reason)]
    return [each for each in fitting if matches(each.where, fields)]


def mended() -> Iterator[tuple[SourceMessage, SourceMessage]]:
    """Yield each repairable break of an event of its own, and what its recipe makes of it."""
    for event, broken in zip(sample(), REPAIRABLE, strict=False):
        data = broken.make(payload_of(event))
        [recipe] = recipes_for(broken, data)
        fields = payload_of(replace(event, data=data))
        lineage = describe_lineage(data, fields, recipe.name)
        repaired = encode_repaired(apply_recipe(recipe, fields), lineage)
        yield replace(event, data=data), replace(event, data=repaired)


def test_there_are_recipes_where_something_is_repairable_and_each_is_needed() -> None:
    used = {
        recipe.name
        for event, broken in zip(sample(), REPAIRABLE, strict=False)
        for recipe in recipes_for(broken, broken.make(payload_of(event)))
    }

    assert used == {each.name for each in recipes()}
    assert bool(REPAIRABLE) == bool(recipes())


def test_what_is_mended_is_applied_once_under_its_own_id(consumer: DeployedConsumer) -> None:
    for refused, repaired in mended():
        before = consumer.stored()
        consumer.invoke(batch([refused]))
        assert consumer.stored() == before

        consumer.invoke(batch([repaired, repaired]))
        consumer.invoke(batch([repaired], 100))

        assert consumer.stored() == {**before, **consumer.due([payload_of(repaired)])}


def test_what_is_mended_is_no_longer_meant_by_its_recipe() -> None:
    for _, repaired in mended():
        event = contract.parse(repaired.data)

        assert not isinstance(event, Claim)
        assert not [
            each
            for each in recipes()
            if each.where.fields and matches(each.where, decode_fields(repaired.data))
        ]
