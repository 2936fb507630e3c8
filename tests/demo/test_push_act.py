"""What a key pushes for another is refused, and what was refused is looked for."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from contracts.scenario import MessageKind, SourceMessage
from demo.acts import leave_out
from demo.push_act import PushAct, PushOutcome, choose, post, with_card
from domain import EVENT
from tests.demo.sample_options import OPTIONS

GOOD = PushOutcome(
    own=[202, 202], foreign=[403, 403], came_in=[], cards=[422, 422], unsent=[True, True], cards_in=[]
)


def message(partition: str, number: int, kind: MessageKind = MessageKind.EVENT) -> SourceMessage:
    text = f'{{"sale_id": "{partition}/{number}"}}'
    return SourceMessage(partition, datetime(2017, 1, 1, tzinfo=UTC), text.encode(), kind)


def wrong(outcome: PushOutcome) -> dict[str, list[str]]:
    return {what: list(names) for what, names in outcome.wrong.items() if names}


def test_own_events_accepted_and_foreign_ones_refused_is_good() -> None:
    assert wrong(GOOD) == {}
    assert [each.state for each in GOOD.checks()] == ["good"] * 5
    assert GOOD.figures() == {
        "pushed": 2,
        "foreign_sender_refused": 2,
        "foreign_sender_applied": 0,
        "cards_refused_before_raw": 4,
    }


@pytest.mark.parametrize(
    ("outcome", "named"),
    [
        (replace(GOOD, own=[202, 403]), {"pushed and not accepted": ["answered 403"]}),
        (replace(GOOD, foreign=[403, 202]), {"pushed for another and not refused": ["answered 202"]}),
        (replace(GOOD, came_in=["381/1"]), {"pushed for another and applied": ["381/1"]}),
        (replace(GOOD, cards=[422, 202]), {"pushed with a card number and not refused": ["answered 202"]}),
        (replace(GOOD, unsent=[True, False]), {"taken by a producer with a card number": ["an event"]}),
        (replace(GOOD, cards_in=["7/1"]), {"refused for a card number and come in": ["7/1"]}),
    ],
)
def test_whatever_else_happens_is_named(outcome: PushOutcome, named: dict[str, list[str]]) -> None:
    assert wrong(outcome) == named
    assert [each.state for each in outcome.checks()].count("bad") == 1


def test_a_sender_pushes_its_own_that_have_one_payload_and_somebody_elses() -> None:
    conflicting = message("7", 2), message("7", 2, MessageKind.CONFLICT)

    own, another = choose([message("7", 1), *conflicting, message("8", 1)], "7")

    assert own == [message("7", 1)]
    assert another == message("8", 1)


def test_what_is_typed_with_a_card_number_is_refused_by_the_contract() -> None:
    data = with_card(message("7", 1))

    assert data != message("7", 1).data
    assert EVENT.holds_card_number(data)


def test_it_is_left_out_where_nobody_can_push() -> None:
    [left_out] = leave_out([PushAct(OPTIONS)], (), {"Consumers"}, OPTIONS.first_day)

    assert left_out.why == "the environment has no Push"


class Refusing(BaseHTTPRequestHandler):
    """Answers each key that isn't k1 with 403."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202 if self.headers["x-api-key"] == "k1" else 403)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Listen until the test is over."""
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/events"
        server.shutdown()
        thread.join()


def test_the_answers_status_is_told_whatever_it_is(url: str) -> None:
    assert (post(url, "k1", b"{}"), post(url, "k2", b"{}")) == (202, 403)
