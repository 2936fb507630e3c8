"""A run that dies after any of its writes leaves right sums, and the next leaves nothing of the person."""

import pytest

from tests.jobs.retail.dying import Killed
from tests.jobs.retail.forget.deaths import dying_after
from tests.jobs.retail.forget.histories import LIST, MemberHistory
from tests.jobs.retail.forget.traces import traces
from tests.lakes import Place

WRITES = 15
"""Four of rows, the journal, two for each history and one for its files, and the end of the journal."""


@pytest.mark.parametrize("write", range(1, WRITES + 2))
def test_a_run_that_died_is_made_up_for_by_the_next(write: int, place: Place, history: MemberHistory) -> None:
    """FAULTS 64."""
    sums = history.sums()
    try:
        with dying_after(write, place.emulator.endpoint):
            history.forget()
    except Killed:
        assert write <= WRITES
    else:
        assert write > WRITES
    assert history.sums() == sums

    history.forget()

    assert traces(place.s3, place.name, history.marks) == {LIST}
    assert history.sums() == sums
    assert history.curate_again().quarantined == 0
    assert history.close().tags == []
