"""Capacity units follow from the stated changes, by a rule that is modelled."""

import pytest

from limits import dms
from stacks.config import ConfigError
from stacks.constructs.database.capacity import ChangeLoad


def test_a_quiet_database_takes_the_least() -> None:
    assert ChangeLoad(changes_per_second=1).capacity_units() == 1


@pytest.mark.parametrize("rate", [1, 500, 5_000, 50_000, 500_000])
def test_takes_the_least_number_that_dms_has_and_that_holds_the_changes(rate: float) -> None:
    load = ChangeLoad(changes_per_second=rate)
    units = load.capacity_units()

    assert units in dms.CAPACITIES
    assert units * dms.CAPACITY_GIBIBYTES >= load.gibibytes
    smaller = [each for each in dms.CAPACITIES if each < units]
    assert all(each * dms.CAPACITY_GIBIBYTES < load.gibibytes for each in smaller)


def test_refuses_more_than_one_replication_takes() -> None:
    with pytest.raises(ConfigError, match=r"changes_per_second in capacity units is .*AWS gives 384"):
        ChangeLoad(changes_per_second=10_000_000).capacity_units()
