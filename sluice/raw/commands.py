"""`sluice raw`: the archive of whatever arrived, and its manifest."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from typer import Argument, Exit, Option

from sluice.cloud import DeployedStack, client
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.progress import passed
from sluice.raw import versions
from sluice.raw.manifest import Raw
from sluice.time_options import read_hours

CHECK = """\
sluice raw check prod --from 2017-12-22T00 --to 2017-12-23T00

Of the hour that is under way, and of some minutes before, an entry may still be on its way.
Exit codes: 0 they agree; 1 they don't; 2 it can't be done now."""
MEND = """\
sluice raw mend prod --from 2017-12-22T00 --to 2017-12-23T00

Exit codes: 0 done, or nothing to do; 2 it can't be done now. Do it again whenever it stopped."""
RESTORE = """\
sluice raw restore prod events/year=2017/month=12/day=22/hour=17/delivery-1-2017-12-22-17-00-00-a.gz

Exit codes: 0 done, or nothing to do; 2 it can't be done now."""

WRITE_OFF = """\
sluice raw write-off prod events/year=2017/month=12/day=22/hour=17/by-hand.gz --version 3/L4kqtJlcpXroDTDmJ

Exit codes: 0 done; 2 it can't be done now."""

From = Annotated[str, Option("--from", metavar="HOUR", help="Of arrival, in UTC: 2017-12-22T17.")]
To = Annotated[str, Option("--to", metavar="HOUR", help="The first to leave out.")]

app = typer.Typer(no_args_is_help=True, help="Look after the raw archive: what it holds, and its versions.")


@app.command(epilog=CHECK)
def check(environment: Environment, first: From, end: To, as_json: Json = False) -> None:
    """Compare every version in the bucket with the manifest, and name each disagreement."""
    with one_line():
        window = read_hours(first, end, now=datetime.now(UTC))
        found = list(_raw(environment).disagreements(passed(list(window), "looking")))
        figures = [
            {"kind": each.kind.name.lower(), "key": each.key, "version": each.version} for each in found
        ]
        lines = list(map(str, found)) or [f"{len(window):,} hours: bucket and manifest agree"]
        emit({"hours": len(window), "disagreements": figures}, *lines, as_json=as_json)
    raise Exit(FAILED if found else DONE)


@app.command(epilog=MEND)
def mend(environment: Environment, first: From, end: To, as_json: Json = False) -> None:
    """Enter what the manifest lacks, reading the objects as its function does."""
    with one_line():
        window = read_hours(first, end, now=datetime.now(UTC))
        entered = list(_raw(environment).mend(passed(list(window), "looking")))
        records = sum(each.records for each in entered)
        emit(
            {"entered": [f"{each.key}#{each.version}" for each in entered], "records": records},
            f"versions entered: {len(entered):,}, with {records:,} records",
            as_json=as_json,
        )


@app.command(epilog=RESTORE)
def restore(
    environment: Environment,
    key: Annotated[str, Argument(help="The object, as `raw check` names it.")],
    version: Annotated[str | None, Option(help="Another one than what was written first.")] = None,
    as_json: Json = False,
) -> None:
    """Copy the first version of an object on top of it; what lies below stays, so nothing is lost."""
    with one_line():
        raw = _raw(environment)
        did = versions.restore(raw, key, version)
        said = f"{key}: version {did.version} is current"
        said += f", a copy of {did.copied}" if did.copied else " already: nothing to do"
        emit({"key": key, "version": did.version, "copied": did.copied}, said, as_json=as_json)


@app.command("write-off", epilog=WRITE_OFF)
def write_off(
    environment: Environment,
    key: Annotated[str, Argument(help="The object, as `raw check` names it.")],
    version: Annotated[str, Option(help="The version that can't be read, or is gone for good.")],
    as_json: Json = False,
) -> None:
    """Let replays and rebuilds go on without a version that brings nothing back; its bytes stay."""
    with one_line():
        lost = versions.write_off(_raw(environment), key, version)
        said = f"{key}: version {version} is written off, with {lost.records:,} records"
        figures = {
            "key": key,
            "version": version,
            "records": lost.records,
            "partitions": dict(lost.partitions),
        }
        emit(figures, said, as_json=as_json)


def _raw(environment: str) -> Raw:
    cloudformation = client("cloudformation")
    bucket = DeployedStack(cloudformation, environment, "Storage")["RawBucket"]
    table = DeployedStack(cloudformation, environment, "Replay")["ManifestTable"]
    return Raw(client("s3"), bucket, client("dynamodb"), table)
