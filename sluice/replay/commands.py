"""`sluice replay`: what arrived once goes through the stream again, and changes nothing that is applied."""

from datetime import UTC, datetime

import typer
from typer import Exit

from lambdas.core.replay.run import State
from sluice.command import DONE, FAILED, INTERRUPTED, Environment, Json, emit, one_line, warn
from sluice.options import Partition
from sluice.replay import control, render
from sluice.replay import plan as planning
from sluice.replay.arrival import skip_empty_hours
from sluice.replay.follow import follow
from sluice.replay.monitor import ReplayMonitor
from sluice.replay.options import EPILOG, AnyId, Consumer, End, Id, Ledger, Rate, Start, Wait
from sluice.replay.place import ReplayTarget
from sluice.replay.replay_status import ReplayStatus
from sluice.replay.start import ReplayRequest
from sluice.replay.start import start as begin
from sluice.replay.verification import verify as verified
from sluice.replay.window import asked
from sluice.replay.window_scan import WindowScan

app = typer.Typer(no_args_is_help=True, help="Puts what lies in the raw archive back on the stream.")


@app.command(epilog=EPILOG)
def plan(
    environment: Environment,
    start: Start,
    end: End,
    partition: Partition = None,
    consumer: Consumer = None,
    rate: Rate = None,
    as_json: Json = False,
) -> None:
    """Say how much a replay would be, how long it takes, what it changes and costs; starts nothing."""
    with one_line():
        finding = _finding(environment, start, end, partition)
        made = planning.plan(finding, consumer, rate=rate)
        emit(made.figures(), *render.told(made), as_json=as_json)


@app.command(epilog=EPILOG)
def start(
    environment: Environment,
    start: Start,
    end: End,
    partition: Partition = None,
    consumer: Consumer = None,
    rate: Rate = None,
    wait: Wait = True,
    as_json: Json = False,
) -> None:
    """Start a replay; one runs at a time, and the same one asked for again is only followed."""
    with one_line():
        finding = _finding(environment, start, end, partition)
        finding.place.ledgers_of(consumer)
        watch = ReplayMonitor(finding.place)
        started = begin(watch, _wanted(finding, consumer, rate), _now())
        if started.before:
            warn(f"{started.id} runs already")
        _follow(watch, started.id, wait=wait, as_json=as_json)


@app.command(epilog=EPILOG)
def status(environment: Environment, replay: AnyId = None, as_json: Json = False) -> None:
    """Say how far a replay is, and whether it really runs."""
    with one_line():
        _tell(watch := ReplayMonitor(ReplayTarget.of(environment)), watch.look(replay), as_json=as_json)


@app.command("list", epilog=EPILOG)
def list_(environment: Environment, as_json: Json = False) -> None:
    """List every replay, the latest first."""
    with one_line():
        watch = ReplayMonitor(ReplayTarget.of(environment))
        seen = [watch.seen(run) for run in watch.runs.all()]
        lines = [each.line() for each in seen] or [f"there was no replay in {environment} yet"]
        emit([each.figures() for each in seen], *lines, as_json=as_json)


@app.command(epilog=EPILOG)
def pause(environment: Environment, replay: AnyId = None, as_json: Json = False) -> None:
    """Let a replay rest; it keeps its place, and nobody else may start one."""
    with one_line():
        watch = ReplayMonitor(ReplayTarget.of(environment))
        _tell(watch, control.pause(watch, replay), as_json=as_json)


@app.command(epilog=EPILOG)
def resume(environment: Environment, replay: AnyId = None, wait: Wait = False, as_json: Json = False) -> None:
    """Bring on a replay that was paused, has died or ended incomplete, from where it was."""
    with one_line():
        watch = ReplayMonitor(ReplayTarget.of(environment))
        _follow(watch, control.resume(watch, replay).run.id, wait=wait, as_json=as_json)


@app.command(epilog=EPILOG)
def cancel(environment: Environment, replay: AnyId = None, as_json: Json = False) -> None:
    """End a replay for good; what it has sent stays sent, and did no harm."""
    with one_line():
        watch = ReplayMonitor(ReplayTarget.of(environment))
        _tell(watch, control.cancel(watch, replay, _now()), as_json=as_json)


@app.command(epilog=EPILOG)
def verify(environment: Environment, replay: Id, consumer: Ledger = None, as_json: Json = False) -> None:
    """Look every event of a replay's window up in its ledgers, and lists those that aren't there."""
    with one_line():
        watch = ReplayMonitor(ReplayTarget.of(environment))
        run = watch.find(replay)
        if run.state is not State.DONE:
            warn(f"{run.id} is {run.state}, not done")
        found = verified(watch, run, consumer)
        emit(found.figures(), *found.lines(), as_json=as_json)
        raise Exit(DONE if found.good else FAILED)


def _wanted(finding: WindowScan, consumer: str | None, rate: int | None) -> ReplayRequest:
    found = finding.found()
    return ReplayRequest(
        window=finding.window,
        rate=planning.paced(finding, rate),
        records=found.records,
        bytes=found.bytes,
        consumer=consumer,
    )


def _finding(environment: str, start: str, end: str, partition: str | None) -> WindowScan:
    """Return the window, once it is known to be a good one; warns of what may still be on its way to it."""
    window, place = asked(start, end, partition, now=_now()), ReplayTarget.of(environment)
    finding = WindowScan(place, skip_empty_hours(place, window))
    if warning := finding.unsettled(_now()):
        warn(warning)
    return finding


def _follow(watch: ReplayMonitor, run_id: str, *, wait: bool, as_json: bool) -> None:
    if not wait:
        emit({"replay": run_id}, run_id, as_json=as_json)
        return
    try:
        seen = follow(watch, run_id)
    except KeyboardInterrupt:
        verbs = ", ".join(
            f"sluice replay {verb} {watch.place.name} {run_id}" for verb in ("status", "pause", "cancel")
        )
        warn(f"{run_id} goes on; look at it, pause or cancel it with: {verbs}")
        raise Exit(INTERRUPTED) from None
    _tell(watch, seen, as_json=as_json)
    raise Exit(DONE if seen.run.state is State.DONE else FAILED)


def _tell(watch: ReplayMonitor, seen: ReplayStatus, *, as_json: bool) -> None:
    if seen.over and (why := watch.failure(seen.run)):
        warn(f"{seen.run.id} failed: {why}")
    emit(seen.figures(), *seen.lines(watch.place.name), as_json=as_json)


def _now() -> datetime:
    return datetime.now(UTC)
