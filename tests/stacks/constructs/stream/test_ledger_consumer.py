"""A ledger knows an event for ever, as one row."""

import pytest

from tests.stacks.consumers import every_ledger, ledger
from tests.stacks.synthesized import Environment

pytestmark = pytest.mark.needs("Fraud", "Shelves")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


@every_ledger
def test_a_ledger_knows_a_sale_for_ever(environment: Environment, name: str) -> None:
    """FAULTS 14: no row expires, so the once-only window is longer than any replay."""
    table = ledger(environment, name).properties

    assert "TimeToLiveSpecification" not in table
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


@every_ledger
def test_a_ledger_has_one_row_a_sale(environment: Environment, name: str) -> None:
    assert ledger(environment, name).properties["KeySchema"] == [
        {"AttributeName": "partition", "KeyType": "HASH"},
        {"AttributeName": "entry", "KeyType": "RANGE"},
    ]


def test_loyalty_is_read_by_member_too(environment: Environment) -> None:
    (index,) = ledger(environment, "loyalty").properties["GlobalSecondaryIndexes"]

    assert index["KeySchema"][0] == {"AttributeName": "loyalty_id", "KeyType": "HASH"}
    assert index["Projection"] == {"NonKeyAttributes": ["points"], "ProjectionType": "INCLUDE"}
