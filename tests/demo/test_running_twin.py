"""A run's record has what was sent and accepted, whoever sent it."""

from typing import Any

from demo.recorder import Recorder
from demo.running_twin import RunRecord
from tests.demo.sample_messages import message

SENT = message()
NO_CRASHES: Any = None


def test_what_came_by_no_sender_counts_as_sent_and_is_told_apart() -> None:
    record = RunRecord(Recorder(0.0), NO_CRASHES, sent=[SENT])

    record.accept([SENT], [1.0])
    record.accept_others([SENT, SENT], [2.0, 3.0])

    assert (len(record.sent), len(record.accepted), record.others) == (3, 3, 2)
    assert record.recorder.accepted == [1.0, 2.0, 3.0]
