"""`sluice dead-letters`: what died in a queue or on its way to one, and how it goes back."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer
from typer import Argument, Exit

from sluice.cloud import DeployedStack, client
from sluice.columns import columns
from sluice.command import DONE, FAILED, Environment, Json, emit, one_line
from sluice.dead_letters.dead_letter import ReceivedDeadLetter
from sluice.dead_letters.queues import DeadLetterQueue, find_queue, list_queues
from sluice.dead_letters.redrive import KEPT, SENT, DeadLetterArchive, QueueRedriver
from sluice.failures.failure import CAP
from sluice.options import Apply, Cap, Limit, Rate, examples
from sluice.pace import Pace
from sluice.progress import add_up

RATE = 10.0
MOST_LISTED = 10

Queue = Annotated[str, Argument(metavar="QUEUE", help="As list names it.")]

app = typer.Typer(no_args_is_help=True, help="Dead letters: why they died, and the way back.")


@app.command(
    "list", epilog=examples("dead-letters list prod", "dead-letters list prod ReorderQueueDeadLetters --json")
)
def list_redriver(
    environment: Environment,
    queue: Annotated[str | None, Argument(metavar="[QUEUE]", help="One; else all.")] = None,
    limit: Limit = MOST_LISTED,
    as_json: Json = False,
) -> None:
    """List the queues of dead letters, and of each the first letters with why they are there."""
    with one_line():
        queues = _queues(environment)
        chosen = [find_queue(queues, queue)] if queue else queues
        letters = {
            each.name: _redriver(environment, each).peek(limit) if each.letters else [] for each in chosen
        }
        figures = [_figures(each, letters[each.name]) for each in chosen]
        lines = [line for each in chosen for line in _render(each, letters[each.name])]
        emit(figures, *lines, as_json=as_json)


@app.command(epilog=examples("dead-letters keep prod UndeliveredOrders"))
def keep(environment: Environment, queue: Queue, limit: Limit = None, as_json: Json = False) -> None:
    """Write letters to the failures bucket, and leave them: a queue forgets them after 14 days."""
    with one_line():
        source = find_queue(_queues(environment), queue)
        tally = add_up(_redriver(environment, source).keep(limit), "keeping", source.letters)
        emit(dict(tally), f"{source.name}: kept {tally[KEPT]:,}", as_json=as_json)


@app.command(
    epilog=examples(
        "dead-letters redrive prod CasesDeadLetters", "dead-letters redrive prod CasesDeadLetters --apply"
    )
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
    """Keep letters, and send them back to the queue that they come from, or that their rule meant."""
    with one_line():
        source = find_queue(_queues(environment), queue)
        redriver = _redriver(environment, source)
        if not apply:
            would = Counter(redriver.expected_outcome(each, cap) for each in redriver.peek(limit))
            emit(dict(would), f"{source.name}: would be {_summarize(would)}: say --apply", as_json=as_json)
            return
        tally = add_up(redriver.redrive(Pace(rate), cap, limit), "sending", source.letters)
        emit(dict(tally), f"{source.name}: {_summarize(tally)}", as_json=as_json)
        raise Exit(DONE if set(tally) <= {SENT} else FAILED)


def _queues(environment: str) -> list[DeadLetterQueue]:
    return list_queues(client("cloudformation"), client("sqs"), environment)


def _redriver(environment: str, queue: DeadLetterQueue) -> QueueRedriver:
    bucket = DeployedStack(client("cloudformation"), environment, "Storage")["FailuresBucket"]
    return QueueRedriver(client("sqs"), queue, DeadLetterArchive(client("s3"), bucket))


def _figures(queue: DeadLetterQueue, letters: list[ReceivedDeadLetter]) -> dict[str, object]:
    shown = [each.figures() for each in letters]
    return {"queue": queue.name, "letters": queue.letters, "source": queue.source, "shown": shown}


def _render(queue: DeadLetterQueue, letters: list[ReceivedDeadLetter]) -> Iterator[str]:
    yield f"{queue.name}: {queue.letters:,}"
    rows = [(f"{each.sent_at:%Y-%m-%d %H:%M:%S}", each.event, each.received, each.why) for each in letters]
    for line in columns(rows):
        yield f"  {line}"


def _summarize(tally: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in tally.items()) or "none there"
