"""A domain's scenario for a demo: real events, ways to break them, and the ledgers that they must make.

A domain that is to be played has a module `domain.scenario` with a value `SCENARIO`. It is deployed nowhere.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from contracts.consumer_spec import ConsumerSpec
from contracts.refusals import Reason

Payload: TypeAlias = dict[str, Any]
"""An event as its JSON holds it."""

Row: TypeAlias = Mapping[str, Any]
"""A row of a ledger, as plain values."""

Amounts: TypeAlias = Counter[str]
"""What is added to each item, by a name that is the same for an event and for a row."""


class OutsideTheData(ValueError):
    """Days that a scenario has no events of."""


class MessageKind(StrEnum):
    """The purpose of a message that the demo sends."""

    EVENT = "event"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    BROKEN = "broken"


@dataclass(frozen=True)
class SourceMessage:
    """A message of a sender, and when it is sent (in the time of the source).

    A broken one has the reason for which it must be refused.
    """

    partition: str
    sent_at: datetime
    data: bytes
    kind: MessageKind = MessageKind.EVENT
    reason: Reason | None = None


@dataclass(frozen=True)
class Break:
    """A way to break the contract: the bytes that it makes of an event, and why they are refused.

    One that is repairable is mended by a recipe of the scenario's.
    """

    make: Callable[[Payload], bytes]
    reason: Reason
    is_repairable: bool = False


@dataclass(frozen=True, kw_only=True)
class ExpectedLedger:
    """The expected content of a consumer's ledger, computed without the deployed code.

    `due` is what an event does to which items, `stored` what a row of the ledger did to them. Amounts are
    combined as the `consumer` says.
    """

    consumer: ConsumerSpec[Any]
    due: Callable[[Payload], Amounts]
    stored: Callable[[Row], Amounts]


def expect_amounts(
    consumer: ConsumerSpec[Any], *, item: str, amount: str, due: Callable[[Payload], tuple[str, int]]
) -> ExpectedLedger:
    """Return the ledger of rows that each say an `amount` of an `item`; `due` is what they are of an event.

    An item is named by its partition, a slash and the row's attribute.
    """
    return ExpectedLedger(
        consumer=consumer,
        due=lambda payload: Counter(dict([due(payload)])),
        stored=lambda row: Counter({f"{row['partition']}/{row[item]}": int(row[amount])}),
    )


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The parts of a domain that a demo needs.

    - `source(first, days)`: real events by sending time; raises OutsideTheData. Without options the demo
      deploys `environment` and plays `days` days from `first_day` on.
    - `breaks`: payloads that the contract refuses; `contract_breaks` has some that any domain can use.
    - `contradict`: another payload under a known id.
    - `renew(event, number)`: the same event under an id that no event of the source has, another id for each
      number.
    - `ledgers`: one for each consumer that keeps one.
    - `alerts(event)`: whether somebody outside must be told of it.
    - `data`: in a sentence or two, where the events come from and what of them is synthetic.
    - `recipes`: the folder, from the repository's root, of recipes that mend the repairable breaks.
    - `acts`: import paths (`package.module:Class`) of acts that only this domain has, in their order.
    - `needs_every_grant`: whether a run with all acts and faults uses every grant, so that one which nothing
      needed is wrong.
    """

    first_day: date
    days: int
    source: Callable[[date, int], Sequence[SourceMessage]]
    breaks: Sequence[Break]
    contradict: Callable[[Payload], Payload]
    renew: Callable[[Payload, int], Payload]
    ledgers: Sequence[ExpectedLedger]
    data: str
    alerts: Callable[[Payload], bool] = lambda _: False
    environment: str = "dev"
    recipes: str = ""
    acts: Sequence[str] = ()
    needs_every_grant: bool = False


def compact(payload: object) -> bytes:
    """Return JSON on one line without white space."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
