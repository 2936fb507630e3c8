from review.bill_lines import Unpriced
from review.loads import MonthlyLoad
from review.services import events
from tests.review.templates import assembly
from tests.twin.assemblies import resource

APP = assembly(Bus=resource(events.BUS), Archive=resource(events.ARCHIVE))


def test_a_bus_has_a_price_and_no_number() -> None:
    [line] = events.lines(APP, APP.resources(events.BUS)[0], MonthlyLoad(1))

    assert isinstance(line, Unpriced)
    assert line.reason.startswith("$1.00 a million events")


def test_so_has_its_archive() -> None:
    [line] = events.archive_lines(APP, APP.resources(events.ARCHIVE)[0], MonthlyLoad(1))

    assert isinstance(line, Unpriced)
    assert "$0.10 a GB" in line.reason
