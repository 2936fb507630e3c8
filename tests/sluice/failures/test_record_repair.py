"""A recipe mends what it says, and everything it can't mend it says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from sluice.failures.paths import find_places
from sluice.failures.recipe import BadRecipe
from sluice.failures.recipe import read_recipe as read
from sluice.failures.record_repair import RepairMismatch, apply_recipe, matches
from tests.sluice.failures.doing import QUANTITIES, file_of, recipe

LINES = {"lines": [{"sku": "a", "quantity": "1"}, {"sku": "b", "quantity": "2"}]}


def after(repair: str, fields: dict[str, Any]) -> dict[str, Any]:
    return apply_recipe(recipe(f'name = "any"\n[[repairs]]\n{repair}'), fields)


@pytest.mark.parametrize(
    ("repair", "before", "result"),
    [
        ('do = "set"\nfield = "a.b"\nvalue = 1', {"a": {}}, {"a": {"b": 1}}),
        ('do = "set"\nfield = "a.b"\nvalue = 1', {}, {}),
        ('do = "rename"\nfield = "storeId"\nto = "store_id"', {"storeId": "1"}, {"store_id": "1"}),
        ('do = "drop"\nfield = "lines[*]"', LINES, {"lines": []}),
        ('do = "drop"\nfield = "lines[0].sku"', {"lines": [{"sku": 1}]}, {"lines": [{}]}),
        ('do = "cast"\nfield = "a"\nto = "integer"', {"a": "12"}, {"a": 12}),
        ('do = "cast"\nfield = "a"\nto = "integer"', {"a": 12.0}, {"a": 12}),
        ('do = "cast"\nfield = "a"\nto = "text"', {"a": 367}, {"a": "367"}),
        ('do = "cast"\nfield = "a"\nto = "time"', {"a": 1488376980}, {"a": "2017-03-01T14:03:00Z"}),
        ('do = "cast"\nfield = "a"\nto = "time"', {"a": "1488376980000"}, {"a": "2017-03-01T14:03:00Z"}),
        (
            'do = "cast"\nfield = "a"\nto = "time"',
            {"a": "2017-03-01T15:03:00+01:00"},
            {"a": "2017-03-01T14:03:00Z"},
        ),
    ],
)
def test_mends_a_copy(repair: str, before: dict[str, Any], result: dict[str, Any]) -> None:
    untouched = json.dumps(before)

    assert after(repair, before) == result
    assert json.dumps(before) == untouched


def test_a_path_leads_to_every_place() -> None:
    assert [each.value for each in find_places(LINES, "lines[*].quantity")] == ["1", "2"]


@pytest.mark.parametrize(
    ("repair", "before", "why"),
    [
        ('do = "cast"\nfield = "a"\nto = "integer"', {"a": "1.5"}, "a can't be made integer without loss"),
        ('do = "cast"\nfield = "a"\nto = "integer"', {"a": True}, "a can't be made integer without loss"),
        ('do = "cast"\nfield = "a"\nto = "integer"', {"a": "1e400"}, "a can't be made integer without loss"),
        ('do = "cast"\nfield = "a"\nto = "text"', {"a": [1]}, "a can't be made text without loss"),
        (
            'do = "cast"\nfield = "a"\nto = "time"',
            {"a": "2017-03-01T14:03:00"},
            "a can't be made time without loss",
        ),
        (
            'do = "rename"\nfield = "a"\nto = "b"',
            {"a": 1, "b": 2},
            "a can't be renamed: there is a b already",
        ),
    ],
)
def test_a_repair_that_would_lose_something_is_refused(repair: str, before: dict[str, Any], why: str) -> None:
    with pytest.raises(RepairMismatch, match=why):
        after(repair, before)


@pytest.mark.parametrize(
    ("question", "fields", "meets_it"),
    [
        ("equals = 1", {"a": 1}, True),
        ("equals = 1", {"a": True}, False),
        ("equals = 1", {}, False),
        ("matches = '^1$'", {"a": "1"}, True),
        ("matches = '^1$'", {"a": 1}, False),
        ("present = true", {"a": None}, True),
        ("present = true", {}, False),
        ("present = false", {}, True),
        ("present = false", None, False),
    ],
)
def test_asks_about_a_field(question: str, fields: dict[str, Any] | None, meets_it: bool) -> None:
    where = recipe(f'name = "any"\n[[where.fields]]\nfield = "a"\n{question}').where

    assert matches(where, fields) is meets_it


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('name = "a"\nwere = 1', "unknown field `were`"),
        ('name = "a"\n[where]\nreason = "odd"', "Invalid enum value 'odd' - at `$.where.reason`"),
        ('name = "a"\n[where]\nshop = "1"', "unknown field `shop` - at `$.where`"),
        ('name = "a"\n[[repairs]]\ndo = "mend"\nfield = "a"', "'mend' - at `$.repairs[0].do`"),
        ('name = "a"\n[[repairs]]\ndo = "drop"\nfield = "a..b"', "at `$.repairs[0].field`"),
        ('name = "a"\n[[repairs]]\ndo = "drop"\nfield = "a"\nto = "b"', "unknown field `to`"),
        ('name = "a"\n[[where.fields]]\nfield = "a"', "needs one of `equals`, `matches` and `present`"),
        (
            'name = "a"\n[[where.fields]]\nfield = "a"\nmatches = "("',
            "no regular expression",
        ),
        (
            'name = "a"\n[[repairs]]\ndo = "set"\nfield = "a"\nvalue = 2017-03-01',
            "`value` is nothing that JSON can say",
        ),
        ('name = "A B"', "at `$.name`"),
        ("name =", "Invalid value"),
    ],
)
def test_a_recipe_that_is_wrong_is_told_where(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BadRecipe) as told:
        read(file_of(text, tmp_path))

    assert why in str(told.value)
    assert "\n" not in str(told.value)


def test_a_recipe_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRecipe, match=r"none\.toml can't be read: No such file or directory"):
        read(tmp_path / "none.toml")


def test_the_recipe_of_the_tests_is_one(tmp_path: Path) -> None:
    assert read(file_of(QUANTITIES, tmp_path)) == recipe()
