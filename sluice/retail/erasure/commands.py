"""`sluice purge`: take card numbers out of raw, and out of what was kept beside it, for good."""

from datetime import UTC, datetime
from itertools import takewhile
from typing import Annotated

import typer
from typer import Exit, Option

from lambdas.core.raw import hour_prefix
from sluice.cloud import client
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.erasure import Erasure
from sluice.erasure.purge import purge_cards
from sluice.options import Apply
from sluice.progress import passed
from sluice.retail.erasure.store_files import drop_cards, landed_files
from sluice.time_options import read_hours

EPILOG = """\
sluice purge prod --from 2017-12-22T00 --to 2017-12-23T00

Exit codes: 0 done, or nothing to purge; 1 something remains; 2 it can't be done now."""

From = Annotated[str, Option("--from", metavar="HOUR", help="Of arrival, in UTC: 2017-12-22T17.")]
To = Annotated[str, Option("--to", metavar="HOUR", help="The first to leave out.")]
app = typer.Typer()


@app.command(epilog=EPILOG)
def purge(
    environment: Environment, first: From, end: To, apply: Apply = False, as_json: Json = False
) -> None:
    """Put a tombstone in the place of every record with a card number, and delete what it was."""
    with one_line():
        now = datetime.now(UTC)
        window = list(takewhile(now.__ge__, read_hours(first, end, now=now)))
        deployment = ErasureDeployment(environment, client)
        deployment.require_no_replay()
        files = landed_files(deployment, drop_cards)
        erasure = Erasure(deployment, purge_cards(deployment.claims), files)
        plan = erasure.plan(passed([*map(hour_prefix, window)], "looking"), since=window[0])
        remaining = erasure.carry_out(plan) if apply else list(plan.remaining)
        listed = [*remaining, *(deployment.stream_remains(now) if plan.raw else ())]
        figures = plan.figures | {"applied": apply, "remaining": [str(each) for each in listed]}
        did = "are purged" if apply else "would be purged: say --apply"
        said = f"{figures['records']:,} records of raw {did}"
        emit(figures, *plan.to_text(), *(f"remains: {each}" for each in listed), said, as_json=as_json)
    raise Exit(FAILED if remaining else DONE)
