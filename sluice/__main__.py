"""The operator's command line: `sluice`."""

import os
import sys
from typing import Annotated

import typer
from typer import Option

from sluice import VERSION
from sluice.command import say
from sluice.command_groups import CommandGroup, LazyCommands


class Sluice(LazyCommands):
    """Every command that there is, in the order of its help."""

    groups = (
        CommandGroup(module="sluice.buckets", commands=("empty",)),
        CommandGroup(module="sluice.retail.lake.commands", commands=("curate", "close", "ingest")),
        CommandGroup(module="sluice.retail.parking.commands", commands=("park", "parked")),
        CommandGroup(module="sluice.lake.commands", commands=("tables",)),
        CommandGroup(module="sluice.retail.erasure.commands", commands=("purge", "forget")),
        CommandGroup(module="sluice.rebuild.commands", commands=("rebuild",)),
        CommandGroup(module="sluice.status.commands", commands=("status",)),
        CommandGroup(module="sluice.events.commands", name="events"),
        CommandGroup(module="sluice.failures.commands", name="failures"),
        CommandGroup(module="sluice.dead_letters.commands", name="dead-letters"),
        CommandGroup(module="sluice.raw.commands", name="raw"),
        CommandGroup(module="sluice.replay.commands", name="replay"),
        CommandGroup(module="sluice.retail.shelves.commands", name="shelves"),
        CommandGroup(module="sluice.retail.orders.commands", name="orders"),
        CommandGroup(module="sluice.retail.accounts.commands", name="accounts"),
    )


app = typer.Typer(cls=Sluice, no_args_is_help=True, pretty_exceptions_enable=False)


def print_version(asked: bool) -> None:
    """Print the version and end, if it is asked for."""
    if asked:
        say(f"sluice {VERSION}")
        raise typer.Exit


Version = Annotated[
    bool, Option("--version", callback=print_version, is_eager=True, help="Print the version.")
]
Profile = Annotated[str | None, Option(metavar="NAME", help="Of the AWS configuration; else AWS_PROFILE.")]
Region = Annotated[str | None, Option(metavar="NAME", help="Where it is deployed; else AWS_REGION.")]
EndpointUrl = Annotated[
    str | None, Option("--endpoint-url", metavar="URL", help="Of a twin, say; else AWS_ENDPOINT_URL.")
]


@app.callback()
def sluice(
    version: Version = False,  # noqa: ARG001 (its callback ends the program)
    profile: Profile = None,
    region: Region = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Look after a deployed environment, with the credentials and the endpoint of your AWS configuration."""
    given = {"AWS_PROFILE": profile, "AWS_REGION": region, "AWS_ENDPOINT_URL": endpoint_url}
    os.environ.update({name: value for name, value in given.items() if value is not None})


if __name__ == "__main__":
    sys.exit(app(prog_name="sluice"))
