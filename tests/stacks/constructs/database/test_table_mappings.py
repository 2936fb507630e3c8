"""Rules that DMS would ignore, or that take in too much, are refused before a deploy."""

import pytest

from stacks.config import ConfigError
from stacks.constructs.database.table_mappings import ObjectMappingRule, SelectionRule, table_mappings
from stacks.retail.source_tables import CHAIN

EITHER = pytest.mark.parametrize("rule", [SelectionRule, ObjectMappingRule])


def test_each_table_is_selected_and_mapped_by_its_primary_key() -> None:
    rules = table_mappings(CHAIN)["rules"]
    of = {
        kind: [rule for rule in rules if rule["rule-type"] == kind]
        for kind in ("selection", "object-mapping")
    }

    for kind in of:
        located = [rule["object-locator"] for rule in of[kind]]
        assert located == [{"schema-name": each.schema, "table-name": each.name} for each in CHAIN]
    assert {rule["rule-action"] for rule in of["selection"]} == {"include"}
    for rule in of["object-mapping"]:
        assert rule["rule-action"] == "map-record-to-record"
        assert rule["mapping-parameters"] == {"partition-key-type": "primary-key"}


def test_no_two_rules_have_the_same_id_or_name() -> None:
    rules = table_mappings(CHAIN)["rules"]

    for field in ("rule-id", "rule-name"):
        assert len({rule[field] for rule in rules}) == len(rules)


@EITHER
@pytest.mark.parametrize(("schema", "table"), [("%", "products"), ("pos", "%"), ("po%", "products")])
def test_refuses_a_wildcard_that_takes_what_nobody_declared(
    rule: type[SelectionRule | ObjectMappingRule], schema: str, table: str
) -> None:
    with pytest.raises(ConfigError, match="a wildcard takes what nobody declared: name it"):
        rule(schema=schema, table=table)


@EITHER
@pytest.mark.parametrize(("schema", "table"), [("", "products"), ("pos", "")])
def test_refuses_a_rule_without_a_schema_or_a_table(
    rule: type[SelectionRule | ObjectMappingRule], schema: str, table: str
) -> None:
    with pytest.raises(ConfigError, match="the rule would take no table"):
        rule(schema=schema, table=table)


@EITHER
def test_refuses_an_action_that_dms_does_not_know(rule: type[SelectionRule | ObjectMappingRule]) -> None:
    with pytest.raises(ConfigError, match="rule-action is 'replicate': must be one of"):
        rule(schema="pos", table="products", action="replicate")


def test_refuses_a_partition_key_that_dms_does_not_know() -> None:
    with pytest.raises(ConfigError, match="partition-key-type is 'sku': must be one of"):
        ObjectMappingRule(schema="pos", table="products", partition_key="sku")
