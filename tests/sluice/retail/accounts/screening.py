"""Sales that are screened and archived, some of them only the one or the other, and accounts made again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.bus_events import FraudSuspected
from domain.sale import Sale
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.pseudonyms.names import ItemNames
from lambdas.fraud.account import Account
from lambdas.fraud.accounts import Accounts, open_accounts
from lambdas.fraud.screener import FraudScreener
from lambdas.fraud.thresholds import Thresholds
from sluice.retail.accounts.live_accounts import LiveAccounts
from sluice.retail.accounts.rebuild import AccountComparison, AccountRebuild
from tests.lambdas.corrections import correction
from tests.lambdas.fraud.names import name
from tests.lambdas.ledgers import table_properties
from tests.sluice.rebuild.machine import RAW
from tests.sluice.rebuild.places import FAILURES
from tests.sluice.rebuild.world import World

ACCOUNTS, POSITIONS = "accounts", "positions"
TOKEN, MEMBER = "token#tok_paid", "member#1234"
SHARD = "shardId-000000000000"
LIMITS = Thresholds()


@dataclass
class Stream:
    """A shard in which all is settled, or the first record that isn't arrived at a time."""

    unsettled: datetime | None = None

    def get_paginator(self, _: str) -> "Stream":
        return self

    def paginate(self, **_: object) -> list[Any]:
        return [{"Shards": [{"ShardId": SHARD}]}]

    def get_shard_iterator(self, **_: object) -> dict[str, Any]:
        return {"ShardIterator": "any"}

    def get_records(self, **_: object) -> dict[str, Any]:
        found = [{"ApproximateArrivalTimestamp": self.unsettled}] if self.unsettled else []
        return {"Records": found, "MillisBehindLatest": 0}


@dataclass
class Screening:
    """An environment whose fraud consumer screens; `meanwhile` happens while a comparison waits."""

    world: World = field(default_factory=World)
    stream: Stream = field(default_factory=Stream)
    published: list[FraudSuspected] = field(default_factory=list)
    limits: Thresholds = LIMITS
    name: Callable[[str], ItemNames] = name
    meanwhile: Callable[["Screening"], None] = lambda _: None

    def __post_init__(self) -> None:
        dynamodb = self.world.dynamodb
        if ACCOUNTS in dynamodb.list_tables()["TableNames"]:
            return
        dynamodb.create_table(TableName=ACCOUNTS, **table_properties("fraud", "ACCOUNTS_TABLE"))
        dynamodb.create_table(TableName=POSITIONS, **table_properties("fraud", "POSITIONS_TABLE"))

    @property
    def accounts(self) -> Accounts:
        return open_accounts(self.world.dynamodb, ACCOUNTS, self.name, days=self.limits.remembered_days)

    def screen(self, *payloads: bytes) -> None:
        """By the deployed screening, one after the other."""
        claims = Claims(self.world.s3, RAW)
        screener = FraudScreener(self.accounts, self.limits, self.published.extend, lambda _: None)
        for payload in payloads:
            event = contract.read_event(payload, claims).event
            assert isinstance(event, Sale)
            screener.apply([event])

    def archive(self, *payloads: bytes) -> None:
        """An object of raw, which arrives now."""
        if payloads:
            self.world.archive(payloads)

    def sell(self, *payloads: bytes) -> None:
        """Both."""
        self.screen(*payloads)
        self.archive(*payloads)

    def correct(self, right: bytes, number: int = 1) -> bytes:
        """Return the record of an operator's correction."""
        return correction(self.world.s3, RAW, right, number=number)

    @property
    def rebuild(self) -> AccountRebuild:
        replays = self.world.place.replays
        stream: Any = self.stream
        object.__setattr__(replays.ask, "kinesis", stream)
        return AccountRebuild(
            replays=replays,
            failures=FAILURES,
            positions=POSITIONS,
            accounts=LiveAccounts(self.accounts),
            limits=self.limits,
            clock=lambda: self.world.now,
            wait=self.wait,
        )

    def wait(self, seconds: float) -> None:
        self.meanwhile(self)
        self.world.wait(seconds)

    def later(self) -> None:
        """Let a minute pass, so that raw's manifest is up to date."""
        self.world.wait(120)

    def compare(self, account: str | None = None) -> AccountComparison:
        self.later()
        return self.rebuild.compare(account, lambda *_: None)

    def swap(self) -> AccountComparison:
        return self.rebuild.swap(self.compare())

    def live(self, *accounts: str) -> dict[str, Account]:
        return {key: version.value for key, version in self.accounts.read(accounts).items()}

    def kept(self) -> Sequence[str]:
        """The keys of what a swap has replaced."""
        found = self.world.s3.list_objects_v2(Bucket=FAILURES, Prefix="rebuilt/accounts/")
        return [each["Key"] for each in found.get("Contents", ())]

    def kept_texts(self) -> Sequence[str]:
        """What stands in them."""
        s3 = self.world.s3
        return [s3.get_object(Bucket=FAILURES, Key=key)["Body"].read().decode() for key in self.kept()]
