"""A domain's type of event, with nothing declared but what is required."""

from dataclasses import MISSING, fields

import pytest

from contracts.event_type import EventType
from contracts.refusals import BrokenContract, Reason


def test_a_row_becomes_no_event_unless_the_domain_says_how() -> None:
    [of_row] = (each.default for each in fields(EventType) if each.name == "of_row")
    assert of_row is not MISSING

    with pytest.raises(BrokenContract) as refused:
        of_row({"id": 1})

    assert (refused.value.reason, refused.value.field) == (Reason.WRONG_SHAPE, "data")
