"""A domain declares its lake, or has none."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from contracts.event_type import Event, EventType
from contracts.fields import Text, field_of
from lake.database_tables import FOLDED_TABLES
from lake.lake_spec import LakeSpec
from lake.objects import SOURCES
from lake.page import render_page
from lake.schema import Type
from tests.lake.schemas import table

ROOT = Path(__file__).parents[2]


class Reading(Event, frozen=True, kw_only=True):
    """A toy event."""

    reading_id: Text
    station: Text
    read_at: Annotated[datetime, Meta(tz=True)]


READING = EventType(
    struct=Reading,
    id=field_of(Reading.reading_id),
    partition=field_of(Reading.station),
    occurred_at=field_of(Reading.read_at),
    day=lambda _: None,  # type: ignore[arg-type, return-value]
    noun="reading",
    nouns="readings",
    partition_noun="station",
)


@pytest.fixture
def lake(tmp_path: Path) -> LakeSpec:
    return LakeSpec(
        event=READING,
        consumers=["extremes"],
        tables=[table("readings", Type.STRING, Type.INT)],
        releases=tmp_path,
        summary="Temperatures are tenths of a degree.",
    )


def test_the_folded_tables_exist_beside_a_database_of_any_domain(lake: LakeSpec) -> None:
    assert [*lake.every_table] == [*lake.tables, *FOLDED_TABLES]


def test_the_quarantine_is_parted_by_the_platforms_sources_and_the_domains_consumers(lake: LakeSpec) -> None:
    assert lake.quarantined_objects.parted_by == "consumer"
    assert set(lake.quarantined_objects.parts) == {*SOURCES, "extremes"}


def test_failures_are_found_by_the_names_that_the_events_fields_have(lake: LakeSpec) -> None:
    assert "'$.station'" in lake.failures.sql
    assert "'$.reading_id'" in lake.failures.sql
    assert "${" not in lake.failures.sql
    assert [column.doc for column in lake.failures.columns if column.name == "event_id"] == [
        "the reading, if it could be read"
    ]


def test_the_page_speaks_of_the_domains_events(lake: LakeSpec) -> None:
    page = render_page(lake)

    assert "Temperatures are tenths of a degree." in page
    assert "`ROW`: the reading goes whole to quarantine" in page
    assert "| `partition_key` | the station, as the producer said it |" in page


def test_a_domain_without_a_lake_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "__init__.py").write_text("")

    ran = subprocess.run(
        [sys.executable, "-m", "lake", "page"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        check=False,
        text=True,
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"{tmp_path / 'domain'} declares no lake: add a package `lake` to it, or choose another domain\n"
    )
