"""Two replays of raw: to one consumer whose ledger lost rows, and to everybody while new events come."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from demo import observed_state
from demo.demo_run import DemoRun
from demo.message import name_of
from demo.new_events import new_events
from demo.recovery.loss import Traces, choose_loss, delete_rows, traces
from demo.recovery.operator import Operator
from demo.recovery.recovery_outcome import ReplayOutcome, RestoreOutcome
from demo.recovery.snapshot import snapshot
from domain import CONSUMERS

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

LIVE = 200
GLANCE_SECONDS = 0.05
FOLLOWED = frozenset(each.name for each in CONSUMERS if each.followed)
"""Ledgers whose rows others act on: what these lack for a moment is seen."""


def restore_ledger(run: DemoRun, operator: Operator) -> RestoreOutcome:
    """Let a ledger lose rows, and bring them back by a replay to its consumer alone."""
    loser = min(run.deployment.ledgers, key=FOLLOWED.__contains__)
    before, left = snapshot(run), traces_of(run)
    client, rows = run.twin.emulator.client, before.ledgers[loser]
    loss = choose_loss(client("s3"), run.deployment.raw, rows.keys())
    delete_rows(client("dynamodb"), run.deployment.ledgers[loser], loss.event_ids)
    began = time.perf_counter()
    ended = operator.type("replay", "start", *_until(run, loss.until), "--consumer", loser)
    seconds = time.perf_counter() - began
    operator.type("replay", "verify", ended["replay"])
    after = snapshot(run)
    lost = {f"{loser} {name}" for name in loss.event_ids}
    changed = [each for each in before.changes(after, ()) if each not in lost]
    return RestoreOutcome(
        consumer=loser,
        rows=len(loss.event_ids),
        records=ended["sent"],
        seconds=seconds,
        missing=[name for name in loss.event_ids if rows[name] != after.ledgers[loser].get(name)],
        reached=[*left.changes(traces_of(run)), *changed],
        compared=len(left) + sum(map(len, before.ledgers.values())),
    )


def replay_raw(run: DemoRun, operator: Operator) -> ReplayOutcome:
    """Send everything again that raw holds, kill that on the way, and let new events come meanwhile."""
    live = new_events(run.scenario, run.source[-1], LIVE, besides=1)
    before, began = snapshot(run), time.perf_counter()
    window = _until(run, datetime.now(UTC))
    operator.type("replay", "plan", *window)
    replay = operator.type("replay", "start", *window, "--no-wait")["replay"]
    with run.running.open_sender() as sender:
        sender.send(live[: LIVE // 2])
        _kill(run, replay)
        if _look(operator, replay)["died"]:
            operator.type("replay", "resume", replay)
        sender.send(live[LIVE // 2 :])
        ended = _wait_for(operator, replay)
    seconds = time.perf_counter() - began
    operator.type("replay", "verify", replay)
    changes = before.changes(snapshot(run), {name_of(event.data) for event in live})
    return ReplayOutcome(
        ended["sent"], ended["left_out"], len(live), ended["executions"] - 1, seconds, list(changes)
    )


def _kill(run: DemoRun, replay: str) -> None:
    """End its execution from outside when it has sent something.

    A command takes so long to start that a short replay would be over by then; a very short one is anyway.
    """
    dynamodb, table = run.twin.emulator.client("dynamodb"), run.twin.app.output("ReplaysTable")
    while not has_sent(dynamodb, table, replay):
        time.sleep(GLANCE_SECONDS)
    machines = run.twin.emulator.client("stepfunctions")
    machine = run.twin.app.output("ReplayMachine")
    for execution in machines.list_executions(stateMachineArn=machine)["executions"]:
        if execution["status"] == "RUNNING":
            machines.stop_execution(executionArn=execution["executionArn"], cause="killed by the demo")


def _wait_for(operator: Operator, replay: str) -> Mapping[str, Any]:
    """Return how it ended."""
    while (status := _look(operator, replay))["state"] == "running" and not status["died"]:
        time.sleep(GLANCE_SECONDS)
    return status


def _look(operator: Operator, replay: str) -> Mapping[str, Any]:
    seen: Mapping[str, Any] = operator.type("replay", "status", replay, noted=False)
    return seen


def traces_of(run: DemoRun) -> Traces:
    """Return what the readers of a deployment have left."""
    client, positions = run.twin.emulator.client, run.twin.app.output("PositionsTable")
    return traces(client("dynamodb"), client("s3"), positions, run.deployment.raw)


def has_sent(dynamodb: "DynamoDBClient", table: str, replay: str) -> bool:
    """Return whether any checkpoint of a replay says that a record was sent."""
    rows = observed_state.ledger(dynamodb, table)
    return any(row.get("sent") for row in rows if row["replay"] == replay and row["item"] != "run")


def _until(run: DemoRun, end: datetime) -> tuple[str, str, str, str]:
    """All that raw got until then, in the options of a command."""
    return "--from", _written(run.began), "--to", _written(end)


def _written(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}"
