"""`sluice replay`: what arrived once goes through the stream again, and changes nothing that is applied."""

from datetime import UTC, datetime

import typer
from typer import Exit, echo

from lambdas.core.replay.run import State
from sluice.command import DONE, FAILED, INTERRUPTED, Environment, Json, one_line, tell
from sluice.replay import plan as planning
from sluice.replay import steering, telling
from sluice.replay.finding import Finding
from sluice.replay.following import follow
from sluice.replay.looking import Watch
from sluice.replay.options import EPILOG, AnyId, Consumer, End, Id, Ledger, Rate, Start, Store, Wait
from sluice.replay.place import Place
from sluice.replay.seen import Seen
from sluice.replay.starting import Wanted
from sluice.replay.starting import start as begin
from sluice.replay.verifying import verify as verified
from sluice.replay.window import asked

app = typer.Typer(no_args_is_help=True, help="Puts what lies in the raw archive back on the stream.")


@app.command(epilog=EPILOG)
def plan(
    environment: Environment,
    start: Start,
    end: End,
    store: Store = None,
    consumer: Consumer = None,
    rate: Rate = None,
    as_json: Json = False,
) -> None:
    """Says how much a replay would be, how long it takes, what it changes and costs; starts nothing."""
    with one_line():
        finding = _finding(environment, start, end, store)
        made = planning.plan(finding, consumer, rate=rate)
        tell(made.figures(), *telling.told(made), as_json=as_json)


@app.command(epilog=EPILOG)
def start(
    environment: Environment,
    start: Start,
    end: End,
    store: Store = None,
    consumer: Consumer = None,
    rate: Rate = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Starts a replay; one runs at a time, and the same one asked for again is only followed."""
    with one_line():
        finding = _finding(environment, start, end, store)
        finding.place.ledgers_of(consumer)
        watch = Watch(finding.place)
        started = begin(watch, _wanted(finding, consumer, rate), _now())
        if started.before:
            echo(f"sluice: {started.id} runs already", err=True)
        _follow(watch, started.id, wait=wait, as_json=as_json)


@app.command(epilog=EPILOG)
def status(environment: Environment, replay: AnyId = None, as_json: Json = False) -> None:
    """Says how far a replay is, and whether it really runs."""
    with one_line():
        _tell(watch := Watch(Place.of(environment)), watch.look(replay), as_json=as_json)


@app.command("list", epilog=EPILOG)
def list_(environment: Environment, as_json: Json = False) -> None:
    """Lists every replay, the latest first."""
    with one_line():
        watch = Watch(Place.of(environment))
        seen = [watch.seen(run) for run in watch.runs.all()]
        lines = [each.line() for each in seen] or [f"there was no replay in {environment} yet"]
        tell([each.figures() for each in seen], *lines, as_json=as_json)


@app.command(epilog=EPILOG)
def pause(environment: Environment, replay: AnyId = None, as_json: Json = False) -> None:
    """Lets a replay rest; it keeps its place, and nobody else may start one."""
    with one_line():
        watch = Watch(Place.of(environment))
        _tell(watch, steering.pause(watch, replay), as_json=as_json)


@app.command(epilog=EPILOG)
def resume(environment: Environment, replay: AnyId = None, wait: Wait = False, as_json: Json = False) -> None:
    """Brings on a replay that was paused, has died or ended incomplete, from where it was."""
    with one_line():
        watch = Watch(Place.of(environment))
        _follow(watch, steering.resume(watch, replay).run.id, wait=wait, as_json=as_json)


@app.command(epilog=EPILOG)
def cancel(environment: Environment, replay: AnyId = None, as_json: Json = False) -> None:
    """Ends a replay for good; what it has sent stays sent, and did no harm."""
    with one_line():
        watch = Watch(Place.of(environment))
        _tell(watch, steering.cancel(watch, replay, _now()), as_json=as_json)


@app.command(epilog=EPILOG)
def verify(environment: Environment, replay: Id, consumer: Ledger = None, as_json: Json = False) -> None:
    """Looks every sale of a replay's window up in its ledgers, and lists those that aren't there."""
    with one_line():
        watch = Watch(Place.of(environment))
        run = watch.find(replay)
        if run.state is not State.DONE:
            echo(f"sluice: {run.id} is {run.state}, not done", err=True)
        found = verified(watch, run, consumer)
        tell(found.figures(), *found.lines(), as_json=as_json)
        raise Exit(DONE if found.good else FAILED)


def _wanted(finding: Finding, consumer: str | None, rate: int | None) -> Wanted:
    found = finding.found()
    return Wanted(
        window=finding.window,
        rate=planning.paced(finding, rate),
        records=found.records,
        bytes=found.bytes,
        consumer=consumer,
    )


def _finding(environment: str, start: str, end: str, store: str | None) -> Finding:
    """The window, once it is known to be a good one; warns of what may still be on its way to it."""
    window = asked(start, end, store, now=_now())
    finding = Finding(Place.of(environment), window)
    if warning := finding.unsettled(_now()):
        echo(f"sluice: {warning}", err=True)
    return finding


def _follow(watch: Watch, run_id: str, *, wait: bool, as_json: bool) -> None:
    if not wait:
        tell({"replay": run_id}, run_id, as_json=as_json)
        return
    try:
        seen = follow(watch, run_id)
    except KeyboardInterrupt:
        verbs = ", ".join(
            f"sluice replay {verb} {watch.place.name} {run_id}" for verb in ("status", "pause", "cancel")
        )
        echo(f"sluice: {run_id} goes on; look at it, pause or cancel it with: {verbs}", err=True)
        raise Exit(INTERRUPTED) from None
    _tell(watch, seen, as_json=as_json)
    raise Exit(DONE if seen.run.state is State.DONE else FAILED)


def _tell(watch: Watch, seen: Seen, *, as_json: bool) -> None:
    tell(seen.figures(), *seen.lines(watch.place.name), as_json=as_json)


def _now() -> datetime:
    return datetime.now(UTC)
