"""The act in which frauds are suspected and stock is ordered while sales stream; then it is replayed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from types import MappingProxyType

from contracts.scenario import Amounts, SourceMessage
from demo import observed_state
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.flow import Pair, pair
from demo.message import name_of
from demo.options import Options
from demo.retail.decisions import render
from demo.retail.decisions.cases import Case, take_cases
from demo.retail.decisions.decision_outcome import BusReplay, DecisionOutcome, ShelfState, differing_shelves
from demo.retail.decisions.supplier import SupplierStandIn, supplier
from demo.retail.frauds import Incident, incidents
from demo.retail.opening import INVENTORY, deliver, delivered
from demo.section import Section, render_section
from domain.scenario.ledgers import STOCK
from lambdas.inventory.stock import Stock
from sluice.events.archive import BusArchive
from sluice.events.replays import ArchiveReplays
from sluice.events.window import EventWindow
from twin.resolve import Parameters

REPLAYS = ("audit-1", "orders-1")
"""The first is named for nobody: no rule with an effect hears of it. The second reaches the orders."""

TABLES = {"fraud": "ACCOUNTS_TABLE", "shelves": "SHELVES_TABLE", "reorder": "IDEMPOTENCY_TABLE"}
"""By service, the variable that names the table in which it remembers."""

EVENTS = {"FraudSuspected": "fraud", "StockLow": "shelves", "OrderPlaced": "reorder"}
"""By event, which service puts it on the bus."""


class DecideAct(Act):
    """Frauds are made up on top of real sales, shelves run low, and a local supplier takes orders."""

    name = "decide"
    needs = frozenset({"BusName", "BusArchive", "CasesQueue", "ShelvesTable"})
    builds_on = frozenset({"stock"})
    services = frozenset({"fraud", "shelves"})
    settings = MappingProxyType({"frauds": 20})
    outcome: DecisionOutcome
    _supplier: SupplierStandIn

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._incidents: Sequence[Incident] = ()

    @contextmanager
    def stand_ins(self) -> Iterator[Parameters]:
        """Run the supplier."""
        with supplier() as self._supplier:
            yield {(f"Sluice-{self.options.environment}-Shelves", "SupplierUrl"): self._supplier.url}

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(name="follow", title="Filling the shelves", at=RunStage.START, perform=self._follow),
            Phase(name="replay", title="Replaying every event", at=RunStage.EXAMINE, perform=self._decide),
        )

    def plan(self, run: DemoRun, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
        """Make frauds up; a user's own sales stay alone. From now on orders are delivered."""
        count = 0 if self.options.events else self.options.settings.get("frauds", self.settings["frauds"])
        self._incidents = incidents(events, count, self.options.seed)
        stock = Stock(run.twin.emulator.client("dynamodb"), run.deployment.ledgers[INVENTORY])
        self._supplier.deliver_with(partial(deliver, stock, run.first_day))
        run.invariants.append(partial(_shelf_mismatches, run))
        frauds = [sale for incident in self._incidents for sale in incident.sales]
        return sorted([*events, *frauds], key=attrgetter("sent_at"))

    def adjustments(self) -> Mapping[str, Amounts]:
        """Return what was delivered."""
        return {INVENTORY: delivered(self._supplier.taken.values())}

    def origins(self) -> Mapping[str, Iterable[str]]:
        """Return the sales of incidents."""
        return {"of frauds": [name_of(sale.data) for each in self._incidents for sale in each.sales]}

    def flows(self, run: DemoRun) -> Mapping[Pair, int]:
        """Return what its functions put on the bus, and what they remember of what they have seen."""
        deployment, recorder = run.deployment, run.record.recorder
        put, seen = recorder.taken(), recorder.moved()
        for (_, function), done in recorder.worked_off().items():
            seen[function] += done
        found: dict[Pair, int] = {}
        for event, service in EVENTS.items():
            function = deployment.services[service]
            found[pair(deployment, function, run.twin.app.output("BusName"))] = put[event]
            table = deployment.variables[function][TABLES[service]]
            found[pair(deployment, function, table)] = seen[function]
        return found

    def sections(self) -> Iterable[Section]:
        """Return some of the suspected sales, and some of the orders."""
        decided = self.outcome
        suspected = {"suspicions": render.suspicions(decided), "suspects": render.suspects(decided)}
        ordered = {"orders": render.orders(decided), "ordered": render.ordered(decided)}
        return (
            render_section(__package__, "suspected.html.j2", "suspected", **suspected),
            render_section(__package__, "orders.html.j2", "orders", **ordered),
        )

    def _follow(self, run: DemoRun) -> None:
        run.running.catch_up()

    def _decide(self, run: DemoRun) -> None:
        """Read cases, orders and shelves; then replay every event of the bus."""
        cases = take_cases(run.twin.emulator.client("sqs"), run.twin.app.output("CasesQueue"))
        self.outcome = DecisionOutcome(
            incidents=self._incidents,
            cases=cases,
            orders=dict(self._supplier.taken),
            posts=self._supplier.posts.copy(),
            shelves=_shelves(run),
            stock=run.reconciliation.audits[INVENTORY].balances,
            replays={name: self._replay(run, name) for name in REPLAYS},
            waits=list(_waits(run, cases).values()),
        )

    def _replay(self, run: DemoRun, name: str) -> BusReplay:
        """Replay all that the bus's archive has, and return what came of it."""
        before, events = len(self._supplier.taken), run.twin.emulator.client("events")
        replays = ArchiveReplays(events, BusArchive.named(events, run.twin.app.output("BusArchive")))
        # The API knows whole seconds: this one is over soon.
        everything = EventWindow(datetime.fromtimestamp(0, UTC), datetime.now(UTC) + timedelta(seconds=1))
        replays.start(name, everything, rules=())
        run.running.settle()
        return BusReplay(run.record.recorder.replayed[name], len(self._supplier.taken) - before)


def _waits(run: DemoRun, cases: Iterable[Case]) -> dict[str, float]:
    """Return by sale the seconds until it was suspected; what the record doesn't hold came later."""
    recorder = run.record.recorder
    taken_at = recorder.heard()
    since: dict[str, float] = {}
    for message, at in zip(run.record.accepted, recorder.accepted, strict=True):
        name = name_of(message.data)
        # Of a sale that was sent twice the first counts.
        since[name] = min(at, since.get(name, at))
    known = sorted((taken_at[case.heard_as], case.sale_id) for case in cases if case.heard_as in taken_at)
    return {sale_id: at - since[sale_id] for at, sale_id in reversed(known)}


def _shelves(run: DemoRun) -> Mapping[str, ShelfState]:
    dynamodb, table = run.twin.emulator.client("dynamodb"), run.twin.app.output("ShelvesTable")
    found: dict[str, ShelfState] = {}
    for row in observed_state.ledger(dynamodb, table):
        kept = json.loads(str(row["shelf"]))
        shelf = ShelfState(kept.get("on_hand", 0), kept.get("watched", False), kept.get("crossings", 0))
        found[f"{row['store_id']}/{row['sku']}"] = shelf
    return found


def _shelf_mismatches(run: DemoRun) -> list[str]:
    """Name shelves that hold something else than the stock's ledger says."""
    dynamodb, table = run.twin.emulator.client("dynamodb"), run.deployment.ledgers[INVENTORY]
    stock: Amounts = Counter()
    for row in observed_state.ledger(dynamodb, table):
        stock.update(STOCK.stored(row))
    return [f"shelf {place}" for place in differing_shelves(stock, _shelves(run))]
