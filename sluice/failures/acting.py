"""What is done about failures: sent back as they are, mended, or left alone."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option

from sluice.command import FAILED, Environment, Json, one_line, tell
from sluice.failures import comparing
from sluice.failures.deployed import Deployed
from sluice.failures.filters import Filters, window
from sluice.failures.options import (
    RATE,
    Apply,
    Cap,
    Consumer,
    Limit,
    Rate,
    Reason,
    Since,
    State,
    Store,
    Until,
)
from sluice.failures.plan import Plan
from sluice.failures.proposals import Repairer
from sluice.failures.recipe import recipe as read_recipe
from sluice.failures.recovery import CAP
from sluice.failures.redriving import redrive as planned


def redrive(
    environment: Environment,
    reason: Reason = None,
    consumer: Consumer = None,
    store: Store = None,
    since: Since = None,
    until: Until = None,
    state: State = None,
    quarantined: Annotated[
        bool, Option("--quarantined", help="Refused records too: their consumers were mended.")
    ] = False,
    rate: Rate = RATE,
    cap: Cap = CAP,
    limit: Limit = None,
    apply: Apply = False,
    as_json: Json = False,
) -> None:
    """Sends back what was given up: sales onto the stream, rows and messages to where they came from."""
    with one_line():
        asked = Filters(reason=reason, consumer=consumer, store=store, state=state)
        deployed = Deployed(environment)
        found = deployed.find(window(since, until), asked)
        whole = planned(found, datetime.now(UTC), with_quarantined=quarantined, cap=cap)
        plan = replace(whole, outgoing=whole.outgoing[:limit])
        if apply:
            raise Exit(_carried_out(plan, deployed, rate, as_json=as_json))
        tell(plan.figures, *plan.told(rate), as_json=as_json)


def repair(
    environment: Environment,
    recipe: Annotated[Path, Option(metavar="FILE", help="What to mend and how, as TOML.")],
    since: Since = None,
    until: Until = None,
    rate: Rate = RATE,
    cap: Cap = CAP,
    limit: Limit = None,
    apply: Apply = False,
    as_json: Json = False,
) -> None:
    """Mends refused records as a recipe says, and sends them back under the same sale id."""
    with one_line():
        wanted, deployed = read_recipe(recipe), Deployed(environment)
        found = deployed.find(window(since, until))
        repairer = Repairer(wanted, deployed.ledgers, datetime.now(UTC), cap)
        proposals = list(islice(repairer.proposals(found), limit))
        plan = repairer.plan(proposals)
        if apply:
            code = _carried_out(plan, deployed, rate, as_json=as_json)
            raise Exit(FAILED if plan.left_out else code)
        shown = [line for each in proposals for line in comparing.lines(each)]
        proposed = {"proposals": [comparing.figures(each) for each in proposals]}
        tell(plan.figures | proposed, *shown, *plan.told(rate), as_json=as_json)


def park(
    environment: Environment,
    failures: Annotated[list[str], Argument(metavar="ID", help="Or what they begin with.")],
    release: Annotated[bool, Option("--release", help="Let them be sent again, as new ones.")] = False,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Leaves failures alone for good, or releases what was parked."""
    with one_line():
        deployed = Deployed(environment)
        found = deployed.named(failures, window(since, until))
        for each in found:
            (deployed.recoveries.release if release else deployed.recoveries.park)(each.id)
        done = "released" if release else "parked"
        tell({done: [each.id for each in found]}, f"{done}: {len(found)}", as_json=as_json)


def _carried_out(plan: Plan, deployed: Deployed, rate: float, *, as_json: bool) -> int:
    """Do what is planned and say what became of it; return an exit code."""
    done = plan.carried_out(deployed.recoveries, deployed.sender(rate))
    tell(done.figures, *done.told(), as_json=as_json)
    return done.code
