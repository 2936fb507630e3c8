"""`sluice shelves`: whether the shelves say what the ledger adds up to."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any, NoReturn

import typer
from typer import Exit, Option

from sluice.cloud import DeployedStack, NotNow, client
from sluice.command import DONE, FAILED, Environment, Json, Yes, emit, one_line
from sluice.progress import progress
from sluice.retail.shelves.recount import Recount, RecountOutcome, WrongShelf, clock_of

MOST_TOLD = 20
EXIT_CODES = "Exit codes: 0 every shelf is right, or is now; 1 some are not; 2 it can't be done now."
COMPARE = f"""Examples:

sluice shelves compare prod

sluice shelves compare prod --store 367 --json

{EXIT_CODES}"""
RECOUNT = f"""Examples:

sluice shelves recount prod --store 367

sluice shelves recount prod --yes

{EXIT_CODES}"""

Store = Annotated[str | None, Option("--store", metavar="STORE", help="Of this store alone.")]


class NoSuchShelf(NotNow):
    """A store that has neither a shelf nor a row."""


app = typer.Typer(no_args_is_help=True, help="Compare the shelves with the ledger that they follow.")


@app.command(epilog=COMPARE)
def compare(environment: Environment, store: Store = None, as_json: Json = False) -> None:
    """Name every shelf that says otherwise than the rows of its store add up to.

    A shelf follows its rows some seconds later: one that is off is looked at again after half a minute.
    """
    with one_line():
        _answer(_looked(_recount(environment), store, mend=False), as_json=as_json)


@app.command(epilog=RECOUNT)
def recount(environment: Environment, store: Store = None, yes: Yes = False, as_json: Json = False) -> None:
    """Set the shelves that are wrong to what their rows add up to, while sales go on.

    Rows that are counted and come through the table's stream later change the shelf no more.
    """
    with one_line():
        of = f"of store {store}" if store else "that are wrong"
        yes or typer.confirm(f"Recount the shelves {of} in {environment}?", abort=True, err=True)
        _answer(_looked(_recount(environment), store, mend=True), as_json=as_json)


def _recount(environment: str) -> Recount:
    cloudformation, dynamodb = client("cloudformation"), client("dynamodb")
    table = DeployedStack(cloudformation, environment, "Shelves")["ShelvesTable"]
    ledger = DeployedStack(cloudformation, environment, "Consumers")["InventoryLedger"]
    return Recount(dynamodb, ledger, table, clock_of(dynamodb, ledger))


def _looked(recount: Recount, store: str | None, *, mend: bool) -> list[RecountOutcome]:
    outcomes = []
    with progress("counting stores") as show:
        for outcome in recount.all(store, mend=mend):
            outcomes.append(outcome)
            show(len(outcomes), 0)
    if store and not any(outcome.shelves for outcome in outcomes):
        raise NoSuchShelf(f"there is no store {store}: it has no shelf, and no row in {recount.ledger}")
    return outcomes


def _answer(outcomes: list[RecountOutcome], *, as_json: bool) -> NoReturn:
    wrong = [each for outcome in outcomes for each in outcome.wrong]
    figures = {
        "shelves": sum(each.shelves for each in outcomes),
        "wrong": len(wrong),
        "recounted": sum(each.recounted for each in wrong),
        "moving": sum(each.moving for each in outcomes),
    }
    emit({**figures, "each": [asdict(each) for each in wrong]}, *_lines(figures, wrong), as_json=as_json)
    raise Exit(FAILED if figures["wrong"] > figures["recounted"] or figures["moving"] else DONE)


def _lines(figures: Mapping[str, Any], wrong: list[WrongShelf]) -> Iterator[str]:
    yield f"{figures['shelves']:,} shelves, {figures['wrong']:,} wrong, {figures['recounted']:,} recounted"
    for each in wrong[:MOST_TOLD]:
        done = "recounted" if each.recounted else "wrong"
        yield f"store {each.store_id}, product {each.sku}: {each.on_hand:,}, must be {each.counted:,}: {done}"
    if len(wrong) > MOST_TOLD:
        yield f"and {len(wrong) - MOST_TOLD:,} more: --json has all"
    if figures["moving"]:
        yield f"{figures['moving']:,} changed with every look: look again when it is quieter"
