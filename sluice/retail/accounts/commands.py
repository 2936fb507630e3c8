"""`sluice accounts`: whether fraud's accounts remember what raw has, and accounts made again of it."""

from collections.abc import Iterator
from typing import Annotated, Any, NoReturn

import typer
from typer import Exit, Option

from sluice.command import DONE, FAILED, Environment, Json, Yes, emit, one_line, say
from sluice.progress import progress
from sluice.retail.accounts.rebuild import AccountComparison, AccountRebuild

MOST_TOLD = 20
EXIT_CODES = "Exit codes: 0 every account is right, or is now; 1 some are not; 2 it can't be done now."
COMPARE = f"""Examples:

sluice accounts compare prod

sluice accounts compare prod --account member#1234 --json

{EXIT_CODES}"""
SWAP = f"""Examples:

sluice accounts swap prod --account member#1234

sluice accounts swap prod --yes

{EXIT_CODES}"""

Account = Annotated[
    str | None, Option("--account", metavar="ACCOUNT", help="This one alone: token#… or member#….")
]

app = typer.Typer(no_args_is_help=True, help="Compare fraud's accounts with raw, and make them again.")


@app.command(epilog=COMPARE)
def compare(environment: Environment, account: Account = None, as_json: Json = False) -> None:
    """Name every account that remembers otherwise than the sales of raw, in the order of their time, make it.

    All of raw is read. If an account is wrong it is looked at again when the archive has what came meanwhile.
    """
    with one_line():
        _answer(_compared(AccountRebuild.of(environment), account), as_json=as_json)


@app.command(epilog=SWAP)
def swap(environment: Environment, account: Account = None, yes: Yes = False, as_json: Json = False) -> None:
    """Let wrong accounts remember what raw makes of them, while sales go on; nothing is suspected by it.

    One that is written meanwhile is left alone and named: the next run takes it.
    """
    with one_line():
        rebuild = AccountRebuild.of(environment)
        found = _compared(rebuild, account)
        if found.wrong and not yes:
            for line in _lines(found):
                say(line, err=True)
            typer.confirm(f"Swap {len(found.wrong):,} accounts in {environment}?", abort=True, err=True)
        _answer(rebuild.swap(found), as_json=as_json)


def _compared(rebuild: AccountRebuild, account: str | None) -> AccountComparison:
    with progress("reading raw") as show:
        return rebuild.compare(account, show)


def _answer(found: AccountComparison, *, as_json: bool) -> NoReturn:
    emit(_figures(found), *_lines(found), as_json=as_json)
    raise Exit(FAILED if found.moving or not all(each.swapped for each in found.wrong) else DONE)


def _figures(found: AccountComparison) -> dict[str, Any]:
    return {
        "records": found.records,
        "accounts": found.accounts,
        "wrong": len(found.wrong),
        "swapped": sum(each.swapped for each in found.wrong),
        "moving": list(found.moving),
        "each": [each.figures() for each in found.wrong],
    }


def _lines(found: AccountComparison) -> Iterator[str]:
    swapped = sum(each.swapped for each in found.wrong)
    yield (
        f"{found.accounts:,} accounts of {found.records:,} records, "
        f"{len(found.wrong):,} wrong, {swapped:,} swapped"
    )
    named = [*map(str, found.wrong), *(f"{each}: changed meanwhile, look again" for each in found.moving)]
    yield from named[:MOST_TOLD]
    if len(named) > MOST_TOLD:
        yield f"and {len(named) - MOST_TOLD:,} more: --json has all"
