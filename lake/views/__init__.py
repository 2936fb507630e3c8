"""What readers see of the tables: SQL that Athena, Spark and DuckDB run as it is, a file a view.

No view has a time. Athena takes none with a zone into a view, and all of ours have one:
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-supported-data-types.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from contracts.event_type import EventType
from lake.schema import Table, Type


@dataclass(frozen=True)
class ViewColumn:
    """A column that a view gives."""

    name: str
    type: Type
    doc: str


@dataclass(frozen=True, kw_only=True)
class View:
    """A query under a name, and the columns that it gives: `<name>.sql` of a package.

    Its text may hold `${word}` for each of `words`.
    """

    name: str
    package: str
    columns: Sequence[ViewColumn]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """Return the query; it names tables without their database."""
        query = self._text.partition("\n")[2].strip()
        for word, said in self.words.items():
            query = query.replace(f"${{{word}}}", said)
        return query

    @property
    def doc(self) -> str:
        """Return what it is for: the first line of its file."""
        return self._text.partition("\n")[0].removeprefix("-- ")

    @property
    def path(self) -> str:
        """Return where its file lies, from the root of the sources."""
        return f"{self.package.replace('.', '/')}/{self.name}.sql"

    @property
    def _text(self) -> str:
        return (resources.files(self.package) / f"{self.name}.sql").read_text()


def columns_of(table: Table, *names: str) -> list[ViewColumn]:
    """Return columns as a table has them."""
    return [ViewColumn(each.name, each.type, each.doc) for each in map(table.__getitem__, names)]


def failures_of(event: EventType[Any]) -> View:
    """Return the view of what was refused or given up of a domain's events.

    It is Athena's alone: its functions for JSON have other names elsewhere. It is over lake.objects, not over
    tables.
    """
    said = (
        ("reason", "why it was refused, or the condition under which it was given up"),
        ("consumer", "who refused it or gave it up"),
        ("partition_key", f"the {event.partition_noun}, if it could be read"),
        ("event_id", f"the {event.noun}, if it could be read"),
        ("field", "where the fault lies; `batch`, if all of it was given up"),
        ("why", "what is wrong there"),
        ("condition", "why Lambda gave it up, if it did"),
        ("arrived_at", "when it arrived, UTC as 2017-12-24T17:05:00"),
        ("failed_at", "when it failed; of what was refused, when it arrived"),
        ("day", "the day on which it failed"),
        ("attempt", "how often it was repaired before; 0: never"),
        ("object", "the object that it lies in"),
        ("record", "its bytes in base 64; of a table's stream, the change as JSON"),
    )
    types = {"day": Type.DATE, "attempt": Type.INT}
    return View(
        name="failures",
        package=__name__,
        columns=[ViewColumn(name, types.get(name, Type.STRING), doc) for name, doc in said],
        words={"id": event.id.name, "partition": event.partition.name},
    )
