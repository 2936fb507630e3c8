"""The recipes that the demo repairs by mend what the demo mangles."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from contracts.contract_breaks import unknown_version
from contracts.scenario import Payload
from domain.sale import Sale
from domain.scenario.baskets import list_baskets
from domain.scenario.breaks import BREAKS, word_for_number
from lambdas.core import contract
from sluice.failures.recipe import read_recipe
from sluice.failures.record_repair import apply_recipe, encode_repaired, matches
from tests.synthesis import REPOSITORY

RECIPES = REPOSITORY / "examples/repairs"
REPAIRS = {word_for_number: "two-in-words", unknown_version: "version-nine"}


def test_there_is_a_recipe_for_whatever_is_mangled() -> None:
    assert {each.make for each in BREAKS if each.is_repairable} == REPAIRS.keys()
    assert {path.stem for path in RECIPES.iterdir()} == {*REPAIRS.values()}


@pytest.mark.parametrize(("breaks", "name"), REPAIRS.items(), ids=REPAIRS.values())
def test_what_was_mangled_passes_the_contract_again(breaks: Callable[[Payload], bytes], name: str) -> None:
    [sale, *_] = list_baskets(date(2017, 12, 22), days=1)
    whole, mangled = json.loads(sale.data), json.loads(breaks(json.loads(sale.data)))
    used = read_recipe(RECIPES / f"{name}.toml")

    repaired = contract.parse(encode_repaired(apply_recipe(used, mangled), {"recipe": used.name}))

    assert used.name == name
    assert matches(used.where, mangled)
    assert not matches(used.where, whole)
    assert isinstance(repaired, Sale)
    assert repaired.sale_id == whole["sale_id"]
