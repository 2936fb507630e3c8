"""`sluice orders`: purchase orders over the limit, which wait for a person."""

from collections.abc import Callable, Iterator, Sequence
from getpass import getuser
from typing import Annotated

import msgspec
import typer
from typer import Argument, Option

from lambdas.reorder.held_orders import HeldOrder, HeldOrders, OrderState
from sluice.cloud import DeployedStack, client
from sluice.columns import columns
from sluice.command import Environment, Json, Yes, emit, one_line
from sluice.options import examples
from sluice.retail.orders.decisions import OrderDecisions

Orders = Annotated[list[str], Argument(metavar="ORDER...", help="As held names them.")]
By = Annotated[str, Option("--by", metavar="NAME", help="Who decides; else who is logged in here.")]

app = typer.Typer(
    no_args_is_help=True, help="Purchase orders that are too large to be placed without a person."
)


@app.command(epilog=examples("orders held prod", "orders held prod --all --json"))
def held(
    environment: Environment,
    every: Annotated[bool, Option("--all", help="Those that were decided, too.")] = False,
    as_json: Json = False,
) -> None:
    """List the orders that wait, oldest first, each with why."""
    with one_line():
        found = _decisions(environment).list_orders(None if every else OrderState.HELD)
        figures = [{**msgspec.to_builtins(each.order), **_facts(each)} for each in found]
        emit(figures, *_lines(found), as_json=as_json)


@app.command(epilog=examples("orders release prod po-1b2c", "orders release prod po-1b2c --yes"))
def release(
    environment: Environment, orders: Orders, by: By = "", yes: Yes = False, as_json: Json = False
) -> None:
    """Have held orders placed, each once, however often this is typed."""
    _decide(environment, orders, "released", OrderDecisions.release, by, yes=yes, as_json=as_json)


@app.command(epilog=examples("orders drop prod po-1b2c", "orders drop prod po-1b2c --yes"))
def drop(
    environment: Environment, orders: Orders, by: By = "", yes: Yes = False, as_json: Json = False
) -> None:
    """Say that held orders are never to be placed; they are kept, as dropped."""
    _decide(environment, orders, "dropped", OrderDecisions.drop, by, yes=yes, as_json=as_json)


def _decide(
    environment: str,
    orders: Sequence[str],
    done: str,
    decide: Callable[[OrderDecisions, str, str], None],
    by: str,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    with one_line():
        yes or typer.confirm(f"Shall {', '.join(orders)} be {done} in {environment}?", abort=True, err=True)
        decisions = _decisions(environment)
        for each in orders:
            decide(decisions, each, by or getuser())
        emit({done: list(orders)}, *(f"{each}: {done}" for each in orders), as_json=as_json)


def _decisions(environment: str) -> OrderDecisions:
    stack = DeployedStack(client("cloudformation"), environment, "Shelves")
    held = HeldOrders(client("dynamodb"), stack["HeldOrdersTable"])
    return OrderDecisions(held, client("sqs"), stack["OrdersQueue"])


def _facts(held: HeldOrder) -> dict[str, str]:
    return {
        "state": held.state,
        "reason": held.reason,
        "held_at": held.held_at,
        "decided_by": held.decided_by,
    }


def _lines(found: Sequence[HeldOrder]) -> Iterator[str]:
    yield f"{len(found):,} orders"
    rows = [
        (
            each.held_at[:16],
            each.order.order_id,
            f"store {each.order.store_id}",
            f"product {each.order.sku}",
            f"{each.order.units:,} units",
            f"{each.state} by {each.decided_by}" if each.decided_by else each.state,
            each.reason,
        )
        for each in found
    ]
    yield from columns(rows)
