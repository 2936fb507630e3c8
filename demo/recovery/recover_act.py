"""The act that brings back what failed and what is wanted again, as an operator would."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.message import name_of
from demo.new_events import new_events
from demo.recovery import render
from demo.recovery.operator import Operator
from demo.recovery.recovery_outcome import (
    RebuildOutcome,
    RecoveryOutcome,
    RedriveOutcome,
    RepairOutcome,
    ReplayOutcome,
)
from demo.recovery.snapshot import snapshot
from demo.section import Section, render_section
from domain import EVENT
from twin.deploy import ROOT
from twin.permissions.holders import policy_holder

GENERATION = "demo"
LIVE = 200
GLANCE_SECONDS = 0.2
HOUR = timedelta(hours=1)
# Commands that are no group of others.
ALONE = frozenset({"rebuild", "status"})
# What can't be repaired, or differs, is in the answer.
ANSWERED = frozenset({0, 1})


class RecoverAct(Act):
    """Redrives what was given up, repairs what was quarantined, replays raw, rebuilds the ledgers of it."""

    name = "recover"
    needs = frozenset({"LookPolicyArn", "MendPolicyArn", "RecoveriesTable"})
    outcome: RecoveryOutcome
    _operator: Operator
    _environment: str

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        replays = frozenset({"ReplayMachine", "ManifestTable"})
        redrive = Phase(
            name="redrive",
            title="Redriving what was given up",
            at=RunStage.REDRIVE,
            perform=self._redrive,
        )
        repair = Phase(
            name="repair",
            title="Repairing what was quarantined",
            at=RunStage.RECOVER,
            perform=self._repair,
        )
        replay = Phase(
            name="over",
            title=f"Replaying all of raw beside new {EVENT.nouns}, killed once",
            at=RunStage.RECOVER,
            perform=self._replay,
            needs=replays,
        )
        rebuild = Phase(
            name="rebuild",
            title="Rebuilding the ledgers from raw",
            at=RunStage.RECOVER,
            perform=self._rebuild,
            needs=replays,
        )
        return (redrive, *((repair,) if self._recipes else ()), replay, rebuild)

    def sections(self) -> Iterable[Section]:
        """Return the story of the recovery."""
        recovery = render.story(self.outcome)
        return (render_section(__package__, "recovery.html.j2", "recovery", recovery=recovery),)

    def _redrive(self, run: DemoRun) -> None:
        """Repair the function that stumbled, and send again what was given up; then look for more."""
        holder = policy_holder(run.twin.app, "LookPolicyArn", "MendPolicyArn")
        self._operator = Operator(run.twin.emulator.environment_of(holder))
        self._environment = run.twin.environment
        run.running.repair()
        first = self._type("failures", "redrive", "--apply")
        run.running.settle()
        again = self._type("failures", "redrive", "--apply")
        self.outcome = RecoveryOutcome(RedriveOutcome(first["sent"], again["sent"]), self._operator.ran)

    def _repair(self, run: DemoRun) -> None:
        """Repair what the scenario's recipes match, and see that it counts."""
        proposals = [each for recipe in self._recipes for each in self._apply(recipe)]
        run.running.settle()
        ids = [each["after"][EVENT.id.name] for each in proposals]
        ledgers = snapshot(run).ledgers.values()
        missing = [event_id for event_id in ids if any(event_id not in rows for rows in ledgers)]
        shown = proposals[0] if proposals else {}
        repaired = RepairOutcome(ids, missing, shown.get("before"), shown.get("after"))
        self.outcome = replace(self.outcome, repaired=repaired)

    def _replay(self, run: DemoRun) -> None:
        """Send everything again that raw holds, kill that on the way, and let new events come meanwhile."""
        live = new_events(run.scenario, run.source[-1], LIVE, besides=1)
        before, began = snapshot(run), time.perf_counter()
        window = ("--from", _written(run.began), "--to", _written(datetime.now(UTC)))
        self._type("replay", "plan", *window)
        replay = self._type("replay", "start", *window, "--no-wait")["replay"]
        with run.running.open_sender() as sender:
            sender.send(live[: LIVE // 2])
            self._kill(run, replay)
            self._type("replay", "resume", replay)
            sender.send(live[LIVE // 2 :])
            ended = self._wait_for(replay)
        seconds = time.perf_counter() - began
        self._type("replay", "verify", replay)
        changes = before.changes(snapshot(run), {name_of(event.data) for event in live})
        done = ReplayOutcome(
            ended["sent"], ended["left_out"], len(live), ended["executions"] - 1, seconds, list(changes)
        )
        self.outcome = replace(self.outcome, replay=done)

    def _rebuild(self, run: DemoRun) -> None:
        """Fold raw into fresh tables, hold the live ones against them, and raw against its manifest."""
        rebuilt = self._type("rebuild", "--into", GENERATION, codes=ANSWERED)
        differences = [json.dumps(each) for each in rebuilt["differences"]]
        done = RebuildOutcome(rebuilt["rows"], differences, self._raw_gaps(run))
        self.outcome = replace(self.outcome, rebuilt=done)

    def _raw_gaps(self, run: DemoRun) -> Sequence[str]:
        """See how everything stands, and return what is missing from raw."""
        hours = ("--from", f"{run.began:%Y-%m-%dT%H}", "--to", f"{datetime.now(UTC) + HOUR:%Y-%m-%dT%H}")
        checked = self._type("raw", "check", *hours, codes=ANSWERED)
        status = self._type("status", codes=ANSWERED)
        lacking = [each["hour"] for each in status["hours"] if each["says"] == "missing"]
        return [*(each["key"] for each in checked["disagreements"]), *lacking]

    @property
    def _recipes(self) -> Sequence[str]:
        folder = self.options.scenario.recipes
        found = (ROOT / folder).glob("*.toml") if folder else ()
        return sorted(str(path.relative_to(ROOT)) for path in found)

    def _apply(self, recipe: str) -> Sequence[Mapping[str, Any]]:
        """Look first, as anybody would; return what could be repaired, once it was sent."""
        proposed = self._type("failures", "repair", "--recipe", recipe)["proposals"]
        self._type("failures", "repair", "--recipe", recipe, "--apply", codes=ANSWERED)
        return [each for each in proposed if not each["problem"]]

    def _kill(self, run: DemoRun, replay: str) -> None:
        """End its execution from outside when it has sent something."""
        while not self._look(replay)["sent"]:
            time.sleep(GLANCE_SECONDS)
        machines = run.twin.emulator.client("stepfunctions")
        machine = run.twin.app.output("ReplayMachine")
        for execution in machines.list_executions(stateMachineArn=machine)["executions"]:
            if execution["status"] == "RUNNING":
                machines.stop_execution(executionArn=execution["executionArn"], cause="killed by the demo")

    def _wait_for(self, replay: str) -> Mapping[str, Any]:
        """Return how it ended."""
        while (status := self._look(replay))["state"] == "running" and not status["died"]:
            time.sleep(GLANCE_SECONDS)
        return status

    def _look(self, replay: str) -> Mapping[str, Any]:
        seen: Mapping[str, Any] = self._type("replay", "status", replay, noted=False)
        return seen

    def _type(self, group: str, *words: str, **how: Any) -> Any:  # noqa: ANN401 (JSON)
        """The environment comes after the command: of a group of commands, after its verb."""
        at = 0 if group in ALONE else 1
        return self._operator.type(group, *words[:at], self._environment, *words[at:], **how)


def _written(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}"
