"""The page and the schemas say what the contracts say."""

import json
import re
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from catalogue import __main__ as command
from catalogue.page import render_page
from catalogue.schemas import example, fields, files, schema
from contracts.catalogue_entry import CatalogueEntry
from domain.bus_events import EVENTS
from domain.catalogue import ENTRIES
from domain.sale import Sale
from lambdas.core.contract import parse
from tests.synthesis import REPOSITORY

DOCS = REPOSITORY / "docs"

every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind.__name__)


def test_the_page_is_as_it_would_be_written_now() -> None:
    assert (DOCS / "events.md").read_text() == render_page(ENTRIES), "run: python -m catalogue page"


def test_the_schemas_are_as_they_would_be_written_now() -> None:
    written = {path.name: path.read_text() for path in (DOCS / "events").iterdir()}

    assert written == files(ENTRIES), "run: python -m catalogue page"


def test_everything_that_travels_is_there() -> None:
    assert {entry.kind for entry in ENTRIES} == {Sale, *EVENTS}


@every_entry
def test_every_field_has_its_meaning_and_every_meaning_its_field(entry: CatalogueEntry) -> None:
    named = {field.name for field in fields(schema(entry))} - {"event_id"}

    assert named == set(entry.meanings)
    for field in fields(schema(entry)):
        assert f"| `{field.name}` | " in render_page(ENTRIES)


@every_entry
def test_the_example_is_what_the_contract_reads_and_the_schema_allows(entry: CatalogueEntry) -> None:
    assert msgspec.json.decode(json.dumps(example(entry)), type=entry.kind) == entry.example
    assert problems(entry, example(entry)) == []


@every_entry
def test_a_schema_refuses_what_the_contract_refuses(entry: CatalogueEntry) -> None:
    told = example(entry)

    text = next(name for name in ("store_id", "tag") if name in told)
    assert problems(entry, told | {text: ""}) == [text]
    assert problems(entry, told | {text: 367}) == [text]
    assert problems(entry, {name: value for name, value in told.items() if name != text}) == [""]


@every_entry
def test_a_schema_allows_what_a_newer_minor_version_adds(entry: CatalogueEntry) -> None:
    assert problems(entry, example(entry) | {"schema_version": "1.1", "added": 1}) == []


def test_the_sale_of_the_page_is_one_that_is_accepted() -> None:
    assert isinstance(parse(json.dumps(example(ENTRIES[0])).encode()), Sale)


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", render_page(ENTRIES)):
        assert (DOCS / target).exists(), target


def test_the_command_writes_them(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    command.write_page(tmp_path)

    assert (tmp_path / "events.md").read_text() == render_page(ENTRIES)
    assert {path.name: path.read_text() for path in (tmp_path / "events").iterdir()} == files(ENTRIES)
    assert capsys.readouterr().out == f"Wrote {tmp_path / 'events.md'} and {len(ENTRIES)} schemas.\n"


def problems(entry: CatalogueEntry, told: dict[str, Any]) -> list[str]:
    """Where the schema finds fault."""
    told_schema = schema(entry)
    Draft202012Validator.check_schema(told_schema)
    return [".".join(map(str, error.path)) for error in Draft202012Validator(told_schema).iter_errors(told)]
