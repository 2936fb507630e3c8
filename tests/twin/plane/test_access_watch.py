"""A run ends at its first denial."""

import pytest

from twin.plane.access_watch import AccessWatch, NotPermitted


def test_stops_at_the_first_denial_and_says_what_it_is() -> None:
    watch = AccessWatch(lambda: ["inventory may not s3:GetObject on raw", "another"])

    with pytest.raises(NotPermitted, match=r"^inventory may not s3:GetObject on raw$"):
        watch.turn()


def test_goes_on_while_nothing_is_denied() -> None:
    watch = AccessWatch(list)

    watch.turn()

    assert watch.rested_at() > 0
