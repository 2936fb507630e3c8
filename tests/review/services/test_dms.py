import pytest

from review.bill import bill
from review.loads import MonthlyLoad
from tests.review.templates import assembly
from tests.twin.assemblies import resource


def replication(**compute: object) -> str:
    """Return why a replication with this configuration has no price."""
    config = resource("AWS::DMS::ReplicationConfig", ComputeConfig={"MaxCapacityUnits": 4, **compute})
    [line] = bill(assembly(Replication=config), MonthlyLoad(1)).unpriced
    return line.reason


def test_a_replication_has_no_price_that_is_known() -> None:
    assert "1 to 4 DCU" in replication()
    assert "$" not in replication()


@pytest.mark.parametrize("multi_az", [True, False])
def test_a_standby_is_paid_for_too(multi_az: bool) -> None:
    assert ("standby" in replication(MultiAZ=multi_az)) is multi_az
