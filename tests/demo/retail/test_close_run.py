"""What a close leaves is held against what was sent."""

from collections import Counter
from dataclasses import replace

from contracts.refusals import Reason
from contracts.scenario import MessageKind
from demo.expectation import Expectation
from demo.retail.close_run import CloseRun
from tests.demo.sample_messages import CONFLICT, message

OLD = replace(message(), data=b"{}", kind=MessageKind.BROKEN, reason=Reason.TOO_OLD)
REFUSED = {each.data: each for each in (OLD, replace(OLD, data=b"[]", reason=Reason.NOT_JSON), CONFLICT)}
WELL = CloseRun(Expectation({}, REFUSED, Counter()), (), (), curated=0, quarantined=3, too_old=1)


def line(found: CloseRun) -> tuple[int, int | None, str]:
    """What is said of sales of long ago."""
    [check] = [each for each in found.checks() if "long ago" in each.name]
    return check.count, check.of, check.state


def test_as_many_sales_of_long_ago_are_refused_as_were_sent() -> None:
    assert line(WELL) == (1, 1, "good")
    assert not any(WELL.wrong.values())


def test_one_that_was_curated_all_the_same_is_named() -> None:
    taken = replace(WELL, too_old=0)

    assert line(taken) == (0, 1, "bad")
    assert len(taken.wrong["of long ago and not refused"]) == 1
