"""What a producer raises and reports names an event, and nobody."""

from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest

from producer import Outcome, Producer, UnsendableEvent
from tests import emulated
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.marked_sales import marked, sales
from tests.lambdas.marks import CARD, MEMBER, TOKEN, marks_in

UNSPEAKABLE: tuple[Any, ...] = (
    MEMBER,
    [MEMBER],
    {**marked(), "note": float("nan"), "token": TOKEN},
    {**marked(), "note": object()},
    {**marked(), "store_id": f"{MEMBER}\n"},
    {**marked(), "sale_id": CARD},
    f'{{"{MEMBER}": "{TOKEN}'.encode(),
    f"{MEMBER}\n{TOKEN}".encode(),
    f'"{CARD}"'.encode(),
)


@pytest.mark.parametrize("throttled", [False, True])
def test_whatever_is_sent_is_repeated_in_no_error_and_no_report(tmp_path: Path, throttled: bool) -> None:
    reported: list[Outcome] = []
    raised: list[str] = []
    kinesis = emulated.client("kinesis", Shards(lambda _: throttled))
    with Producer(
        "sales", kinesis=kinesis, spool=tmp_path / "spool", report=reported.append, sleep=lambda _: None
    ) as producer:
        for each in (*sales(), *UNSPEAKABLE):
            try:
                producer.send(each)
            except UnsendableEvent as error:
                raised += format_exception(error)
        producer.flush()

    assert len(raised) > 10
    assert reported
    assert marks_in({"raised": "".join(raised), "reported": repr(reported)}) == {}
