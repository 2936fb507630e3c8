"""The operator's command line: `sluice`."""

import sys

import typer

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


app = typer.Typer(cls=Sluice, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def sluice() -> None:
    """Look after a deployed environment, with the credentials and the endpoint of your AWS configuration."""


if __name__ == "__main__":
    sys.exit(app(prog_name="sluice"))
