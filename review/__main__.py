"""The command line: `python -m review`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from typer import Option

from domain import EVENT
from review import service_guide, tables
from review.loads import EVENT_BYTES, loads_of
from review.page import page
from twin.assembly import Assembly

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def review() -> None:
    """Explain the synthesized templates to a reviewer."""


@app.command("bill")
def print_bill(
    assembly: Annotated[
        list[Path] | None,
        Option(metavar="DIRECTORY", help="What `cdk synth` wrote, by default to cdk.out; may be repeated."),
    ] = None,
    event_bytes: Annotated[
        int, Option(min=1, metavar="BYTES", help=f"The size of a {EVENT.noun}.")
    ] = EVENT_BYTES,
    write: Annotated[Path | None, Option(metavar="FILE", help="Write a page about all of it.")] = None,
) -> None:
    """Print what the deployed system costs a month, idle and at three loads: modelled."""
    read = [_read(directory) for directory in assembly or [Path("cdk.out")]]
    if write:
        write.write_text(page(read, event_bytes))
        return
    for each in read:
        Console().print(_table(each, event_bytes))


@app.command("choosing")
def print_choosing(
    write: Annotated[Path | None, Option(metavar="FILE", help="Write it there.")] = None,
) -> None:
    """Print which service is for what, with limits, latencies and costs."""
    if write:
        write.write_text(service_guide.page())
        return
    typer.echo(service_guide.page(), nl=False)


def _read(directory: Path) -> Assembly:
    try:
        return Assembly.read(directory)
    except FileNotFoundError as missing:
        typer.echo(f"sluice: {missing.filename} isn't there: run make synth first", err=True)
        raise typer.Exit(2) from missing


def _table(assembly: Assembly, event_bytes: int) -> Table:
    compared = tables.bills(assembly, loads_of(event_bytes))
    table = Table(title=f"Dollars a month, modelled: us-east-1, {event_bytes:,} bytes a {EVENT.noun}")
    for name in tables.head("Service", compared):
        table.add_column(name, justify="left" if name == "Service" else "right")
    for cells in tables.by_service(compared):
        table.add_row(*cells)
    table.add_section()
    for cells in tables.totals(compared):
        table.add_row(*cells)
    table.caption = (
        f"Not in it: {len(tables.unpriced(compared))} lines that have no price; `--write FILE` lists them."
    )
    return table


if __name__ == "__main__":
    app()
