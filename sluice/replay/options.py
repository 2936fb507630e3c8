"""What the replays' commands ask for."""

from typing import Annotated, TypeAlias

from typer import Argument, Option

from domain import CONSUMERS

EXAMPLES = f"""Examples:

  sluice replay plan prod --from 2017-12-22T17 --to 2017-12-22T18

  sluice replay start prod --from 2017-12-22T17:30 --to 2017-12-23T00 --consumer {CONSUMERS[0].name}

  sluice replay start prod --from 2017-12-22T17 --to 2017-12-22T18 --consumer {CONSUMERS[-1].name}

  sluice replay verify prod 20171222T1700-20171222T1800-1
"""
CODES = (
    "Exit codes: 0 done; 1 something is missing, or it didn't end well; 2 it can't be done now; 130 you left."
)
EPILOG = f"{EXAMPLES}\n{CODES}"

Start: TypeAlias = Annotated[
    str, Option("--from", metavar="TIME", help="UTC, 2017-12-22T17 or 2017-12-22T17:30.")
]
End: TypeAlias = Annotated[str, Option("--to", metavar="TIME", help="The first minute to leave out.")]
Consumer: TypeAlias = Annotated[
    str | None, Option("--consumer", metavar="NAME", help="To this consumer alone: nobody else gets copies.")
]
Ledger: TypeAlias = Annotated[
    str | None, Option("--consumer", metavar="NAME", help="Look at this consumer's ledger alone.")
]
Rate: TypeAlias = Annotated[
    int | None, Option("--rate", min=1, help="Records a second; else a quarter of what the shards take.")
]
Id: TypeAlias = Annotated[str, Argument(metavar="ID", help="As start and list say it.")]
AnyId: TypeAlias = Annotated[
    str | None, Argument(metavar="[ID]", help="Without it the one under way, else the latest.")
]
Wait: TypeAlias = Annotated[
    bool, Option("--wait/--no-wait", help="Follow it to its end, or only say its id.")
]
