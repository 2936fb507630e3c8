"""A warehouse costs its capacity while it is awake, and following a stream keeps it awake."""

from collections.abc import Mapping

import pytest

from review.bill_lines import Unpriced
from review.consumers import FUNCTION
from review.loads import HOURS, MonthlyLoad
from review.services import redshift
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly

DAYS = 365 / 12


def warehouse(delivery: str, limit: int = 1_000, action: str = "deactivate") -> Assembly:
    """A workgroup of eight RPUs, and the function that sets it up."""
    told = {"DELIVERY": delivery, redshift.LIMIT: str(limit), "BREACH_ACTION": action}
    setup: Mapping[str, object] = resource(FUNCTION, Environment={"Variables": told})
    return assembly(Workgroup=resource(redshift.WORKGROUP, BaseCapacity=8), Setup=setup)


def hours(app: Assembly, load: MonthlyLoad) -> float:
    """Its RPU-hours."""
    [workgroup] = app.resources(redshift.WORKGROUP)
    return quantities(redshift.lines(app, workgroup, load))["capacity while it works"]


def test_one_that_follows_a_stream_never_rests() -> None:
    assert (
        hours(warehouse("streaming"), MonthlyLoad(0))
        == hours(warehouse("streaming"), MonthlyLoad(200))
        == 8 * HOURS
    )


def test_one_that_is_loaded_rests_while_nothing_comes() -> None:
    assert [hours(warehouse("firehose"), MonthlyLoad(rate)) for rate in (0, 1)] == [0, 8 * HOURS]


def test_a_limit_bounds_it_only_if_it_switches_it_off() -> None:
    assert hours(warehouse("streaming", limit=20), MonthlyLoad(1)) == pytest.approx(20 * DAYS)
    assert hours(warehouse("streaming", limit=20, action="log"), MonthlyLoad(1)) == 8 * HOURS


def test_what_is_not_known_is_said() -> None:
    app = assembly(
        Namespace=resource(redshift.NAMESPACE), Workgroup=resource(redshift.WORKGROUP, BaseCapacity=4)
    )
    [namespace], [workgroup] = app.resources(redshift.NAMESPACE), app.resources(redshift.WORKGROUP)

    kept = [*redshift.storage_lines(app, namespace, MonthlyLoad(1))]
    used = [*redshift.lines(app, workgroup, MonthlyLoad(1))]

    assert [type(each) for each in kept] == [Unpriced]
    assert Unpriced in {type(each) for each in used}
