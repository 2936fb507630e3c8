"""The options that commands of several groups take, and what stands below their help."""

from typing import Annotated, TypeAlias

from typer import Option

from domain import CONSUMERS, EVENT

Partition: TypeAlias = Annotated[
    str | None,
    Option(f"--{EVENT.partition_noun}", metavar="ID", help=f"Events of this {EVENT.partition_noun} alone."),
]
Consumer: TypeAlias = Annotated[str | None, Option(metavar="NAME", help=f"As {CONSUMERS[0].name}.")]
Reason: TypeAlias = Annotated[str | None, Option(metavar="REASON", help="As list shows it.")]
Since: TypeAlias = Annotated[
    str | None,
    Option(metavar="TIME", help="In UTC, as 2017-12-22T17:05; only objects from then on are read."),
]
Until: TypeAlias = Annotated[str | None, Option(metavar="TIME", help="The first to leave out.")]
State: TypeAlias = Annotated[str | None, Option(metavar="STATE", help="waiting, sending, sent or parked.")]
Limit: TypeAlias = Annotated[int | None, Option(min=1, metavar="N", help="So many at most, oldest first.")]
Rate: TypeAlias = Annotated[float, Option(min=0.1, metavar="N", help="So many a second.")]
Cap: TypeAlias = Annotated[int, Option(min=1, metavar="N", help="Sent so often, what fails again is parked.")]
Apply: TypeAlias = Annotated[
    bool, Option("--apply/--dry-run", help="Do it; without, only say what would be done.")
]

RATE = 100.0
EXIT_CODES = "Exit codes: 0 done; 1 some of it failed or stays where it is; 2 it can't be done now."


def examples(*commands: str) -> str:
    """Return what stands below the help of a command."""
    shown = " · ".join(f"sluice {each}" for each in commands)
    return f"Examples: {shown}\n\n{EXIT_CODES}"
