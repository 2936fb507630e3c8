"""`sluice purge` and `sluice forget`: what must not be stored, and who asks, is taken out for good."""

from datetime import UTC, datetime
from functools import partial
from itertools import takewhile
from typing import Annotated

import typer
from typer import Exit, Option

from domain import EVENT
from lambdas.core.raw import hour_prefix
from sluice.break_glass import MfaToken, assume
from sluice.cloud import NotNow
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.erasure import Erasure
from sluice.erasure.forget import Forgetting
from sluice.erasure.purge import purge_cards
from sluice.options import Apply
from sluice.progress import passed
from sluice.retail.erasure.member import forget_everywhere
from sluice.retail.erasure.store_files import drop_cards, find_files_of, landed_files
from sluice.time_options import InvalidOption, read_hours

EPILOG = """\
sluice purge prod --from 2017-12-22T00 --to 2017-12-23T00

Exit codes: 0 done, or nothing to purge; 1 something remains; 2 it can't be done now."""

FORGET = """\
sluice forget prod --member 1234

Exit codes: 0 done, or nobody of this id; 1 something remains; 2 it can't be done now."""

Who = Annotated[str, Option("--member", metavar="ID", help="The id by which events name them.")]
From = Annotated[str, Option("--from", metavar="HOUR", help="Of arrival, in UTC: 2017-12-22T17.")]
To = Annotated[str, Option("--to", metavar="HOUR", help="The first to leave out.")]
Serial = Annotated[
    str | None, Option("--mfa-serial", metavar="ARN", help="Your MFA device, to assume the break-glass role.")
]
Code = Annotated[str | None, Option("--mfa-code", metavar="CODE", help="What it shows.")]
app = typer.Typer()


@app.command(epilog=EPILOG)
def purge(
    environment: Environment,
    first: From,
    end: To,
    apply: Apply = False,
    mfa_serial: Serial = None,
    mfa_code: Code = None,
    as_json: Json = False,
) -> None:
    """Put a tombstone in the place of every record with a card number, and delete what it was."""
    with one_line():
        now = datetime.now(UTC)
        window = list(takewhile(now.__ge__, read_hours(first, end, now=now)))
        deployment = _open(environment, mfa_serial, mfa_code)
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
def forget(
    environment: Environment,
    member: Who,
    apply: Apply = False,
    mfa_serial: Serial = None,
    mfa_code: Code = None,
    as_json: Json = False,
) -> None:
    """Take a person and the tokens that stand for them out of everything that is stored."""
    with one_line():
        if EVENT.personal is None:
            raise NotNow(f"no {EVENT.noun} names a person: there is nobody to forget")
        deployment = _open(environment, mfa_serial, mfa_code)
        forgetting = Forgetting(deployment, EVENT.personal, member)
        plan = forgetting.plan(partial(find_files_of, deployment))
        did, remaining = forget_everywhere(forgetting, plan) if apply else ({}, list(plan.objects.remaining))
        listed = [*remaining, *(deployment.stream_remains(datetime.now(UTC)) if plan.objects.raw else ())]
        figures = plan.figures | did | {"applied": apply, "remaining": [str(each) for each in listed]}
        said = f"{figures['records']:,} records of raw {'are' if apply else 'would be'} redacted"
        said += "" if apply else ": say --apply"
        emit(figures, *plan.to_text(), *(f"remains: {each}" for each in listed), said, as_json=as_json)
    raise Exit(FAILED if remaining else DONE)


def _open(environment: str, serial: str | None, code: str | None) -> ErasureDeployment:
    """Return the environment as the break-glass role sees it, when no replay reads what may go.

    Nobody else reads what is stored of people in every version.
    """
    if (serial is None) != (code is None):
        raise InvalidOption("--mfa-serial and --mfa-code belong together")
    token = MfaToken(serial, code) if serial is not None and code is not None else None
    deployment = ErasureDeployment(environment, assume(environment, mfa=token))
    deployment.require_no_replay()
    return deployment
