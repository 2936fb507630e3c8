"""The table mappings of a replication: which tables are read, and under which partition key their rows go.

Selection: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Selections.html
Object mapping: Kinesis target, "Using object mapping to migrate data". Whatever else a mapping can say is
refused.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from twin.errors import TwinError
from twin.semantics.dms.definitions import TableDefinition

PartitionKeyType = Literal["schema-table", "primary-key", "transaction-id", "constant", "attribute-name"]


class MappedColumnLost(TwinError):
    """A column that the mapping stands on isn't in its table."""


class RowsUnidentified(TwinError):
    """PostgreSQL doesn't log which row of a table is updated or deleted."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A part of the JSON document; an unknown field is refused."""


class ObjectLocator(_Part, frozen=True):
    """A schema and a table; `%` stands for any characters, `_` for one."""

    schema_name: str
    table_name: str
    table_type: Literal["table"] = "table"

    def fits(self, schema: str, table: str) -> bool:
        """Say whether it names a table, whose name is case-sensitive."""
        pairs = ((self.schema_name, schema), (self.table_name, table))
        return all(re.fullmatch(_pattern(wanted), name) for wanted, name in pairs)

    def __str__(self) -> str:
        """Return schema and name."""
        return f"{self.schema_name}.{self.table_name}"


class ConstantKey(_Part, frozen=True):
    """A partition key that is always the same."""

    value: str


class MappingParameters(_Part, frozen=True):
    """What an object mapping says of the records."""

    partition_key_type: PartitionKeyType | None = None
    partition_key_name: str | None = None
    partition_key: ConstantKey | None = None
    exclude_columns: tuple[str, ...] = ()


class _Rule(_Part, frozen=True, tag_field="rule-type"):
    rule_id: str
    rule_name: str
    object_locator: ObjectLocator


class Selection(_Rule, frozen=True, tag="selection"):
    """Takes tables in, or leaves them out."""

    rule_action: Literal["include", "exclude", "explicit"]
    filters: Annotated[tuple[object, ...], Meta(max_length=0)] = ()


class ObjectMapping(_Rule, frozen=True, tag="object-mapping"):
    """Says how the rows of tables become records."""

    rule_action: Literal["map-record-to-record"]
    target_table_name: str | None = None
    mapping_parameters: MappingParameters = MappingParameters()


class TableMappings(_Part, frozen=True):
    """All rules."""

    rules: tuple[Selection | ObjectMapping, ...]

    @property
    def selections(self) -> Iterator[Selection]:
        """Yield the rules that take tables in or leave them out."""
        return (rule for rule in self.rules if isinstance(rule, Selection))

    def selects(self, schema: str, table: str) -> bool:
        """Say whether a table is read: included, or explicitly named, and not excluded.

        "When a table matches … explicit", an exclude rule doesn't count (the selection's page).
        """
        actions = {rule.rule_action for rule in self.selections if rule.object_locator.fits(schema, table)}
        return "explicit" in actions or actions == {"include"}

    def unmatched(self, tables: Iterable[TableDefinition]) -> list[str]:
        """Return the tables that are to be read and of which there is none, as the rules name them."""
        known = [(table.schema, table.name) for table in tables]
        wanted = (rule.object_locator for rule in self.selections if rule.rule_action != "exclude")
        return [str(locator) for locator in wanted if not any(locator.fits(*name) for name in known)]

    def parameters(self, schema: str, table: str) -> MappingParameters:
        """Return what the object mapping of a table says, or the defaults."""
        found = (rule for rule in self.rules if isinstance(rule, ObjectMapping))
        fitting = (rule.mapping_parameters for rule in found if rule.object_locator.fits(schema, table))
        return next(fitting, MappingParameters())

    def require(self, table: TableDefinition) -> None:
        """Raise MappedColumnLost or RowsUnidentified if the table can't be followed as it is mapped."""
        if table.key and not table.identified:
            raise RowsUnidentified(
                f"{table.full_name} has a replica identity without its primary key, so that deleted rows "
                f"would stay: ALTER TABLE {table.full_name} REPLICA IDENTITY DEFAULT, and reload it."
            )
        given = self.parameters(table.schema, table.name)
        if given.partition_key_type == "primary-key" and not table.key:
            raise MappedColumnLost(
                f"{table.full_name} has no primary key, of which the table mapping makes its partition key: "
                "add one, or map the table by schema-table, and reload it."
            )
        for name in filter(None, (given.partition_key_name, *given.exclude_columns)):
            if table.column(name) is None:
                raise MappedColumnLost(
                    f"{table.full_name} has no column {name}, which the table mapping names: "
                    "change the mapping, and reload the table."
                )


def _pattern(locator: str) -> str:
    return "".join({"%": ".*", "_": "."}.get(part, re.escape(part)) for part in locator)
