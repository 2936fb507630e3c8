"""`sluice purge` and `sluice forget`: what must not be stored, and who asks, is taken out for good."""

from datetime import UTC, datetime
from functools import partial
from itertools import takewhile
from typing import Annotated

import typer
from typer import Exit, Option

from domain import EVENT
from lambdas.core.raw import hour_prefix
from sluice.cloud import NotNow, client
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.erasure import Erasure
from sluice.erasure.forget import Forgetting
from sluice.erasure.purge import purge_cards
from sluice.options import Apply
from sluice.progress import passed
from sluice.retail.erasure.accounts import delete_accounts
from sluice.retail.erasure.store_files import drop_cards, find_files_of, landed_files
from sluice.time_options import read_hours

EPILOG = """\
sluice purge prod --from 2017-12-22T00 --to 2017-12-23T00

Exit codes: 0 done, or nothing to purge; 1 something remains; 2 it can't be done now."""

FORGET = """\
sluice forget prod --member 1234

Exit codes: 0 done, or nobody of this id; 1 something remains; 2 it can't be done now."""

Who = Annotated[str, Option("--member", metavar="ID", help="The id by which events name them.")]
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


@app.command(epilog=FORGET)
def forget(environment: Environment, member: Who, apply: Apply = False, as_json: Json = False) -> None:
    """Take a person and the tokens that stand for them out of everything that is stored."""
    with one_line():
        if EVENT.personal is None:
            raise NotNow(f"no {EVENT.noun} names a person: there is nobody to forget")
        deployment = ErasureDeployment(environment, client)
        deployment.require_no_replay()
        forgetting = Forgetting(deployment, EVENT.personal, member)
        plan = forgetting.plan(partial(find_files_of, deployment))
        rows, accounts, remaining = 0, 0, list(plan.objects.remaining)
        if apply:
            rows, remaining = forgetting.carry_out(plan, [*deployment.ledgers.values()])
            accounts = delete_accounts(client, environment, plan.person)
            if not remaining:
                forgetting.finish()
        listed = [*remaining, *(deployment.stream_remains(datetime.now(UTC)) if plan.objects.raw else ())]
        figures = plan.figures | {
            "applied": apply,
            "rows": rows,
            "accounts": accounts,
            "remaining": [str(each) for each in listed],
        }
        did = "are redacted" if apply else "would be redacted: say --apply"
        said = f"{figures['records']:,} records of raw {did}"
        emit(figures, *plan.to_text(), *(f"remains: {each}" for each in listed), said, as_json=as_json)
    raise Exit(FAILED if remaining else DONE)
