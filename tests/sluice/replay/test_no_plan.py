"""Whoever asks for what cannot be planned is told so in one line."""

import pytest

from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.windows import ARRIVED, WINDOW, complaint, sales, told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--from", "2017-02-01T00", "--to", "2017-02-02T00"],
            "raw begins at 2017-03-01T14:00 UTC, there is nothing before",
        ),
        (
            ["--from", "2017-03-02T00", "--to", "2017-03-03T00"],
            "nothing arrived from 2017-03-02T00:00 to 2017-03-03T00:00 UTC",
        ),
        ([*WINDOW, "--store", "999"], "there is no store 999: none of its sales was ever applied"),
        (
            [*WINDOW, "--store", "381"],
            "nothing arrived from 2017-03-01T14:00 to 2017-03-01T15:00 UTC, store 381",
        ),
        (
            [*WINDOW, "--consumer", "Loyalty"],
            "no consumer Loyalty reads the stream, choose one of inventory, loyalty, fraud",
        ),
        (["--from", "2017-03-01T15", "--to", "2017-03-01T14"], None),
        (["--from", "2017-03-01T15", "--to", "9017-03-01T14"], None),
    ],
)
def test_says_in_one_line_what_is_wrong_with_a_window(
    cloud: Cloud, arguments: list[str], said: str | None
) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    cloud.apply(*sales(9, store="381"))

    complained = complaint(cloud, "plan", "dev", *arguments)

    assert said in (None, complained)


def test_says_that_nothing_has_arrived_yet(cloud: Cloud) -> None:
    assert complaint(cloud, "plan", "dev", *WINDOW) == "raw is empty: nothing has arrived yet"


def test_refuses_a_rate_that_the_shards_do_not_take(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)

    assert complaint(cloud, "plan", "dev", *WINDOW, "--rate", "2001").startswith("--rate is 2,001: ")
    assert told(cloud, "plan", "dev", *WINDOW, "--rate", "2000")["rate"] == 2000
