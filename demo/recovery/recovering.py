"""Brings back what failed and what is wanted again, as an operator would, and sees what that changes."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from demo import reality
from demo.deployment import Deployment
from demo.fresh import fresh
from demo.message import Message, name_of
from demo.performance import Stage
from demo.recovery.loss import Traces, choose_loss, delete_rows, traces
from demo.recovery.operator import Operator
from demo.recovery.recovered import Rebuilt, Redriven, Repaired, Replay, Restored
from demo.recovery.snapshot import Snapshot, snapshot
from twin.deploy import ROOT, Twin
from twin.permissions.holders import policy_holder

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

RECIPES = "examples/repairs"
GENERATION = "demo"
LIVE = 200
LOSER = "loyalty"
"""A ledger that nothing follows: what it lacks for a moment nobody acts on."""
GLANCE_SECONDS = 0.2
HOUR = timedelta(hours=1)
# Commands that are no group of others.
ALONE = frozenset({"rebuild", "status"})
# What can't be repaired, or differs, is told by the answer.
TOLD = frozenset({0, 1})


@dataclass(frozen=True)
class Recovery:
    """An operator beside a deployment that is at work; `began` is from before anything arrived."""

    twin: Twin
    deployment: Deployment
    stage: Stage
    began: datetime
    operator: Operator = field(init=False)

    def __post_init__(self) -> None:
        somebody = policy_holder(self.twin.app, "LookPolicyArn", "MendPolicyArn")
        object.__setattr__(self, "operator", Operator(self.twin.emulator.environment_of(somebody)))

    def redriven(self) -> Redriven:
        """Mend the function that stumbled, and send again what was given up; then look for more."""
        self.stage.mend()
        first = self._types("failures", "redrive", "--apply")
        self.stage.settle()
        return Redriven(first["sent"], self._types("failures", "redrive", "--apply")["sent"])

    def repaired(self) -> Repaired:
        """Repair what the recipes of `examples/repairs` match, and see that it counts."""
        recipes = sorted(str(path.relative_to(ROOT)) for path in (ROOT / RECIPES).glob("*.toml"))
        proposals = [each for recipe in recipes for each in self._repair(recipe)]
        self.stage.settle()
        ids = [each["after"]["sale_id"] for each in proposals]
        ledgers = self._snapshot().ledgers.values()
        missing = [sale for sale in ids if any(sale not in rows for rows in ledgers)]
        shown = proposals[0] if proposals else {}
        return Repaired(ids, missing, shown.get("before"), shown.get("after"))

    def restored(self) -> Restored:
        """Let a ledger lose rows, and bring them back by a replay to its consumer alone."""
        before, traced = self._snapshot(), self._traces()
        client, rows = self.twin.emulator.client, before.ledgers[LOSER]
        loss = choose_loss(client("s3"), self.deployment.raw, rows.keys())
        delete_rows(client("dynamodb"), self.deployment.ledgers[LOSER], loss.sale_ids)
        began = time.perf_counter()
        told = self._types("replay", "start", *self._until(loss.until), "--consumer", LOSER)
        seconds = time.perf_counter() - began
        self._types("replay", "verify", told["replay"])
        after, traced_after = self._snapshot(), self._traces()
        missing = [name for name in loss.sale_ids if rows[name] != after.ledgers[LOSER].get(name)]
        lost = {f"{LOSER} {name}" for name in loss.sale_ids}
        changed = [each for each in before.changes(after, ()) if each not in lost]
        return Restored(
            consumer=LOSER,
            rows=len(loss.sale_ids),
            records=told["sent"],
            seconds=seconds,
            missing=missing,
            reached=[*traced.changes(traced_after), *changed],
            compared=len(traced) + sum(map(len, before.ledgers.values())),
        )

    def replayed(self, last: Message) -> Replay:
        """Send everything again that raw holds, kill that on the way, and let new sales come meanwhile."""
        before, live, began = self._snapshot(), fresh(last, LIVE, besides=1), time.perf_counter()
        window = self._until(datetime.now(UTC))
        self._types("replay", "plan", *window)
        replay = self._types("replay", "start", *window, "--no-wait")["replay"]
        with self.stage.play() as play:
            play.send(live[: LIVE // 2])
            self._kill(replay)
            self._types("replay", "resume", replay)
            play.send(live[LIVE // 2 :])
            told = self._over(replay)
        seconds = time.perf_counter() - began
        self._types("replay", "verify", replay)
        changes = before.changes(self._snapshot(), {name_of(sale.data) for sale in live})
        return Replay(
            told["sent"], told["left_out"], len(live), told["executions"] - 1, seconds, list(changes)
        )

    def rebuilt(self) -> Rebuilt:
        """Fold raw into fresh tables, and hold the live ones against them."""
        told = self._types("rebuild", "--into", GENERATION, codes=TOLD)
        return Rebuilt(told["rows"], [json.dumps(each) for each in told["differences"]])

    def looked_over(self) -> Sequence[str]:
        """Hold raw against its manifest, and see how everything stands; return what is missing from raw."""
        hours = ("--from", f"{self.began:%Y-%m-%dT%H}", "--to", f"{datetime.now(UTC) + HOUR:%Y-%m-%dT%H}")
        checked = self._types("raw", "check", *hours, codes=TOLD)
        status = self._types("status", codes=TOLD)
        lacking = [each["hour"] for each in status["hours"] if each["says"] == "missing"]
        return [*(each["key"] for each in checked["disagreements"]), *lacking]

    def _repair(self, recipe: str) -> Sequence[Mapping[str, Any]]:
        """Look first, as anybody would; return what could be repaired, once it was sent."""
        proposed = self._types("failures", "repair", "--recipe", recipe)["proposals"]
        self._types("failures", "repair", "--recipe", recipe, "--apply", codes=TOLD)
        return [each for each in proposed if not each["problem"]]

    def _kill(self, replay: str) -> None:
        """End its execution from outside when it has sent something.

        A command takes so long to start that a short replay would be over by then.
        """
        dynamodb, table = self.twin.emulator.client("dynamodb"), self.twin.app.output("ReplaysTable")
        while not has_sent(dynamodb, table, replay):
            time.sleep(GLANCE_SECONDS)
        machines = self.twin.emulator.client("stepfunctions")
        machine = self.twin.app.output("ReplayMachine")
        for execution in machines.list_executions(stateMachineArn=machine)["executions"]:
            if execution["status"] == "RUNNING":
                machines.stop_execution(executionArn=execution["executionArn"], cause="killed by the demo")

    def _over(self, replay: str) -> Mapping[str, Any]:
        """How it ended."""
        while (told := self._look(replay))["state"] == "running" and not told["died"]:
            time.sleep(GLANCE_SECONDS)
        return told

    def _look(self, replay: str) -> Mapping[str, Any]:
        seen: Mapping[str, Any] = self._types("replay", "status", replay, noted=False)
        return seen

    def _snapshot(self) -> Snapshot:
        client = self.twin.emulator.client
        shelves = self.twin.app.output("ShelvesTable")
        return snapshot(client("dynamodb"), client("s3"), self.deployment, shelves)

    def _traces(self) -> Traces:
        client, positions = self.twin.emulator.client, self.twin.app.output("PositionsTable")
        return traces(client("dynamodb"), client("s3"), positions, self.deployment.raw)

    def _until(self, end: datetime) -> tuple[str, str, str, str]:
        """All that raw got until then, in the options of a command."""
        return "--from", _written(self.began), "--to", _written(end)

    def _types(self, group: str, *words: str, **how: Any) -> Any:  # noqa: ANN401 (JSON)
        """The environment comes after the command: of a group of commands, after its verb."""
        at = 0 if group in ALONE else 1
        return self.operator.types(group, *words[:at], self.twin.environment, *words[at:], **how)


def has_sent(dynamodb: "DynamoDBClient", table: str, replay: str) -> bool:
    """Return whether any checkpoint of a replay says that a record was sent."""
    rows = reality.ledger(dynamodb, table)
    return any(row.get("sent") for row in rows if row["replay"] == replay and row["item"] != "run")


def _written(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}"
