"""A window in which some sales arrived, and commands that ask for it."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.lambdas.sales import encoded, sale
from tests.sluice.complaints import complaint_of
from tests.sluice.replay.cloud import Cloud

ARRIVED = datetime(2017, 3, 1, 14, 10, tzinfo=UTC)
WINDOW = ("--from", "2017-03-01T14", "--to", "2017-03-01T15")
ID = "20170301T1400-20170301T1500-1"


def sales(*sequences: int, **changes: Any) -> list[bytes]:
    """Sales of the window, as a producer sends them."""
    return [encoded(sale(each, **changes)) for each in sequences]


def told(cloud: Cloud, *arguments: str) -> Any:
    """What a command answers to a program; it must succeed."""
    answer = cloud.ran(*arguments, "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def complaint(cloud: Cloud, *arguments: str) -> str:
    """The line that somebody is told who can't have what they want."""
    return complaint_of(cloud.ran(*arguments))
