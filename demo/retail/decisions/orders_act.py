"""The act in which stock is ordered while sales stream; then every event of the bus is replayed."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter

from contracts.scenario import Amounts, Scenario, SourceMessage, compact
from demo import observed_state
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.flow import Pair
from demo.message import name_of
from demo.options import Options
from demo.retail.decisions import render
from demo.retail.decisions.bus_flows import Decider, flows_of
from demo.retail.decisions.orders_outcome import BusReplay, OrdersOutcome, ShelfState, differing_shelves
from demo.retail.decisions.shelf_tables import read_orders, read_shelves
from demo.retail.decisions.supplier import SupplierStandIn, supplier
from demo.retail.head_office import by_the_tanker
from demo.retail.opening import INVENTORY, deliver, delivered
from demo.section import Section, render_section
from domain.scenario.ledgers import STOCK
from lambdas.inventory.stock import Stock
from sluice.events.archive import BusArchive
from sluice.events.replays import ArchiveReplays
from sluice.events.window import EventWindow
from twin.resolve import Parameters

HUGE = 60_000
"""Units that somebody typed in the place of six."""

REPLAYS = ("audit-1", "orders-1")
"""The first is named for nobody: no rule with an effect hears of it. The second reaches the orders."""

DECIDERS = (
    Decider("shelves", "StockLow", "SHELVES_TABLE"),
    Decider("reorder", "OrderPlaced", "IDEMPOTENCY_TABLE"),
)


class OrdersAct(Act):
    """Shelves run low, and a local supplier takes orders."""

    name = "orders"
    needs = frozenset({"Shelves"})
    builds_on = frozenset({"stock"})
    services = frozenset({"shelves"})
    outcome: OrdersOutcome
    _supplier: SupplierStandIn

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._huge: Sequence[SourceMessage] = ()

    @contextmanager
    def stand_ins(self) -> Iterator[Parameters]:
        """Run the supplier."""
        with supplier() as self._supplier:
            yield {(f"Sluice-{self.options.environment}-Shelves", "SupplierUrl"): self._supplier.url}

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(name="follow", title="Filling the shelves", at=RunStage.START, perform=self._follow),
            Phase(
                name="replay", title="Replaying every event", at=RunStage.EXAMINE, perform=self._replay_bus
            ),
        )

    def plan(self, run: DemoRun, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
        """Send what there is, and a huge sale; a user's own sales stay alone. Now orders are delivered."""
        stock = Stock(run.twin.emulator.client("dynamodb"), run.deployment.ledgers[INVENTORY])
        self._supplier.deliver_with(partial(deliver, stock, run.first_day))
        run.invariants.append(partial(_shelf_mismatches, run))
        if not self.options.events:
            self._huge = huge_sale(run.scenario, events)
        return sorted([*events, *self._huge], key=attrgetter("sent_at"))

    def origins(self) -> Mapping[str, Iterable[str]]:
        """Return the huge sale."""
        return {"of a typing error": [name_of(sale.data) for sale in self._huge]}

    def adjustments(self) -> Mapping[str, Amounts]:
        """Return what was delivered."""
        return {INVENTORY: delivered(self._supplier.taken.values())}

    def flows(self, run: DemoRun) -> Mapping[Pair, int]:
        """Return what its functions put on the bus, and what they remember of what they have seen."""
        return flows_of(run, *DECIDERS)

    def sections(self) -> Iterable[Section]:
        """Return some of the orders."""
        found = self.outcome
        ordered = {"orders": render.orders(found), "ordered": render.ordered(found)}
        return (render_section(__package__, "orders.html.j2", "orders", **ordered),)

    def _follow(self, run: DemoRun) -> None:
        run.running.catch_up()

    def _replay_bus(self, run: DemoRun) -> None:
        """Read orders and shelves; then replay every event of the bus."""
        self.outcome = OrdersOutcome(
            orders=dict(self._supplier.taken),
            posts=self._supplier.posts.copy(),
            shelves=_shelves(run),
            stock=run.reconciliation.audits[INVENTORY].balances,
            replays={name: self._replay(run, name) for name in REPLAYS},
            held=_held(run),
            huge=[place for sale in self._huge for place in _places(sale)],
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


def huge_sale(scenario: Scenario, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:
    """Return a sale of more units than may be ordered without a person: the contract takes it."""
    fuel = by_the_tanker()
    for message in sorted(events, key=attrgetter("sent_at")):
        sale = json.loads(message.data)
        for line in sale["lines"]:
            if line["sku"] not in fuel:
                typed = {**sale, "lines": [{**line, "quantity": HUGE}]}
                return [replace(message, data=compact(scenario.renew(typed, HUGE)))]
    return []


def _places(sale: SourceMessage) -> Iterator[str]:
    sold = json.loads(sale.data)
    return (f"{sold['store_id']}/{line['sku']}" for line in sold["lines"])


def _held(run: DemoRun) -> Sequence[str]:
    """Return the shelves whose orders wait."""
    orders = [json.loads(str(row["order"])) for row in read_orders(run) if "state" in row]
    return sorted(f"{order['store_id']}/{order['sku']}" for order in orders)


def _shelves(run: DemoRun) -> Mapping[str, ShelfState]:
    return {
        "/".join(place): ShelfState(shelf.on_hand, shelf.watched, shelf.crossings)
        for place, shelf in read_shelves(run).items()
    }


def _shelf_mismatches(run: DemoRun) -> list[str]:
    """Name shelves that hold something else than the stock's ledger says."""
    dynamodb, table = run.twin.emulator.client("dynamodb"), run.deployment.ledgers[INVENTORY]
    stock: Amounts = Counter()
    for row in observed_state.ledger(dynamodb, table):
        stock.update(STOCK.stored(row))
    return [f"shelf {place}" for place in differing_shelves(stock, _shelves(run))]
