"""What a source's tables are in the lake: rows as they were folded, and how they become typed tables.

A folded row keeps every column that it ever had, as JSON: a column that is new, widened, renamed or dropped
at the source loses nothing, and becomes a column of a typed table when the domain declares it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lake.schema import Table, Type, fields

TEXT, FLAG, TIME = Type.STRING, Type.BOOLEAN, Type.TIMESTAMP

DELETED = ("deleted", FLAG, "whether the source no longer has it; its last values stay")
STATED_AT = ("stated_at", TIME, "when the record was made that said so last")

DATABASE_ROWS = Table(
    name="database_rows",
    doc="Every row of the source's tables as it is now, folded of all that was said of it.",
    key=["source_table", "row_key"],
    fields=fields(
        ("source_table", TEXT, "schema and name"),
        ("row_key", TEXT, "the values of its key, as a JSON list"),
        ("present", FLAG, "whether the source has it: not deleted, nor left out by a later load"),
        ("deleted", FLAG, "whether its newest record is a delete"),
        ("built_at", TEXT, "when its newest record was made, as text that sorts"),
        ("position", TEXT, "that record's place in the source's log, as text that sorts; empty for a load"),
        ("data", TEXT, "its columns as JSON, with every one that it ever had"),
        ("history", TEXT, "what is needed to fold what comes late, as JSON"),
    ),
)

DATABASE_FACTS = Table(
    name="database_facts",
    doc="What is known of the source's tables as wholes, and how far they are folded.",
    key=["source_table"],
    fields=fields(
        ("source_table", TEXT, "schema and name"),
        ("created", TEXT, "when records said that it was created at the target, as a JSON list"),
        ("dropped", TEXT, "when a record last said that it was dropped there"),
        ("loaded", TEXT, "when a record of a load was last made"),
        ("folded_through", TIME, "when the newest raw object arrived that is folded"),
    ),
)

FOLDED_TABLES = (DATABASE_ROWS, DATABASE_FACTS)


@dataclass(frozen=True, kw_only=True)
class Projection:
    """A source's table as a typed table of the lake: columns of one name are one.

    `fixed` are the values of columns that the source lacks; `dated` is the column that gets the day on which
    a row was stated.
    """

    source: str
    table: Table
    fixed: Mapping[str, str] = field(default_factory=dict)
    dated: str | None = None
