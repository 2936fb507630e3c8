"""`sluice rebuild`: what raw says, beside what is live."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, NoReturn

import typer
from typer import Exit, Option

from sluice.cloud import NotNow
from sluice.command import DONE, FAILED, INTERRUPTED, Environment, Json, Yes, emit, one_line, say, warn
from sluice.progress import progress
from sluice.rebuild import render, steps
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.generations import Fold
from sluice.rebuild.target import RebuildTarget

EPILOG = """Examples:

sluice rebuild prod --into spring1 (folds raw into fresh tables, or goes on with it, and compares)

sluice rebuild prod --into spring1 --swap (the live tables take over what differs)

sluice rebuild prod --into spring1 --drop (its tables are deleted)

Exit codes: 0 rebuilt equals live, or dropped; 1 something differs, or you said no;
2 it can't be done now; 130 you left."""

Into = Annotated[
    str, Option("--into", metavar="GENERATION", help="Its name: 1 to 16 letters and digits, as spring1.")
]
Swap = Annotated[bool, Option("--swap", help="Let the live tables take over what differs.")]
Drop = Annotated[bool, Option("--drop", help="Delete the generation's tables.")]


app = typer.Typer()


class OneOrTheOther(NotNow):
    """Two options that exclude each other."""


@app.command(epilog=EPILOG)
def rebuild(
    environment: Environment,
    into: Into,
    swap: Swap = False,
    drop: Drop = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Fold the raw archive, each event once, into fresh tables beside the live ones, and compare.

    Killed, it goes on where it was when it is started again. Events go on meanwhile: those that arrive after
    the fold are left out of the comparison. A swap mends the live tables difference by difference.
    """
    with one_line():
        generation = TableGeneration(into)
        if swap and drop:
            raise OneOrTheOther("--swap and --drop: first the one, then the other")
        place = RebuildTarget.of(environment)
        if drop:
            _drop(place, generation, yes=yes, as_json=as_json)
        elif swap:
            _swap(place, place.folds.whole(generation), yes=yes, as_json=as_json)
        else:
            fold = _folded(place, generation)
            _answer(fold, _compared(place, fold), as_json=as_json)


def _folded(place: RebuildTarget, generation: TableGeneration) -> Fold:
    try:
        with progress("folding raw") as show:
            return steps.fold(place, generation, datetime.now(UTC), show)
    except KeyboardInterrupt:
        warn(f"the fold into {generation.name} goes on; rebuild into it again to see")
        raise Exit(INTERRUPTED) from None


def _compared(place: RebuildTarget, fold: Fold) -> Comparison:
    with progress("comparing rows") as show:
        return steps.compare(place, fold, show)


def _swap(place: RebuildTarget, fold: Fold, *, yes: bool, as_json: bool) -> NoReturn:
    found = _compared(place, fold)
    if found.certain and not yes:
        for line in render.compared(found):
            say(line, err=True)
        typer.confirm(f"Mend {len(found.certain):,} rows of the live tables?", abort=True, err=True)
    with progress("mending rows") as show:
        done = steps.swap(place, fold.generation, found, show)
    if found.certain:
        found = _compared(place, fold)
    _answer(fold, found, *render.swapped(done), as_json=as_json, counts=done)


def _drop(place: RebuildTarget, generation: TableGeneration, *, yes: bool, as_json: bool) -> None:
    place.folds.check_nobody_folds(generation)
    yes or typer.confirm(f"Delete the tables of {generation.name}?", abort=True, err=True)
    gone = steps.drop(place, generation)
    emit({"dropped": gone}, f"{generation.name}: {len(gone)} tables deleted", as_json=as_json)


def _answer(
    fold: Fold, found: Comparison, *done: str, as_json: bool, counts: Mapping[Any, int] | None = None
) -> NoReturn:
    lines = [render.folded(fold), *done, *render.compared(found)]
    emit({**fold.figures(), **(counts or {}), **found.figures()}, *lines, as_json=as_json)
    raise Exit(FAILED if found.differences else DONE)
