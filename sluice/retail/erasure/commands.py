"""`sluice purge` and `sluice forget`: what must not be stored, and who asks, is taken out for good."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain, takewhile
from typing import Annotated

import typer
from typer import Exit, Option

from contracts.personal import Person
from domain import EVENT
from lambdas.core.raw import hour_prefix
from sluice.break_glass import MfaToken, assume
from sluice.cloud import NotNow
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line, say
from sluice.erasure.copies import list_queues, list_streams
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.erasure import Erasure, ErasurePlan
from sluice.erasure.forget import Forgetting, ForgettingPlan
from sluice.erasure.kept_objects import BodyChange, KeptObjects
from sluice.erasure.purge import purge_cards
from sluice.erasure.versions import Remaining
from sluice.options import Apply
from sluice.progress import passed
from sluice.retail.erasure.member import forget_everywhere, list_copies
from sluice.retail.erasure.store_files import drop_cards, drop_files_of, find_files_of, landed_files
from sluice.retail.lake.forget import count_workers
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
        beside = [*landed_files(deployment, drop_cards), *query_results(deployment, drop_cards)]
        erasure = Erasure(deployment, purge_cards(deployment.claims), beside)
        hours = passed([*map(hour_prefix, window)], "Reading raw")
        versions = chain.from_iterable(map(deployment.raw.versions, hours))
        plan = erasure.plan(versions, since=window[0])
        remaining = erasure.carry_out(plan) if apply else list(plan.remaining)
        copies = (*list_streams(deployment, now), *list_queues(deployment, now)) if plan.raw else ()
        listed = [*remaining, *copies]
        figures = plan.figures | _listed(listed, apply=apply)
        did = "are purged" if apply else "would be purged: say --apply"
        emit(figures, *_lines(plan, listed), f"{figures['records']:,} records of raw {did}", as_json=as_json)
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
        if not member.strip():
            raise InvalidOption("--member names nobody: write the id that events have")
        now = datetime.now(UTC)
        deployment = _open(environment, mfa_serial, mfa_code)
        forgetting = Forgetting(deployment, EVENT.personal, member)
        work = forgetting.expect(count_workers(deployment.connect, environment))
        say(f"Reading all of raw, {work.objects:,} objects, takes {work.to_text()}, modelled", err=True)
        plan = forgetting.plan(partial(_find_beside, deployment))
        did, remaining = forget_everywhere(forgetting, plan) if apply else ({}, list(plan.objects.remaining))
        listed = [*remaining, *(list_copies(deployment, now) if plan.objects.raw else ())]
        cost = plan.complete(work)
        figures = plan.figures | did | _listed(listed, apply=apply) | {"cost": cost.figures}
        said = f"{figures['records']:,} records of raw {'are' if apply else 'would be'} redacted"
        said += "" if apply else ": say --apply"
        emit(figures, *_lines(plan, listed), f"Cost, modelled: {cost.to_text()}", said, as_json=as_json)
    raise Exit(FAILED if remaining else DONE)


def query_results(deployment: ErasureDeployment, change: BodyChange) -> list[KeptObjects]:
    """Return what queries have answered, if there are any: what is wrong goes, and can be asked again."""
    results = deployment.query_results
    return [KeptObjects("query results", results, "", change)] if results else []


def _listed(remaining: Sequence[Remaining], *, apply: bool) -> dict[str, object]:
    return {"applied": apply, "remaining": [str(each) for each in remaining]}


def _lines(plan: ErasurePlan | ForgettingPlan, remaining: Sequence[Remaining]) -> Iterator[str]:
    yield from plan.to_text()
    yield from (f"remains: {each}" for each in remaining)


def _find_beside(deployment: ErasureDeployment, person: Person) -> list[KeptObjects]:
    """Return the places of a chain in which a person may be: what is found there goes."""
    return [*find_files_of(deployment, person), *query_results(deployment, drop_files_of(person))]


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
