"""Which tables DMS replicates, and by which key it spreads their records: rules, typed and checked.

Neither CloudFormation nor its linters look into them: DMS ignores what it doesn't know, or fails at a start.
https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stacks.config import ConfigError
from stacks.constructs.database.source_table import ReplicatedTable

ANY = "%"
SELECTION_ACTIONS = ("include", "exclude", "explicit")
# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html#CHAP_Target.Kinesis.ObjectMapping
MAPPING_ACTIONS = ("map-record-to-record", "map-record-to-document")
PARTITION_KEYS = ("primary-key", "schema-table", "transaction-id")


@dataclass(frozen=True, kw_only=True)
class SelectionRule:
    """A rule for one table; it raises ConfigError for a locator that takes in more, or nothing."""

    schema: str
    table: str
    action: str = "include"

    def __post_init__(self) -> None:
        _check_locator("selection", self.schema, self.table)
        _check_choice("selection.rule-action", self.action, SELECTION_ACTIONS)

    def to_rule(self, number: int) -> dict[str, Any]:
        """Return the rule as DMS takes it."""
        return _rule(number, "selection", self.action, self.schema, self.table)


@dataclass(frozen=True, kw_only=True)
class ObjectMappingRule:
    """A rule that makes a row a message: its columns under their names, its key the partition key.

    By primary key, changes of a row stay in one shard, in their order; by schema and table, which is the
    default, a table would be one shard.
    """

    schema: str
    table: str
    action: str = "map-record-to-record"
    partition_key: str = "primary-key"

    def __post_init__(self) -> None:
        _check_locator("object-mapping", self.schema, self.table)
        _check_choice("object-mapping.rule-action", self.action, MAPPING_ACTIONS)
        _check_choice("object-mapping.partition-key-type", self.partition_key, PARTITION_KEYS)

    def to_rule(self, number: int) -> dict[str, Any]:
        """Return the rule as DMS takes it."""
        rule = _rule(number, "object-mapping", self.action, self.schema, self.table)
        return rule | {"mapping-parameters": {"partition-key-type": self.partition_key}}


def table_mappings(tables: Sequence[ReplicatedTable]) -> dict[str, Any]:
    """Return the rules for these tables; each has an id and a name of its own."""
    return {"rules": [rule.to_rule(number) for number, rule in enumerate(_rules(tables), 1)]}


def _rules(tables: Sequence[ReplicatedTable]) -> Iterator[SelectionRule | ObjectMappingRule]:
    for table in tables:
        yield SelectionRule(schema=table.schema, table=table.name)
    for table in tables:
        yield ObjectMappingRule(schema=table.schema, table=table.name)


def _rule(number: int, kind: str, action: str, schema: str, table: str) -> dict[str, Any]:
    return {
        "rule-type": kind,
        "rule-id": str(number),
        "rule-name": f"{kind}-{schema}-{table}",
        "rule-action": action,
        "object-locator": {"schema-name": schema, "table-name": table},
    }


def _check_locator(rule: str, schema: str, table: str) -> None:
    """A schema of `%` takes the database's own tables into the full load."""
    for name, value in (("schema-name", schema), ("table-name", table)):
        if not value:
            raise ConfigError(f"{rule}.{name}", "empty", "the rule would take no table: name one")
        if ANY in value:
            raise ConfigError(f"{rule}.{name}", repr(value), "a wildcard takes what nobody declared: name it")


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ConfigError(name, repr(value), f"must be one of {', '.join(choices)}")
