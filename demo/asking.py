"""What the demo can be asked, as the command line takes it."""

from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

from typer import Option

from demo.options import Engine, FaultMix

Environment: TypeAlias = Annotated[
    str, Option(metavar="NAME", help="What to deploy; full has every capability.")
]
Days: TypeAlias = Annotated[int, Option(min=1, metavar="N", help="How many days of baskets to play.")]
First: TypeAlias = Annotated[date, Option("--from", metavar="DATE", help="The first day, of 2017.")]
Sales: TypeAlias = Annotated[
    Path | None, Option(metavar="FILE", help="Your own sales instead, as JSON lines.")
]
Faults: TypeAlias = Annotated[FaultMix, Option(help="What to mix in and to break.")]
Decide: TypeAlias = Annotated[
    bool, Option(help="Let fraud, shelves and orders play along; a long play is quicker without.")
]
Recover: TypeAlias = Annotated[
    bool, Option(help="Redrive, repair, replay and rebuild at the end; a long play is quicker without.")
]
Frauds: TypeAlias = Annotated[
    int, Option(min=0, metavar="N", help="How many frauds to make up on top of real baskets.")
]
Seed: TypeAlias = Annotated[int, Option(metavar="N", help="The same seed breaks the same.")]
Keep: TypeAlias = Annotated[bool, Option("--keep", help="Leave it running for any AWS client to look at.")]
Revoke: TypeAlias = Annotated[
    int | None,
    Option(metavar="N", help="Take one grant away, drawn by this seed: the run must notice."),
]
Runs: TypeAlias = Annotated[Engine, Option(help="What runs the lake's jobs; spark needs `make lake` once.")]
Port: TypeAlias = Annotated[
    int, Option(min=1, max=65535, metavar="N", help="Where the emulator listens on 127.0.0.1.")
]

WHERE_THE_DAYS_BEGIN = date(2017, 12, 22)
