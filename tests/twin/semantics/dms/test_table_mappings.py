from typing import Any

import pytest

from tests.twin.database.replications import included, replication
from twin.semantics.dms.definitions import ColumnDefinition, TableDefinition
from twin.semantics.dms.table_mappings import MappedColumnLost, RowsUnidentified, TableMappings
from twin.semantics.properties import Unsupported

SKU = ColumnDefinition("sku", 1, "text", nullable=False)
PRODUCTS = TableDefinition(1, "pos", "products", (SKU,), ("sku",))


def rule(action: str, schema: str, table: str, **more: Any) -> dict[str, Any]:
    locator = {"schema-name": schema, "table-name": table}
    type_ = "object-mapping" if action.startswith("map") else "selection"
    return {
        "rule-type": type_,
        "rule-id": "1",
        "rule-name": "one",
        "rule-action": action,
        "object-locator": locator,
        **more,
    }


def mappings(*rules: dict[str, Any]) -> TableMappings:
    return replication(rules).config.table_mappings


def test_a_percent_sign_stands_for_any_name_and_case_counts() -> None:
    some = mappings(rule("include", "pos", "p%"))

    assert some.selects("pos", "prices")
    assert not some.selects("pos", "Prices")
    assert not some.selects("other", "prices")


def test_what_is_excluded_stays_out_unless_it_is_named_explicitly() -> None:
    some = mappings(
        rule("include", "pos", "%"), rule("exclude", "pos", "audit%"), rule("explicit", "pos", "audits")
    )

    assert some.selects("pos", "prices")
    assert not some.selects("pos", "auditing")
    assert some.selects("pos", "audits")


def test_rules_that_fit_no_table_are_named() -> None:
    some = mappings(*included("products", "prices"))

    assert some.unmatched([PRODUCTS]) == ["pos.prices"]


def test_a_table_without_a_primary_key_has_no_partition_key_of_it() -> None:
    bare = TableDefinition(1, "pos", "products", (SKU,))

    with pytest.raises(MappedColumnLost, match=r"pos\.products has no primary key.*reload"):
        mappings(*included("products")).require(bare)


def test_a_column_that_the_mapping_names_must_be_there() -> None:
    parameters = {"partition-key-type": "attribute-name", "partition-key-name": "brand"}
    some = mappings(rule("map-record-to-record", "pos", "%", **{"mapping-parameters": parameters}))

    with pytest.raises(MappedColumnLost, match="has no column brand"):
        some.require(PRODUCTS)


def test_a_replica_identity_without_the_key_is_refused() -> None:
    unidentified = TableDefinition(1, "pos", "products", (SKU,), ("sku",), identified=False)

    with pytest.raises(RowsUnidentified, match="REPLICA IDENTITY DEFAULT"):
        mappings().require(unidentified)


def test_a_rule_that_nobody_plays_is_refused() -> None:
    with pytest.raises(Unsupported, match="transformation"):
        mappings(rule("include", "pos", "%") | {"rule-type": "transformation"})
