"""What a domain's lake holds, declared once: read by the stack, the jobs, the page and the tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, util
from pathlib import Path
from typing import Any

from contracts.event_type import EventType
from lake.database_tables import FOLDED_TABLES, Projection
from lake.objects import GIVEN_UP_BATCHES, ObjectTable, quarantined_objects
from lake.quality.rule import QualityRule
from lake.questions import Question
from lake.schema import Table
from lake.views import View, failures_of

PACKAGE = "domain.lake"


class NoLake(Exception):
    """A domain that declares no lake."""


@dataclass(frozen=True, kw_only=True)
class LakeSpec:
    """The tables of a domain's lake, and what is said of them and asked of them.

    `typed_tables` exist only beside a database, whose rows the `projections` make theirs. `consumers` are
    the names of all that refuse records. `releases` is the folder of the released schemas. `summary` and
    `rules_summary` stand on the page about the tables.
    """

    event: EventType[Any]
    consumers: Sequence[str]
    tables: Sequence[Table]
    typed_tables: Sequence[Table] = ()
    projections: Sequence[Projection] = ()
    views: Sequence[View] = ()
    rules: Sequence[QualityRule] = ()
    questions: Sequence[Question] = ()
    releases: Path
    summary: str = ""
    rules_summary: str = ""

    @property
    def database_tables(self) -> Sequence[Table]:
        """Return the tables that exist only beside a database."""
        return (*FOLDED_TABLES, *self.typed_tables)

    @property
    def every_table(self) -> Sequence[Table]:
        """Return all tables, those beside a database last."""
        return (*self.tables, *self.database_tables)

    @cached_property
    def failures(self) -> View:
        """Return the view of what was refused or given up."""
        return failures_of(self.event)

    @cached_property
    def quarantined_objects(self) -> ObjectTable:
        """Return the quarantine as Athena reads it."""
        return quarantined_objects(self.consumers, self.event.partition_noun)

    @property
    def object_tables(self) -> Sequence[ObjectTable]:
        """Return the buckets that Athena reads as tables."""
        return (self.quarantined_objects, GIVEN_UP_BATCHES)


def load_lake() -> LakeSpec:
    """Return what the domain on the path declares as its lake; raise NoLake if it declares none."""
    if util.find_spec(PACKAGE) is None:
        folder = Path(str(import_module("domain").__file__)).parent
        raise NoLake(f"{folder} declares no lake: add a package `lake` to it, or choose another domain")
    declared: LakeSpec = import_module(PACKAGE).LAKE
    return declared
