"""A person is looked for in what functions and jobs have logged, too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from ministack.services import cloudwatch_logs

from contracts.personal import Person
from demo.retail.erase_act import logs_of, names
from domain import EVENT
from tests import emulated
from twin.emulator import Emulator

assert EVENT.personal
SOMEBODY = Person(EVENT.personal, "1234", frozenset({"tok_a.b"}))


class LogService:
    """An emulator of whose services only the logs are wanted."""

    def __init__(self) -> None:
        self._logs = emulated.client("logs", cloudwatch_logs)

    def client(self, service: str) -> Any:
        """Connect to it."""
        assert service == "logs"
        return self._logs


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An emulator whose functions have logged."""
    service = LogService()
    logs = service.client("logs")
    for name in ("inventory", "loyalty"):
        group = {"logGroupName": f"/aws/lambda/{name}", "logStreamName": "1"}
        logs.create_log_group(logGroupName=group["logGroupName"])
        logs.create_log_stream(**group)
        events = [{"timestamp": 1_700_000_000_000 + n, "message": f"{name} {n}"} for n in range(150)]
        logs.put_log_events(**group, logEvents=events)
    yield cast("Emulator", service)
    cloudwatch_logs.reset()


def test_every_line_of_every_function_and_job_is_looked_at(emulator: Emulator, tmp_path: Path) -> None:
    for name in ("jobs/close_day/1/log", "backfill/0-1.log"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "emulator.log").write_text("not deployed")

    found = dict(logs_of(emulator, tmp_path))

    assert [*found] == [
        "the log /aws/lambda/inventory",
        "the log /aws/lambda/loyalty",
        "the log backfill/0-1.log",
        "the log jobs/close_day/1/log",
    ]
    assert found["the log /aws/lambda/loyalty"].splitlines() == [f"loyalty {n}".encode() for n in range(150)]
    assert found["the log jobs/close_day/1/log"] == b"jobs/close_day/1/log"


@pytest.mark.parametrize(
    ("log", "is_found"),
    [
        (b'{"loyalty_id":"1234"}', True),
        (b'{"message":"{\\"loyalty_id\\": \\"1234\\"}"}', True),
        (b"loyalty_id=1234", True),
        (b"paid by tok_a.b,", True),
        (b'{"loyalty_id":"12345"}', False),
        (b'{"loyalty_id":"9","records":1234}', False),
        (b"tok_a.bc and tok_a-b", False),
    ],
)
def test_a_log_names_somebody_in_their_field_or_by_their_token(log: bytes, is_found: bool) -> None:
    assert names(SOMEBODY, log) is is_found
