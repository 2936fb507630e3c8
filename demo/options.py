"""What a demo is asked to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from operator import attrgetter
from pathlib import Path

from demo.baskets import baskets
from demo.faults import Rates, hard, mixed
from demo.frauds import Incident, incidents
from demo.message import Message
from demo.sales_file import sales_of
from twin.lake.runners import Duck, Runner, Spark

SECONDS_A_DAY = 15.0
LONGEST_PLAY = 60.0
STUMBLES = 5
DAYS_OF_ALL_FAULTS = 3


class FaultMix(StrEnum):
    """Which faults are mixed in."""

    NONE = "none"
    DEFAULT = "default"


class Engine(StrEnum):
    """What runs the lake's jobs."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True, kw_only=True)
class Options:
    """The command's options, as given."""

    environment: str
    first: date
    days: int
    sales: Path | None
    faults: FaultMix
    decides: bool
    recovers: bool
    frauds: int
    seed: int
    keep: bool
    revoke: int | None
    engine: Engine
    port: int
    build: Path

    @property
    def supplier_url(self) -> tuple[str, str]:
        """Return the parameter by which a deployment says where its orders go: its stack and its name."""
        return f"Sluice-{self.environment}-Shelves", "SupplierUrl"

    @property
    def api_url(self) -> tuple[str, str]:
        """Return the parameter by which a deployment with adapters says which API it reads."""
        return f"Sluice-{self.environment}-Sources", "ApiUrl"

    @property
    def breaks(self) -> bool:
        """Say whether anything is broken on purpose."""
        return self.faults is FaultMix.DEFAULT

    @property
    def stumbles(self) -> int:
        """Return over how many sales a function stumbles: none if nobody redrives them."""
        return STUMBLES if self.recovers else 0

    @property
    def is_whole(self) -> bool:
        """Say whether no act and no kind of fault is left out: fewer days have no room for all kinds."""
        acts = self.decides and self.recovers and self.frauds > 0
        return acts and self.breaks and self.sales is None and self.days >= DAYS_OF_ALL_FAULTS

    def engine_at(self, endpoint: str) -> Runner:
        """Return what runs the lake's jobs."""
        return Spark(endpoint) if self.engine is Engine.SPARK else Duck(endpoint)

    @property
    def command(self) -> str:
        """The command that does the same again."""
        source = f"--sales {self.sales}" if self.sales else f"--from {self.first} --days {self.days}"
        return (
            f"python -m demo --environment {self.environment} {source} "
            f"--faults {self.faults} --frauds {self.frauds} "
            f"--{'decide' if self.decides else 'no-decide'} "
            f"--{'recover' if self.recovers else 'no-recover'} "
            f"--seed {self.seed} --engine {self.engine}"
        )

    def source(self) -> list[Message]:
        """Return the sales to play, by time."""
        return sales_of(self.sales) if self.sales else baskets(self.first, self.days)

    def incidents(self, sales: Sequence[Message]) -> Sequence[Incident]:
        """Return the frauds to make up; a user's own sales stay alone."""
        count = self.frauds if self.decides and not self.sales else 0
        return incidents(sales, count, self.seed)

    def messages(self, sales: Sequence[Message], incidents: Sequence[Incident] = ()) -> Sequence[Message]:
        """Return the sales, by time, and what is mixed in."""
        frauds = [sale for incident in incidents for sale in incident.sales]
        sent = sorted([*sales, *frauds], key=attrgetter("sent_at"))
        return mixed(sent, Rates(), self.seed) if self.breaks else sent

    def hard(self, messages: Sequence[Message]) -> frozenset[bytes]:
        """Return the sales over which a function stumbles."""
        return hard(messages, self.stumbles, self.seed) if self.breaks else frozenset()

    def play_seconds(self, messages: Sequence[Message]) -> float:
        """Return how long the messages are stretched: some seconds a day, a minute at most."""
        days = (messages[-1].sent_at - messages[0].sent_at) / timedelta(days=1)
        return min(days * SECONDS_A_DAY, LONGEST_PLAY)
