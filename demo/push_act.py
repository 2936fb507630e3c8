"""The act in which a key pushes what is its own, what is another's, and what holds a card number."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from contracts.contract_breaks import TEST_CARD
from contracts.scenario import MessageKind, SourceMessage, compact
from demo.act import Act, Phase, RunStage
from demo.check import Check, judge, judge_none
from demo.demo_run import DemoRun
from demo.message import name_of
from demo.new_events import new_events
from domain import EVENT
from producer import Producer, UnsendableEvent
from twin.deploy import Twin
from twin.push.endpoint import key_values, push_server

OWN, FOREIGN, CARDS = 10, 5, 3
MADE_BEFORE = 2_000
"""Events that other acts make."""
ACCEPTED, REFUSED, CARD_REFUSED = 202, 403, 422


@dataclass(frozen=True)
class PushOutcome:
    """What a key's own events and those of another sender were answered, and which of the latter came in.

    Those with a card number were answered `cards`, and `unsent` says whether a producer took them; which of
    them came in, whoever sent them, is in `cards_in`.
    """

    own: Sequence[int]
    foreign: Sequence[int]
    came_in: Sequence[str]
    cards: Sequence[int]
    unsent: Sequence[bool]
    cards_in: Sequence[str]

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return {
            "pushed and not accepted": [f"answered {status}" for status in self.own if status != ACCEPTED],
            "pushed for another and not refused": [
                f"answered {one}" for one in self.foreign if one != REFUSED
            ],
            "pushed for another and applied": self.came_in,
            "pushed with a card number and not refused": [
                f"answered {one}" for one in self.cards if one != CARD_REFUSED
            ],
            "taken by a producer with a card number": ["an event" for each in self.unsent if not each],
            "refused for a card number and come in": self.cards_in,
        }

    @property
    def cards_refused(self) -> int:
        """How many events with a card number were refused by producer and endpoint."""
        return self.cards.count(CARD_REFUSED) + sum(self.unsent)

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        own, refused = self.own.count(ACCEPTED), self.foreign.count(REFUSED)
        yield judge("Pushed by its own key, accepted", own, len(self.own), own == len(self.own) > 0)
        yield judge(
            "Pushed for another sender, refused", refused, len(self.foreign), refused == len(self.foreign) > 0
        )
        yield judge_none("Of those applied by anybody", self.came_in, len(self.foreign))
        cards = len(self.cards) + len(self.unsent)
        yield judge(
            "Card numbers refused before raw", self.cards_refused, cards, self.cards_refused == cards > 0
        )
        yield judge_none("Of those on the stream", self.cards_in, cards)

    def figures(self) -> Mapping[str, object]:
        """Return the figures of demo.json."""
        return {
            "pushed": self.own.count(ACCEPTED),
            "foreign_sender_refused": self.foreign.count(REFUSED),
            "foreign_sender_applied": len(self.came_in),
            "cards_refused_before_raw": self.cards_refused,
        }


class PushAct(Act):
    """A key of the push endpoint posts events of its sender once more, and new ones of another.

    New ones of its own with a card number are posted and given to a producer: neither takes them.
    """

    name = "push"
    needs = frozenset({"Push"})
    outcome: PushOutcome

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        title = f"Pushing {EVENT.nouns} by a key, for its {EVENT.partition_noun} and for another"
        return (
            Phase(name="push", title=title, at=RunStage.BRING, perform=self._push),
            Phase(
                name="pushed", title="Looking for what was refused", at=RunStage.EXAMINE, perform=self._look
            ),
        )

    def _push(self, run: DemoRun) -> None:
        sender, key = _sender(run.twin)
        own, another = choose(run.messages, sender)
        foreign = new_events(run.scenario, another, FOREIGN, besides=MADE_BEFORE)
        self._foreign = {name_of(each.data) for each in foreign}
        cards = [with_card(each) for each in new_events(run.scenario, own[0], CARDS, besides=MADE_BEFORE)]
        self._with_cards = {name_of(each) for each in cards}
        self._unsent = [refuses(each, run.twin) for each in cards]
        with push_server(run.twin) as server:
            self._cards = [post(server.url, key, each) for each in cards]
            self._refused = [post(server.url, key, each.data) for each in foreign]
            self._taken = [post(server.url, key, each.data) for each in own]
        run.record.accept_others(own, [time.time()] * len(own))

    def _look(self, run: DemoRun) -> None:
        came_in = sorted(self._foreign & run.reconciliation.arrived)
        cards_in = sorted(self._with_cards & run.reconciliation.arrived)
        self.outcome = PushOutcome(
            self._taken, self._refused, came_in, cards=self._cards, unsent=self._unsent, cards_in=cards_in
        )


def choose(messages: Sequence[SourceMessage], sender: str) -> tuple[Sequence[SourceMessage], SourceMessage]:
    """Return events of a sender that have one payload alone, and one of somebody else."""
    events = [each for each in messages if each.kind is MessageKind.EVENT]
    names = [name_of(each.data) for each in messages if each.kind is not MessageKind.BROKEN]
    own = [each for each in events if each.partition == sender and names.count(name_of(each.data)) == 1]
    return own[:OWN], next(each for each in events if each.partition != sender)


def with_card(event: SourceMessage) -> bytes:
    """Return an event with a card number and its expiry in a note, as somebody types them."""
    return compact({**json.loads(event.data), "note": f"VISA {TEST_CARD} 12/27"})


def refuses(event: bytes, twin: Twin) -> bool:
    """Tell whether a producer refuses an event; what it refuses it keeps nowhere."""
    kinesis = twin.emulator.client("kinesis")
    with TemporaryDirectory() as directory:
        producer = Producer("", kinesis=kinesis, spool=Path(directory, "spool"), report=print)
        try:
            producer.send(event)
        except UnsendableEvent:
            return True
        finally:
            producer.close()
    return False


def post(url: str, key: str, data: bytes) -> int:
    """Post an event by a key, and return the status of the answer."""
    headers = {"Content-Type": "application/json", "x-api-key": key}
    try:
        with urlopen(Request(url, data, headers), timeout=30) as answer:  # noqa: S310 (on this machine)
            return int(answer.status)
    except HTTPError as refused:
        refused.close()
        return refused.code


def _sender(twin: Twin) -> tuple[str, str]:
    """Return the first sender that has a key, and the key's value."""
    key = twin.app.resources("AWS::ApiGateway::ApiKey")[0]
    sender: str = key.properties["Description"].removeprefix("Sender ")
    return sender, key_values(twin)[key.physical_id]
