"""The scenario: real grocery baskets, what a till can get wrong, and the acts that only retail has."""

from datetime import date

from contracts.scenario import Payload, Scenario
from domain.scenario.baskets import list_baskets
from domain.scenario.breaks import BREAKS
from domain.scenario.ledgers import POINTS, STOCK

LAST_RECEIPT = 999_999_999_999

DATA = (
    "The baskets are real: The Complete Journey, what 2,469 households bought in 2017. Registers, payment "
    "tokens, opening stock and frauds are synthetic; times, which have no zone there, are taken as UTC."
)


def contradict(sale: Payload) -> Payload:
    """Return another sale under the same id: its first line costs a dollar more."""
    first, *others = sale["lines"]
    return {**sale, "lines": [{**first, "total_cents": first["total_cents"] + 100}, *others]}


def renew(sale: Payload, number: int) -> Payload:
    """Return the same basket under a receipt number that no real basket has."""
    register = sale["sale_id"].rpartition("/")[0]
    return {**sale, "sale_id": f"{register}/{LAST_RECEIPT - number}"}


SCENARIO = Scenario(
    environment="full",
    first_day=date(2017, 12, 22),
    days=3,
    source=list_baskets,
    breaks=BREAKS,
    contradict=contradict,
    renew=renew,
    ledgers=(STOCK, POINTS),
    data=DATA,
    recipes="examples/repairs",
    needs_every_grant=True,
    acts=(
        "demo.retail.opening:OpeningAct",
        "demo.retail.close_act:CloseAct",
        "demo.retail.database.database_act:DatabaseAct",
        "demo.retail.decisions.fraud_act:FraudAct",
        "demo.retail.decisions.orders_act:OrdersAct",
        "demo.retail.adapters.adapters_act:AdaptersAct",
        "demo.retail.backfill.backfill_act:BackfillAct",
        "demo.retail.warehouse.warehouse_act:WarehouseAct",
        "demo.retail.late_sale:LateSaleAct",
        "demo.retail.restate_act:RestateAct",
        "demo.retail.erase_act:EraseAct",
    ),
)
