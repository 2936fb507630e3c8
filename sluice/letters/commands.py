"""`sluice letters`: what died in a queue or on its way to one, and how it goes back."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer
from typer import Argument, Exit

from sluice.cloud import Stack, client
from sluice.columns import columns
from sluice.command import DONE, FAILED, Environment, Json, one_line, tell
from sluice.failures.options import Apply, Cap, Limit, Rate, examples
from sluice.failures.recovery import CAP
from sluice.letters.letter import Letter
from sluice.letters.queues import LetterBox, letter_boxes, named
from sluice.letters.redriving import KEPT, SENT, Keeper, Letters
from sluice.pace import Pace
from sluice.showing import followed

RATE = 10.0
LOOKED_AT = 10

Queue = Annotated[str, Argument(metavar="QUEUE", help="As list names it.")]

app = typer.Typer(no_args_is_help=True, help="Dead letters: why they died, and the way back.")


@app.command("list", epilog=examples("letters list prod", "letters list prod ReorderQueueDeadLetters --json"))
def list_letters(
    environment: Environment,
    queue: Annotated[str | None, Argument(metavar="[QUEUE]", help="One; else all.")] = None,
    limit: Limit = LOOKED_AT,
    as_json: Json = False,
) -> None:
    """Lists the queues of dead letters, and of each the first letters with why they are there."""
    with one_line():
        boxes = _boxes(environment)
        asked = [named(boxes, queue)] if queue else boxes
        found = {box.name: _letters(environment, box).look(limit) if box.letters else [] for box in asked}
        figures = [_figures(box, found[box.name]) for box in asked]
        lines = [line for box in asked for line in _listed(box, found[box.name])]
        tell(figures, *lines, as_json=as_json)


@app.command(epilog=examples("letters keep prod UndeliveredOrders"))
def keep(environment: Environment, queue: Queue, limit: Limit = None, as_json: Json = False) -> None:
    """Writes letters to the failures bucket, and leaves them: a queue forgets them after 14 days."""
    with one_line():
        box = named(_boxes(environment), queue)
        tally = followed(_letters(environment, box).keep(limit), "keeping", box.letters)
        tell(dict(tally), f"{box.name}: kept {tally[KEPT]:,}", as_json=as_json)


@app.command(
    epilog=examples("letters redrive prod CasesDeadLetters", "letters redrive prod CasesDeadLetters --apply")
)
def redrive(
    environment: Environment,
    queue: Queue,
    rate: Rate = RATE,
    cap: Cap = CAP,
    limit: Limit = None,
    apply: Apply = False,
    as_json: Json = False,
) -> None:
    """Keeps letters, and sends them back to the queue that they come from, or that their rule meant."""
    with one_line():
        box = named(_boxes(environment), queue)
        letters = _letters(environment, box)
        if not apply:
            would = Counter(letters.way_of(each, cap) for each in letters.look(limit))
            tell(dict(would), f"{box.name}: would be {_said(would)}: say --apply", as_json=as_json)
            return
        tally = followed(letters.redrive(Pace(rate), cap, limit), "sending", box.letters)
        tell(dict(tally), f"{box.name}: {_said(tally)}", as_json=as_json)
        raise Exit(DONE if set(tally) <= {SENT} else FAILED)


def _boxes(environment: str) -> list[LetterBox]:
    return letter_boxes(client("cloudformation"), client("sqs"), environment)


def _letters(environment: str, box: LetterBox) -> Letters:
    bucket = Stack(client("cloudformation"), environment, "Storage")["FailuresBucket"]
    return Letters(client("sqs"), box, Keeper(client("s3"), bucket))


def _figures(box: LetterBox, letters: list[Letter]) -> dict[str, object]:
    shown = [each.figures() for each in letters]
    return {"queue": box.name, "letters": box.letters, "source": box.source, "shown": shown}


def _listed(box: LetterBox, letters: list[Letter]) -> Iterator[str]:
    yield f"{box.name}: {box.letters:,}"
    rows = [(f"{each.sent_at:%Y-%m-%d %H:%M:%S}", each.event, each.received, each.why) for each in letters]
    for line in columns(rows):
        yield f"  {line}"


def _said(tally: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in tally.items()) or "none there"
