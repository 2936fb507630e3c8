"""Athena finds the views in the Glue catalog as if it had made them itself."""

import json

import pytest

from domain.lake import LAKE
from domain.lake.views import VIEWS
from lake.views import View
from lake.views.athena import definition, hive_columns

each_view = pytest.mark.parametrize("view", [*VIEWS, LAKE.failures], ids=lambda view: view.name)


@each_view
def test_the_definition_has_query_place_and_columns(view: View) -> None:
    found = json.loads(definition(view, "curated"))

    assert (found["originalSql"], found["catalog"], found["schema"]) == (
        view.sql,
        "awsdatacatalog",
        "curated",
    )
    assert [each["name"] for each in found["columns"]] == [each.name for each in view.columns]


@each_view
def test_types_have_the_names_that_tables_and_queries_use(view: View) -> None:
    trino = {each["name"]: each["type"] for each in json.loads(definition(view, "curated"))["columns"]}
    same = {"string": "varchar", "int": "integer", "bigint": "bigint", "date": "date", "boolean": "boolean"}

    assert {name: same[type_] for name, type_ in hive_columns(view).items()} == trino
